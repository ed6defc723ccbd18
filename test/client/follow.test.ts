import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createClient } from '../../src/client/index.ts';
import { serverEvents, type ServerEvent } from '../../src/client/server-events.ts';
import { collectGarbage } from '../support/collect-garbage.ts';

async function read(
  ...chunks: readonly string[]
): Promise<{ readonly events: readonly ServerEvent[]; readonly retry: readonly number[] }> {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  const retry: number[] = [];
  for await (const each of serverEvents(body, { onBytes: () => undefined, onRetry: (ms) => retry.push(ms) }))
    events.push(each);
  return { events, retry };
}

describe('server-sent events', () => {
  test('are read however they are cut into pieces', async () => {
    const whole = 'id: 1\nevent: a\ndata: {"x":\ndata: 1}\n\n: alive\n\ndata:ü\r\n\r\nretry: 70\nevent: b\ndata\n\n';
    const wanted = [
      { id: '1', event: 'a', data: '{"x":\n1}' },
      { id: '1', event: 'message', data: 'ü' },
      { id: '1', event: 'b', data: '' },
    ];
    expect(await read(whole)).toEqual({ events: wanted, retry: [70] });
    const bytes = Buffer.from(whole).toString('latin1').split('');
    const pieces = bytes.map((byte) => Buffer.from(byte, 'latin1'));
    const events: ServerEvent[] = [];
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    for await (const each of serverEvents(body, { onBytes: () => undefined, onRetry: () => undefined }))
      events.push(each);
    expect(events).toEqual(wanted);
  });

  test('one that the end cuts off is none', async () => {
    expect((await read('data: 1\n\ndata: 2\n')).events).toEqual([{ id: '', event: 'message', data: '1' }]);
  });
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers one connection after the other. */
async function against(
  answers: readonly Answer[],
  use: (address: string, seen: readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answers[seen.length];
    seen.push(request);
    if (answer === undefined) request.socket.destroy();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const event = (n: number): string => `id: ${n}\nevent: step.started\ndata: {"sequence":"${n}"}\n\n`;
const stream =
  (text: string, end: 'ends' | 'breaks'): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 1\n\n${text}`, () => (end === 'ends' ? response.end() : response.destroy()));
  };
const refused =
  (status: number, code: string): Answer =>
  (_request, response) => {
    response
      .writeHead(status)
      .end(JSON.stringify({ message: 'm', error: { code, message: 'm', request_id: 'r', details: [] } }));
  };

describe('following an execution', () => {
  test('goes on behind the last event where the connection broke off', async () => {
    const answers = [
      stream(event(1) + event(2), 'breaks'),
      refused(503, 'shutting-down'),
      stream(event(3), 'ends'),
      stream(`${event(4)}id: end\nevent: end\ndata: {"status":"COMPLETED"}\n\n`, 'ends'),
    ];
    await against(answers, async (address, seen) => {
      const sequences: string[] = [];
      for await (const each of createClient({ address }).executions.follow('x/1')) sequences.push(each.sequence);
      expect(sequences).toEqual(['1', '2', '3', '4']);
      expect(seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2', '2', '3']);
      expect(seen[0]?.url).toBe('/orchestrator/events/x%2F1');
    });
  });

  test('ends where there is no such execution, and where one is told a problem', async () => {
    await against([refused(404, 'execution-not-found')], async (address) => {
      const following = createClient({ address }).executions.follow('x');
      await expect(following.next()).rejects.toMatchObject({ code: 'execution-not-found', status: 404 });
    });
    const problem = JSON.stringify({
      message: 'm',
      error: { code: 'internal-error', message: 'm', request_id: 'r', details: [] },
    });
    await against([stream(`event: problem\ndata: ${problem}\n\n`, 'ends')], async (address) => {
      const following = createClient({ address }).executions.follow('x');
      await expect(following.next()).rejects.toMatchObject({ code: 'internal-error' });
    });
  });

  test('ends where nobody has come back for longer than one has patience', async () => {
    await against([stream(event(1), 'breaks')], async (address) => {
      const following = createClient({ address }).executions.follow('x', { patienceMs: 5 });
      expect((await following.next()).value).toEqual({ sequence: '1' });
      await expect(following.next()).rejects.toMatchObject({ name: 'BatonUnreachable' });
    });
  });

  test('goes on for as long as there are signs of life, if only those', async () => {
    const alive: Answer = (_request, response) => {
      response.writeHead(200).write('retry: 1\n\n: alive\n\n');
      setTimeout(() => response.destroy(), 60);
    };
    const end = stream('event: end\ndata: {"status":"COMPLETED"}\n\n', 'ends');
    await against([alive, alive, alive, alive, end], async (address, seen) => {
      const following = createClient({ address }).executions.follow('x', { patienceMs: 100 });
      expect((await following.next()).done).toBe(true);
      expect(seen).toHaveLength(5);
    });
  });

  test('goes on where a stream says that Temporal is away', async () => {
    const error = { code: 'temporal-unavailable', message: 'm', request_id: 'r', details: [] };
    const problem = `${event(1)}event: problem\ndata: ${JSON.stringify({ message: 'm', error })}\n\n`;
    const end = stream('event: end\ndata: {"status":"COMPLETED"}\n\n', 'ends');
    await against([stream(problem, 'ends'), end], async (address, seen) => {
      const following = createClient({ address }).executions.follow('x');
      expect((await following.next()).value).toEqual({ sequence: '1' });
      expect((await following.next()).done).toBe(true);
      expect(seen[1]?.headers['last-event-id']).toBe('1');
    });
  });

  test('ends with its signal', async () => {
    const open: Answer = (_request, response) => void response.writeHead(200).write(event(1));
    await against([open], async (address) => {
      const stop = new AbortController();
      const following = createClient({ address }).executions.follow('x', { signal: stop.signal });
      await following.next();
      const reason = new Error('enough');
      stop.abort(reason);
      await expect(following.next()).rejects.toBe(reason);
    });
  });

  test('ends with its signal however long ago it began', async () => {
    const open: Answer = (_request, response) => void response.writeHead(200).write(event(1));
    await against([open], async (address) => {
      const stop = new AbortController();
      const following = createClient({ address }).executions.follow('x', { signal: stop.signal });
      await following.next();
      const further = following.next();
      await sleep(20);
      collectGarbage();
      stop.abort(new Error('enough'));
      await expect(further).rejects.toThrow('enough');
    });
  });

  test('hangs up where one has seen enough', async () => {
    let hungUp: Promise<unknown> = Promise.resolve();
    const open: Answer = (request, response) => {
      hungUp = new Promise((resolve) => request.once('close', resolve));
      response.writeHead(200).write(event(1));
    };
    await against([open], async (address) => {
      for await (const each of createClient({ address }).executions.follow('x')) if (each.sequence === '1') break;
      await hungUp;
    });
  });
});

describe('following all executions', () => {
  const told = (id: string, n: number): string => `id: ${id}\nevent: workflow.started\ndata: {"id":"x#${n}"}\n\n`;
  const gap = 'id: g\nevent: gap\ndata: {"from":"2025-01-15T06:30:00.000Z","to":"2025-01-15T06:31:00.000Z"}\n\n';

  test('goes on behind what came last, a gap included, with what was asked for', async () => {
    const answers = [stream(told('a', 1), 'breaks'), stream(gap, 'ends'), stream(told('b', 2), 'ends')];
    await against(answers, async (address, seen) => {
      const found: unknown[] = [];
      const asked = { workflowName: 'a b', type: 'workflow.started', after: 'z' } as const;
      for await (const each of createClient({ address }).executions.followAll(asked)) {
        found.push(each);
        if (found.length === 3) break;
      }
      expect(found).toEqual([
        { kind: 'event', id: 'a', event: { id: 'x#1' } },
        { kind: 'gap', id: 'g', from: '2025-01-15T06:30:00.000Z', to: '2025-01-15T06:31:00.000Z' },
        { kind: 'event', id: 'b', event: { id: 'x#2' } },
      ]);
      expect(seen.map(({ headers }) => headers['last-event-id'])).toEqual(['z', 'a', 'g']);
      expect(seen[2]?.url).toBe('/orchestrator/events?workflow_name=a+b&type=workflow.started');
    });
  });

  test('ends with its signal, and where the id is none', async () => {
    await against([stream(told('a', 1), 'ends')], async (address) => {
      const stop = new AbortController();
      const following = createClient({ address }).executions.followAll({ signal: stop.signal });
      await following.next();
      stop.abort(new Error('enough'));
      await expect(following.next()).rejects.toThrow('enough');
    });
    await against([refused(400, 'invalid-header')], async (address) => {
      const following = createClient({ address }).executions.followAll({ after: 'none' });
      await expect(following.next()).rejects.toMatchObject({ code: 'invalid-header' });
    });
  });
});
