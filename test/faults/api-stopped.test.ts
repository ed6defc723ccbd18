import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/std/index.ts';
import { sendRequest } from '../support/send-request.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
let port: number;
let agent: Agent;

beforeEach(async () => {
  stack = await startStack({ apiEnv: { BATON_GRACE_MS: '30000' } });
  port = Number(new URL(stack.url).port);
  agent = new Agent({ keepAlive: true, maxSockets: 60 });
  const steps = [{ id: 'wait', wait_for: { event: 'never' } }];
  const sent = {
    path: '/orchestrator/register_workflow',
    body: { workflow: { name: 'waiting', version: '1', steps } },
  };
  const { status, text } = await sendRequest(port, sent);
  if (status !== 201) throw new Error(text);
});

afterEach(async () => {
  agent.destroy();
  await stack.close();
});

interface Sent {
  /** The status, or the code of what went wrong. */
  readonly outcome: string;
  readonly connection: string | undefined;
  readonly text: string;
}

function send(
  method: string,
  path: string,
  body?: JsonObject,
  hear: (text: string) => void = () => undefined,
): Promise<Sent> {
  return new Promise((resolve) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sending = request({ agent, host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => hear((text += chunk)));
      const { statusCode, headers: received } = response;
      response.on('end', () => resolve({ outcome: String(statusCode), connection: received.connection, text }));
      response.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ outcome: `cut: ${error.code}`, connection: undefined, text }),
      );
    });
    sending.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ outcome: String(error.code), connection: undefined, text: '' }),
    );
    sending.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('SIGTERM while fifty callers send: each is answered, or finds nobody; what was acknowledged is there', async () => {
  const outcomes: Sent[] = [];
  const started = new Set<string>();
  const callers = Array.from({ length: 50 }, async (_, caller) => {
    for (let at = 0; ; at++) {
      const executionId = `stop-${caller}-${at}`;
      const starts = caller % 5 === 0;
      const sent = starts
        ? await send('POST', '/orchestrator/execute_workflow', { workflow_name: 'waiting', execution_id: executionId })
        : await send('GET', '/orchestrator/get_execution_status?execution_id=nobody');
      outcomes.push(sent);
      if (starts && sent.outcome === '200') started.add(executionId);
      if (!/^\d+$/.test(sent.outcome)) return;
      // Some without pause, some with one that is as long as a glance of the process that ends.
      await sleep((caller % 3) * 60);
      // Where this process was held up itself, it hears first of the connections that were closed meanwhile.
      await immediate();
    }
  });
  while (outcomes.length < 100) await sleep(20);
  stack.api.kill('SIGTERM');
  const [code] = (await once(stack.api, 'exit')) as [number | null];
  await Promise.all(callers);

  expect(code).toBe(0);
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['200', '404', 'ECONNREFUSED']));
  expect(outcomes.some(({ connection }) => connection === 'close')).toBe(true);
  expect(started.size).toBeGreaterThan(0);
  for (const id of started) {
    expect((await stack.client.workflow.getHandle(id).describe()).status.name).toBe('RUNNING');
  }
});

test('who waits for an end, or listens to events, is let go in time', async () => {
  const executionId = 'listened-to';
  const start = { workflow_name: 'waiting', execution_id: executionId };
  expect((await send('POST', '/orchestrator/execute_workflow', start)).outcome).toBe('200');
  let heardSoFar = '';
  const events = `/orchestrator/events/${executionId}`;
  const listening = send('GET', events, undefined, (text) => (heardSoFar = text));
  const waitFor = { workflow_name: 'waiting', execution_id: 'waited-for', wait_ms: 50_000 };
  const waiting = send('POST', '/orchestrator/execute_workflow', waitFor);
  while (!heardSoFar.includes('event: workflow.started')) await sleep(20);
  const status = '/orchestrator/get_execution_status?execution_id=waited-for';
  while ((await send('GET', status)).outcome !== '200') await sleep(20);
  stack.api.kill('SIGTERM');
  expect((await once(stack.api, 'exit'))[0]).toBe(0);
  expect(stack.output()).not.toContain('cut off');
  const [heard, waited] = await Promise.all([listening, waiting]);
  expect([heard.outcome, waited.outcome]).toEqual(['200', '200']);
  expect(JSON.parse(waited.text)).toMatchObject({ success: true, ended: false });
});
