import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { apiClient } from '../../src/cli/online/api-client.ts';
import { followExecution } from '../../src/cli/online/follow-execution.ts';
import { until } from '../support/until.ts';

/** An API of one execution, whose stream is opened, fed and refused by hand. */
interface OneExecution {
  readonly address: string;
  /** How often it was asked how the execution stands. */
  readonly looks: () => number;
  readonly streams: ServerResponse[];
  readonly become: (
    status: 'RUNNING' | 'COMPLETED',
    event?: { readonly to: ServerResponse; readonly n: number },
  ) => void;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function oneExecution({ hasStream }: { readonly hasStream: boolean }): Promise<OneExecution> {
  let status = 'RUNNING';
  let looks = 0;
  const streams: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/orchestrator/events/') === true) {
      streams.push(response);
      if (hasStream) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      else {
        const error = { code: 'too-many-streams', message: 'm', request_id: 'r', details: [] };
        response.writeHead(503).end(JSON.stringify({ success: false, message: 'm', error }));
      }
      return;
    }
    looks += 1;
    const ended = status === 'COMPLETED' ? { completed_at: '2025-01-15T06:30:01.000Z' } : {};
    const execution = { execution_id: 'e', status, started_at: '2025-01-15T06:30:00.000Z', step_results: [], ...ended };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ execution }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    looks: () => looks,
    streams,
    become: (now, event) => {
      status = now;
      event?.to.write(`id: ${event.n}\nevent: step.completed\ndata: {"sequence":"${event.n}"}\n\n`);
    },
  };
}

async function streamOf({ streams }: OneExecution, at: number): Promise<ServerResponse> {
  await until(() => streams.length > at);
  const stream = streams[at];
  if (stream === undefined) throw new Error('there is none');
  return stream;
}

const never = 3_600_000;

test('an execution is looked at when an event of it comes, and not in between', async () => {
  const api = await oneExecution({ hasStream: true });
  const seen: string[] = [];
  const following = followExecution(apiClient(api.address), 'e', {
    onSnapshot: ({ status }) => seen.push(status),
    seldomMs: never,
  });
  const stream = await streamOf(api, 0);
  api.become('RUNNING', { to: stream, n: 1 });
  // Where it is looked at again and again, that never comes.
  for (let before = -1; api.looks() !== before;) {
    before = api.looks();
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  api.become('COMPLETED', { to: stream, n: 2 });
  expect((await following).status).toBe('COMPLETED');
  expect(seen.at(-1)).toBe('COMPLETED');
  await until(() => stream.destroyed);
});

test('where no stream is to be had, and where it breaks off, it is looked at again and again', async () => {
  const api = await oneExecution({ hasStream: false });
  const following = followExecution(apiClient(api.address), 'e', { onSnapshot: () => undefined, seldomMs: never });
  await until(() => api.looks() > 3);
  api.become('COMPLETED');
  expect((await following).status).toBe('COMPLETED');

  const other = await oneExecution({ hasStream: true });
  const followed = followExecution(apiClient(other.address), 'e', { onSnapshot: () => undefined, seldomMs: never });
  const stream = await streamOf(other, 0);
  other.become('RUNNING', { to: stream, n: 1 });
  stream.destroy();
  const before = other.looks();
  await until(() => other.looks() > before + 2);
  other.become('COMPLETED');
  expect((await followed).status).toBe('COMPLETED');
});

test('the end of the following is the end of its stream, and of the waiting', async () => {
  const api = await oneExecution({ hasStream: true });
  const stop = new AbortController();
  const following = followExecution(apiClient(api.address), 'e', {
    onSnapshot: () => undefined,
    signal: stop.signal,
    seldomMs: never,
  });
  const stream = await streamOf(api, 0);
  api.become('RUNNING', { to: stream, n: 1 });
  stop.abort();
  await expect(following).rejects.toMatchObject({ name: 'AbortError' });
  await until(() => stream.destroyed);
});
