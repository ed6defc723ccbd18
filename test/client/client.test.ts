import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BatonError, BatonUnreachable, type Client, createClient, resultOf } from '../../src/client/index.ts';
import type { ExecutionView } from '../../src/executions/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { T0 } from '../support/ports-in-memory.ts';

const api = await startApi();
const client = createClient({ address: api.address });
afterAll(() => api.close());
afterEach(() => api.ports.fail(null));

const definition = { name: 'prep', version: '1', steps: [{ id: 'weather', service: 'weather', method: 'look' }] };
beforeAll(async () => {
  await client.workflows.register(definition);
});

function view(executionId: string, more: Partial<ExecutionView> = {}): ExecutionView {
  return {
    executionId,
    workflowName: 'prep',
    version: '1',
    status: 'RUNNING',
    phase: 'running',
    inputs: {},
    steps: [],
    startedAt: T0,
    ...more,
  };
}

const caught = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => null,
    (error) => error,
  );

describe('workflows', () => {
  test('are registered as an object, and as text to the letter', async () => {
    expect(await client.workflows.register({ ...definition, name: 'other' })).toMatchObject({
      name: 'other',
      unchanged: false,
    });
    const text = JSON.stringify({ ...definition, name: 'lettered' });
    await client.workflows.register(text, { format: 'json' });
    expect(api.ports.registered.at(-1)).toEqual({ text, format: 'json' });
    await client.workflows.register(new TextEncoder().encode(text));
    expect(api.ports.registered.at(-1)).toEqual({ text, format: 'yaml' });
  });

  test('are listed and read, null where there is none', async () => {
    expect((await client.workflows.list()).map(({ name }) => name)).toContain('prep');
    expect(await client.workflows.get('prep')).toEqual(definition);
    expect(await client.workflows.get('prep', { version: '2' })).toBeNull();
  });
});

test('services are registered and listed', async () => {
  await client.services.register({ name: 'weather', base_url: 'http://127.0.0.1:9' });
  expect(await client.services.list()).toMatchObject([{ name: 'weather', base_urls: ['http://127.0.0.1:9'] }]);
});

describe('executions', () => {
  test('start with a key of their own, so that a lost answer starts nothing twice', async () => {
    const first = await client.executions.start('prep', { degrees: 21 });
    const second = await client.executions.start('prep', { degrees: 21 });
    expect(first.execution_id).not.toBe(second.execution_id);
    const keys = api.ports.started.slice(-2).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual([expect.stringMatching(/^client-[0-9a-f]{32}$/), expect.not.stringContaining(keys[0] ?? '')]);
  });

  test('start as they are told: version, id, key', async () => {
    await client.executions.start('prep', {}, { version: '1', executionId: 'mine' });
    expect(api.ports.started.at(-1)).toEqual({ workflowName: 'prep', version: '1', inputs: {}, executionId: 'mine' });
    const twice = await Promise.all([1, 2].map(() => client.executions.start('prep', {}, { idempotencyKey: 'k1' })));
    expect(new Set(twice.map((each) => each.execution_id)).size).toBe(1);
  });

  test('are waited for until they have ended', async () => {
    api.ports.show(view('slow'));
    const ended = client.executions.wait('slow');
    const steps = [{ id: 'weather', status: 'COMPLETED', result: { frost: true }, startedAt: T0 }] as const;
    api.ports.show(view('slow', { status: 'COMPLETED', phase: 'ended', completedAt: T0 + 9, result: { a: 1 }, steps }));
    const execution = await ended;
    expect(execution).toMatchObject({ status: 'COMPLETED', outputs: { a: 1 } });
    expect(resultOf(execution, 'weather')).toEqual({ frost: true });
    expect(resultOf(execution, 'other')).toBeUndefined();
  });

  test('waiting ends when its signal says so, with the reason', async () => {
    api.ports.show(view('endless'));
    const stop = new AbortController();
    const waiting = caught(client.executions.wait('endless', { signal: stop.signal }));
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await waiting).toBe(reason);
  });

  test('are told what an operator says', async () => {
    api.ports.show(view('told'));
    await client.executions.pause('told');
    await client.executions.resume('told');
    await client.executions.sendEvent('told', { event: 'door', value: { by: 'kim' } });
    expect(api.ports.told.slice(-3).map(({ what }) => what)).toEqual([
      'pause',
      'resume',
      { name: 'door', value: { by: 'kim' }, id: expect.stringMatching(/^client-/) },
    ]);
    await client.executions.cancel('told', { reason: 'rain' });
    expect(api.ports.cancelled.at(-1)).toEqual({ executionId: 'told', reason: 'rain' });
  });
});

