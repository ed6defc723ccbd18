import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/std/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type ReceivedAnswer, sendRequest } from '../support/send-request.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

/** A real Temporal behind a proxy that is refused, hangs, swallows answers and comes back, for the API alone: the worker
 * reaches it all the time. */

let service: RecordingService;
let proxy: TcpProxy;
let stack: Stack;
let port: number;

beforeAll(async () => {
  service = await startRecordingService({ 'bench.work': { result: { done: true } } });
  proxy = await startTcpProxy(process.env['TEMPORAL_ADDRESS'] ?? '');
  stack = await startStack({
    services: { bench: service.baseUrl('bench') },
    apiEnv: { TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}` },
  });
  port = Number(new URL(stack.url).port);
  const steps = [{ id: 'work', service: 'bench', method: 'work' }];
  const registered = await ask('register_workflow', { workflow: { name: 'short', version: '1', steps } });
  if (registered.status !== 201) throw new Error(registered.text);
});

afterAll(async () => {
  await proxy.turn({ kind: 'passing' });
  await stack.close();
  await proxy.close();
  await service.close();
});

async function ask(method: string, body: JsonObject): Promise<ReceivedAnswer> {
  return await sendRequest(port, { path: `/orchestrator/${method}`, body });
}

const status = async (execution_id: string): Promise<ReceivedAnswer> =>
  await ask('get_execution_status', { execution_id });
const start = async (idempotency_key: string): Promise<ReceivedAnswer> =>
  await ask('execute_workflow', { workflow_name: 'short', idempotency_key });

async function until(
  send: () => Promise<ReceivedAnswer>,
  isRight: (answer: ReceivedAnswer) => boolean,
): Promise<ReceivedAnswer> {
  for (;;) {
    const answer = await send();
    if (isRight(answer)) return answer;
    await sleep(100);
  }
}

function idIn({ json }: ReceivedAnswer): string {
  return (json as { readonly execution_id: string }).execution_id;
}

function isCompleted({ json }: ReceivedAnswer): boolean {
  return (json as { readonly execution?: { readonly status?: string } }).execution?.status === 'COMPLETED';
}

function expectAway({ status: code, json, headers }: ReceivedAnswer, message: string): void {
  expect([code, json]).toMatchObject([503, { success: false, error: { code: 'temporal-unavailable', message } }]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
}

/** How often the work of an execution was done. */
function callsFor(executionId: string): number {
  return service.calls.filter(({ key }) => key === `${executionId}_work`).length;
}

test('nobody listens: refused before the deadline, nothing acknowledged, back without a restart', async () => {
  const ended = idIn(
    await until(
      async () => await start('first'),
      (answer) => answer.status === 200,
    ),
  );
  await until(async () => await status(ended), isCompleted);
  await proxy.turn({ kind: 'refusing' });

  const refused = await Promise.all([status('nobody'), start('second'), ask('list_workflows', {})]);
  // Not that of the deadline, which comes later.
  for (const answer of refused) expectAway(answer, 'Temporal cannot be reached');
  expect((await sendRequest(port, { path: '/ready' })).status).toBe(503);
  expect((await sendRequest(port, { path: '/health' })).status).toBe(200);
  // What has ended is known.
  expect(isCompleted(await status(ended))).toBe(true);

  await proxy.turn({ kind: 'passing' });
  await until(
    async () => await sendRequest(port, { path: '/ready' }),
    (answer) => answer.status === 200,
  );
  const nobody = await until(
    async () => await status('nobody'),
    (answer) => answer.status !== 503,
  );
  expect(nobody.status).toBe(404);
  const second = idIn(
    await until(
      async () => await start('second'),
      (answer) => answer.status === 200,
    ),
  );
  await until(async () => await status(second), isCompleted);
  expect(callsFor(second)).toBe(1);
});

test('connections are taken and nothing is answered: 503 at the deadline, and back as soon as it goes on', async () => {
  await proxy.turn({ kind: 'hanging' });
  const refused = await Promise.all([status('nobody'), start('third'), ask('list_workflows', {})]);
  for (const answer of refused) expectAway(answer, 'Temporal did not answer within 5 seconds');
  expect((await sendRequest(port, { path: '/health' })).status).toBe(200);

  await proxy.turn({ kind: 'passing' });
  const third = idIn(
    await until(
      async () => await start('third'),
      (answer) => answer.status === 200,
    ),
  );
  await until(async () => await status(third), isCompleted);
  expect(callsFor(third)).toBe(1);
});

test('a start whose answer was cut off makes one execution, however often it is sent again', async () => {
  const before = proxy.swallowed();
  await proxy.turn({ kind: 'deaf' });
  const cut = await Promise.all([1, 2, 3].map(async (at) => await start(`cut-${at}`)));
  for (const answer of cut) expect(answer.status).toBe(503);
  expect(proxy.swallowed()).toBeGreaterThan(before);
  await proxy.turn({ kind: 'passing' });
  for (const at of [1, 2, 3]) {
    const again = await Promise.all(
      [1, 2, 3].map(
        async () =>
          await until(
            async () => await start(`cut-${at}`),
            (answer) => answer.status === 200,
          ),
      ),
    );
    const ids = new Set(again.map(idIn));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    await until(async () => await status(id), isCompleted);
    expect(callsFor(id)).toBe(1);
  }
});

test('slow, it is waited for', async () => {
  await proxy.turn({ kind: 'slow', delayMs: 300 });
  const id = idIn(await start('slow'));
  await until(async () => await status(id), isCompleted);
  await proxy.turn({ kind: 'passing' });
});

test('what was acknowledged while it came and went is there, and was done once', async () => {
  const modes = [{ kind: 'deaf' }, { kind: 'passing' }, { kind: 'refusing' }, { kind: 'slow', delayMs: 50 }] as const;
  let isOver = false;
  const turning = (async () => {
    for (let at = 0; !isOver; at++) {
      await proxy.turn(modes[at % modes.length] ?? modes[0]);
      // Slower from time to time: a busy machine needs longer for what it does between two turns.
      await sleep(250 * (1 + at / 16));
    }
    await proxy.turn({ kind: 'passing' });
  })();
  const acknowledged = await Promise.all(
    Array.from({ length: 24 }, async (_, at) =>
      idIn(
        await until(
          async () => await start(`churn-${at}`),
          (answer) => answer.status === 200,
        ),
      ),
    ),
  );
  isOver = true;
  await turning;
  expect(new Set(acknowledged).size).toBe(24);
  for (const id of acknowledged) {
    await until(
      async () => await status(id),
      (answer) => {
        expect(answer.status).not.toBe(404);
        return isCompleted(answer);
      },
    );
    expect(callsFor(id)).toBe(1);
  }
});
