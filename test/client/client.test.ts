import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BatonError, BatonUnreachable, type Client, createClient, resultOf } from '../../src/client/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { collectGarbage } from '../support/collect-garbage.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { runningView } from '../support/running-view.ts';

const api = await startApi();
const client = createClient({ address: api.address });
afterAll(() => api.close());
afterEach(() => api.ports.fail(null));

const definition = { name: 'prep', version: '1', steps: [{ id: 'weather', service: 'weather', method: 'look' }] };
beforeAll(async () => {
  await client.workflows.register(definition);
});

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
    api.ports.show(runningView('slow'));
    const ended = client.executions.wait('slow');
    const steps = [{ id: 'weather', status: 'COMPLETED', result: { frost: true }, startedAt: T0 }] as const;
    api.ports.show(
      runningView('slow', { status: 'COMPLETED', phase: 'ended', completedAt: T0 + 9, result: { a: 1 }, steps }),
    );
    const execution = await ended;
    expect(execution).toMatchObject({ status: 'COMPLETED', outputs: { a: 1 } });
    expect(resultOf(execution, 'weather')).toEqual({ frost: true });
    expect(resultOf(execution, 'other')).toBeUndefined();
  });

  test('waiting ends when its signal says so, with the reason', async () => {
    api.ports.show(runningView('endless'));
    const stop = new AbortController();
    const waiting = caught(client.executions.wait('endless', { signal: stop.signal }));
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await waiting).toBe(reason);
  });

  test('are told what an operator says', async () => {
    api.ports.show(runningView('told'));
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
    api.ports.show(runningView('patient', { phase: 'held', status: 'PAUSED' }));
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

  test.each([
    ['says nothing', (): undefined => undefined],
    // By then the request itself has been forgotten.
    [
      'says half of it',
      (response: ServerResponse) => response.writeHead(200).write('{', () => setTimeout(collectGarbage, 20)),
    ],
  ])('that %s is not waited for beyond the time', async (_what, answer) => {
    const silent = createServer((_request, response) => void answer(response));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const error = await caught(createClient({ address, retries: 0, timeoutMs: 200 }).services.list());
    silent.closeAllConnections();
    silent.close();
    expect(error).toMatchObject({ name: 'BatonUnreachable', message: expect.stringContaining('within 0.2 s') });
  });
});

test.each(['ftp://x', 'nonsense', 'http://', 'http://kim:secret@x', 'http://x/?a=b'])('%s is no address', (address) => {
  expect(() => createClient({ address })).toThrow(/^address: /);
});

describe('tasks of services and workflows', () => {
  const tasks = [{ type: 'prep' }, { type: 'prep' }] as const;

  test('begin, are looked at together and each, and stop', async () => {
    const begun = await client.tasks.orchestrate(tasks, { priority: 'high', sequential: true });
    expect(begun).toMatchObject({ status: 'pending', priority: 'high', tasks: [{ type: 'prep' }, { type: 'prep' }] });
    expect(await client.tasks.get(begun.task_id)).toMatchObject({ sequential: true, tasks: [{}, {}] });
    expect(await client.tasks.get(`${begun.task_id}-1`)).toMatchObject({ type: 'prep', part_of: begun.task_id });
    expect(await client.tasks.cancel(begun.task_id)).toMatchObject({ success: true, task_id: begun.task_id });
    expect(await client.tasks.get(begun.task_id)).toMatchObject({ status: 'cancelled' });
    expect(await caught(client.tasks.orchestrate([{ type: 'nothing_like_it' }]))).toMatchObject({
      code: 'unknown-task-type',
    });
  });

  test('that no service does are refused at once: no waiting makes one', async () => {
    let sent = 0;
    const counting = createClient({
      address: api.address,
      fetch: async (...request) => {
        sent++;
        return await fetch(...request);
      },
    });
    expect(await caught(counting.tasks.orchestrate([{ type: 'image_generation' }]))).toMatchObject({
      status: 503,
      code: 'service-not-configured',
    });
    expect(sent).toBe(1);
  });

  test('begin once, however often it is said', async () => {
    const sent: string[] = [];
    const deaf = createClient({
      address: api.address,
      fetch: async (...request) => {
        const answer = await fetch(...request);
        sent.push(((await answer.clone().json()) as { readonly task_id: string }).task_id);
        if (sent.length < 2) throw new TypeError('gone');
        return answer;
      },
    });
    const { task_id: once } = await deaf.tasks.orchestrate(tasks);
    expect(sent).toEqual([once, once]);
    const options = { idempotencyKey: 'evening' };
    const [first, second] = [
      await client.tasks.orchestrate(tasks, options),
      await client.tasks.orchestrate(tasks, options),
    ];
    expect(second.task_id).toBe(first.task_id);
    expect(first.task_id).not.toBe(once);
  });
});

