import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { taskQueue } from '../../src/driver/index.ts';
import { unreachable } from '../../src/std/index.ts';
import { type ForeignWorker, languages } from '../foreign/foreign-workers.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type ShortHistories, startShortHistories } from '../support/short-histories.ts';
import { type Stack, startStack } from '../support/stack.ts';
import type { Act, GoldenCase, Kept } from './golden-case.ts';
import { below, definitionName, goldenCases } from './golden-cases.ts';
import { hasTaskHistories, recordTaskHistories } from './task-histories.ts';
import { executionIdOf, expectedOf, fileOf, hasGolden, type History, keptOf, writeGolden } from './golden-files.ts';

/** `npm run record`: runs each case on a real server and keeps its histories. What is there already stays, since it is
 * the contract; BATON_RECORD=all records everything anew. */

jest.setTimeout(20_000);

interface Place {
  readonly stack: Stack;
  readonly baton: OrchestratorClient;
}

let services: RecordingService;
let short: ShortHistories;
let usual: Place;
let long: Place;
let team: ForeignWorker | undefined;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  [services, short] = await Promise.all([startRecordingService(), startShortHistories(30)]);
  usual = await place(process.env['TEMPORAL_ADDRESS'] ?? '');
  long = await place(short.address);
  team = await languages.find(({ name }) => name === 'typescript')?.start(usual.stack.namespace, 'team');
}, 120_000);

afterAll(async () => {
  await team?.stop();
  await Promise.all([usual?.stack.close(), long?.stack.close()]);
  await Promise.all([services?.close(), short?.close()]);
}, 60_000);

async function place(address: string): Promise<Place> {
  const env = { BATON_NOTIFY_URL: `${services.url}/hooks/notify`, BATON_SECRET_GOLDEN: 'a golden secret' };
  const stack = await startStack({ services: { svc: services.baseUrl('svc') }, address, env });
  const baton = orchestratorClient(stack.url);
  await baton.register(below);
  return { stack, baton };
}

const missing = goldenCases.filter(
  (each) => process.env['BATON_RECORD'] === 'all' || keptOf(each).some((kept) => !hasGolden(fileOf(each, kept))),
);

test('there is something to record, or nothing is missing', () => {
  process.stderr.write(`${missing.length} of ${goldenCases.length} cases to record\n`);
});

test('of tasks that the orchestrator does itself', async () => {
  if (process.env['BATON_RECORD'] !== 'all' && hasTaskHistories()) return;
  const { stack, baton } = usual;
  await recordTaskHistories({ client: stack.client, baton, services });
  expect(hasTaskHistories()).toBe(true);
}, 60_000);

test.each(missing.map((each) => [each.name, each] as const))('%s', async (name, each) => {
  process.stderr.write(`${new Date().toISOString()} ${name}\n`);
  const { stack, baton } = each.isLong === true ? long : usual;
  const { answers = {}, acts = [] } = each;
  for (const { name: method } of services.calls) services.answer(method, { result: {} });
  for (const [method, given] of Object.entries(answers)) services.answer(method, given);
  const from = services.calls.length;
  const registered = await baton.register(each.definition);
  if (registered.status >= 300) throw new Error(JSON.stringify(registered.body));
  const id = await begin(each, stack.client, baton);
  /** How many of its calls have been waited for. */
  const awaited = new Map<string, number>();
  let now = id;
  for (const act of acts) await perform(act);
  const isEnded = ['COMPLETED', 'FAILED', 'CANCELLED'].includes(each.status);
  const last = isEnded ? await baton.ended(now) : await baton.until(now, ({ status }) => status === each.status);
  expect([last.status, last.error]).toEqual([each.status, last.error]);
  for (const kept of keptOf(each)) await keep(each, kept, stack.client);

  async function perform(act: Act): Promise<void> {
    switch (act.kind) {
      case 'until-called': {
        const nth = (awaited.get(act.method) ?? 0) + 1;
        awaited.set(act.method, nth);
        await services.until((calls) => calls.slice(from).filter(({ method }) => method === act.method).length >= nth);
        return;
      }
      case 'until-step':
        await baton.until(now, ({ step_results }) =>
          step_results.some(({ step_id, status }) => step_id === act.step && status === act.status),
        );
        return;
      case 'until-phase':
        await baton.until(now, (execution) => execution.phase === act.phase);
        return;
      case 'answer':
        for (const [method, given] of Object.entries(act.answers)) services.answer(method, given);
        return;
      case 'send':
        return await post('send_event', { event: act.event, value: act.value });
      case 'decide':
        return await post('decide_execution', { decision: act.decision });
      case 'ended':
        await baton.ended(now);
        return;
      case 'cancel':
      case 'pause':
      case 'resume':
      case 'retry':
        return await post(`${act.kind}_execution`, {});
      default:
        unreachable(act);
    }
  }

  async function post(method: string, body: { readonly [key: string]: string | number }): Promise<void> {
    const answer = await baton.post(`/orchestrator/${method}`, { execution_id: now, ...body });
    if (answer.body['success'] !== true) throw new Error(`${method}: ${JSON.stringify(answer.body)}`);
    const { execution_id: id } = answer.body;
    if (typeof id === 'string') now = id;
  }
});

async function begin(each: GoldenCase, client: Client, baton: OrchestratorClient): Promise<string> {
  const workflowId = executionIdOf(each, { of: '' });
  const { inputs = {} } = each;
  const name = definitionName(each.name);
  if (each.isBare === true) {
    await client.workflow.start(name, { workflowId, taskQueue, args: [inputs] });
    return workflowId;
  }
  const started = await baton.post('/orchestrator/execute_workflow', {
    workflow_name: name,
    inputs,
    execution_id: workflowId,
  });
  if (started.body['success'] !== true) throw new Error(JSON.stringify(started.body));
  return workflowId;
}

async function keep(each: GoldenCase, kept: Kept, client: Client): Promise<void> {
  const executionId = executionIdOf(each, kept);
  const history =
    kept.which === 'first' ? await firstHistory(client, executionId) : await historyOf(client, executionId);
  const { status } = expectedOf(executionId, history);
  if (kept.as === '') expect(status).toBe(each.status);
  writeGolden(fileOf(each, kept), executionId, history);
}

async function firstHistory(client: Client, executionId: string): Promise<History> {
  for (let runId: string | undefined; ;) {
    const history = await historyOf(client, executionId, runId);
    const before = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    if (before === '') {
      if (runId === undefined) throw new Error(`${executionId} has never left a history`);
      return history;
    }
    runId = before;
  }
}

async function historyOf(client: Client, executionId: string, runId?: string): Promise<History> {
  return await client.workflow.getHandle(executionId, runId).fetchHistory();
}