describe('what the API refuses', () => {
  test('is a BatonError with code, status, request id and details', async () => {
    const error = await caught(client.executions.start('', {}));
    expect(error).toBeInstanceOf(BatonError);
    expect(error).toMatchObject({ name: 'BatonError', code: 'request-rejected', status: 422 });
    const { requestId, details } = error as BatonError;
    expect(requestId).toMatch(/^req_/);
    expect(details).toMatchObject([{ path: 'workflow_name' }]);
  });

  test('is tried again while Temporal is away, as far as that does nothing twice', async () => {
    api.ports.show(view('patient', { phase: 'held', status: 'PAUSED' }));
    const away = new Refusal('temporal-unavailable', 'Temporal does not answer');
    let asked = 0;
    const counting = createClient({
      address: api.address,
      fetch: (...request) => {
        if (++asked === 2) api.ports.fail(null);
        return fetch(...request);
      },
    });
    api.ports.fail(away);
    expect(await counting.executions.status('patient')).toMatchObject({ execution_id: 'patient' });
    expect(asked).toBe(2);
    api.ports.fail(away);
    asked = 5;
    expect(await caught(counting.executions.decide('patient', 'retry'))).toMatchObject({ status: 503 });
    expect(asked).toBe(6);
  });
});

describe('a server that behaves otherwise', () => {
  /** Answers one request after the other from the list, and closes the connection of those beyond. */
  async function against(
    answers: readonly { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }[],
    use: (address: string, seen: readonly IncomingMessage[]) => Promise<void>,
  ): Promise<void> {
    const seen: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      const answer = answers[seen.length];
      seen.push(request);
      if (answer === undefined) return void request.socket.destroy();
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const refused = JSON.stringify({ message: 'm', error: { code: 'busy', message: 'm', request_id: 'r', details: [] } });

  test('that has no time yet is asked again when it says, even for what may be done once only', async () => {
    const busy = { status: 429, body: refused, headers: { 'retry-after': '0' } };
    await against([busy, busy, { status: 200, body: '{"success": true, "message": "ok"}' }], async (address, seen) => {
      expect(await createClient({ address }).executions.decide('x', 'skip')).toMatchObject({ message: 'ok' });
      expect(seen).toHaveLength(3);
    });
  });

  test('that never has time is given up', async () => {
    const busy = { status: 429, body: refused, headers: { 'retry-after': '0' } };
    await against([busy, busy, busy], async (address) => {
      expect(await caught(createClient({ address, retries: 2 }).services.list())).toMatchObject({ code: 'busy' });
    });
  });

  test('that closes the connection is asked again for what is safe, and not for what is not', async () => {
    await against([], async (address, seen) => {
      const brief = createClient({ address, retries: 1 });
      expect(await caught(brief.executions.start('a', {}))).toBeInstanceOf(BatonUnreachable);
      expect(seen).toHaveLength(2);
      await caught(brief.executions.start('a', {}, { executionId: 'mine' }));
      expect(seen).toHaveLength(3);
    });
  });

  test.each<readonly [string, number, (to: Client) => Promise<unknown>]>([
    ['what failed runs again', 1, ({ executions }) => executions.retry('x')],
    ['what failed in many runs again', 1, ({ executions }) => executions.retryMany({ execution_ids: ['x'] })],
    ['what failed in all that fit', 1, ({ executions }) => executions.retryMany({ filter: {}, confirm: 'c' })],
    ['which those would be', 2, ({ executions }) => executions.retryMany({ filter: {} })],
    ['many are cancelled', 2, ({ executions }) => executions.cancelMany({ filter: {}, confirm: 'c' })],
  ])('that closes the connection: %s, asked %d times', async (_what, times, ask) => {
    await against([], async (address, seen) => {
      expect(await caught(ask(createClient({ address, retries: 1 })))).toBeInstanceOf(BatonUnreachable);
      expect(seen).toHaveLength(times);
    });
  });

  test('that is no Baton is said to be none', async () => {
    await against(
      [
        { status: 200, body: '<html>' },
        { status: 502, body: '{}' },
      ],
      async (address) => {
        const brief = createClient({ address, retries: 0 });
        expect(await caught(brief.services.list())).toMatchObject({ message: expect.stringContaining('no Baton API') });
        expect(await caught(brief.services.list())).toMatchObject({ message: expect.stringContaining('502') });
      },
    );
  });

  test('that redirects is not followed', async () => {
    await against([{ status: 307, headers: { location: api.address } }], async (address) => {
      expect(await caught(createClient({ address, retries: 0 }).services.list())).toBeInstanceOf(BatonUnreachable);
    });
  });

  test('headers of one’s own go with every request', async () => {
    await against([{ status: 200, body: '{"services": []}' }], async (address, seen) => {
      await createClient({ address: `${address}/`, headers: { 'x-user-id': 'kim' } }).services.list();
      expect([seen[0]?.url, seen[0]?.headers['x-user-id']]).toEqual(['/registry', 'kim']);
    });
  });

  test('that says nothing is not waited for beyond the time', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const error = await caught(createClient({ address, retries: 0, timeoutMs: 50 }).services.list());
    silent.closeAllConnections();
    silent.close();
    expect(error).toMatchObject({ name: 'BatonUnreachable', message: expect.stringContaining('within 0.05 s') });
  });
});

test.each(['ftp://x', 'nonsense', 'http://', 'http://kim:secret@x', 'http://x/?a=b'])('%s is no address', (address) => {
  expect(() => createClient({ address })).toThrow(/^address: /);
});