describe('bots and swarms', () => {
  test('are made, given work, and say what came of it', async () => {
    const { bots, swarms } = client;
    const swarm = await swarms.create({ name: 'sweeper', count: 3, tier: 'standard' });
    const [first = '', second = ''] = swarm.bot_ids;
    expect(await ids(swarms.bots(swarm.id))).toEqual(swarm.bot_ids);
    const given = await bots.assign(first, { type: 'sweep', data: { room: 1 } });
    expect(await bots.lease(first)).toMatchObject({ task: { task_id: given.task_id, data: { room: 1 } } });
    await bots.heartbeat(first, { durationMs: 5_000 });
    api.ports.passTime(10);
    expect(await bots.complete(first, given.task_id, { result: 7 })).toMatchObject({ status: 'completed' });
    for await (const task of bots.tasks(first)) expect(task).toMatchObject({ status: 'completed', result: 7 });
    // Idle for longer than the first one.
    const next = await swarms.assign(swarm.id, { type: 'sweep' });
    expect(next.bot_id).toBe(second);
    await bots.fail(second, next.task_id, 'no broom');
    expect(await bots.get(second)).toMatchObject({ failed_tasks: 1 });
  });

  test('one request that is sent twice does it once', async () => {
    const twice = createClient({
      address: api.address,
      // The first answer is lost on the way.
      fetch: async (...request) => {
        const answer = await fetch(...request);
        if (lost) return answer;
        lost = true;
        throw new TypeError('gone');
      },
    });
    let lost = false;
    const swarm = await twice.swarms.create({ name: 'once', count: 2, tier: 'L20' });
    lost = false;
    await twice.bots.assign(swarm.bot_ids[0] ?? '', { type: 'a' });
    lost = false;
    const { task_id: mass } = await twice.swarms.distribute(swarm.id, { type: 'b' });
    expect(await client.bots.get(swarm.bot_ids[0] ?? '')).toMatchObject({ total_tasks: 2 });
    await client.bots.fail(swarm.bot_ids[1] ?? '', `${mass}-1`, 'no');
    expect(await client.swarms.task(swarm.id, mass)).toMatchObject({ pending: 1, failed: 1 });
    for await (const outcome of client.swarms.outcomes(swarm.id, mass, { status: 'failed' })) {
      expect(outcome).toMatchObject({ bot_id: swarm.bot_ids[1], error: 'no' });
    }
    expect(await client.swarms.retry(swarm.id, mass)).toMatchObject({ retried: 1 });
    expect(await ids(client.swarms.list())).toContain(swarm.id);
    expect(await client.swarms.resize(swarm.id, 1)).toMatchObject({ bot_count: 1 });
    expect(await client.swarms.delete(swarm.id)).toMatchObject({ status: 'deleted' });
  });

  test('a bot of no swarm drains and goes', async () => {
    const { id } = await client.bots.create({ name: 'single', tier: 'advanced' });
    expect(await ids(client.bots.list({ tier: 'advanced' }))).toContain(id);
    expect(await client.bots.drain(id)).toMatchObject({ status: 'draining' });
    const { active_bots: before } = await client.bots.statistics();
    await client.bots.delete(id);
    expect((await client.bots.statistics()).active_bots).toBe(before);
    expect(await caught(client.bots.get(id))).toMatchObject({ code: 'bot-not-found' });
    expect(await caught(client.swarms.retryDeadLetter('swarm-pool', 'task-pool-0-aaaaaaaa'))).toMatchObject({
      code: 'dead-letter-not-found',
    });
  });

  test('of a task, whoever does it, its id is enough to see how it stands', async () => {
    const swarm = await client.swarms.create({ name: 'shown', count: 1, tier: 'standard' });
    const [bot = ''] = swarm.bot_ids;
    const one = await client.bots.assign(bot, { type: 'sweep' });
    expect(await client.tasks.get(one.task_id)).toMatchObject({ status: 'assigned', bot_id: bot });
    const all = await client.swarms.distribute(swarm.id, { type: 'sweep' });
    expect(await client.tasks.get(all.task_id)).toMatchObject({ assignments: 1, pending: 1 });
    expect(await caught(client.tasks.get('task-pool-0-aaaaaaaa'))).toMatchObject({ code: 'task-not-found' });
    expect(await caught(client.tasks.cancel(one.task_id))).toMatchObject({ code: 'task-not-cancellable' });
  });

  async function ids(all: AsyncIterable<{ readonly id: string }>): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { id } of all) found.push(id);
    return found;
  }
});
