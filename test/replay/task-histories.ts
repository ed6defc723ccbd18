import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Json, JsonObject } from '../../src/std/index.ts';
import type { OrchestratorClient } from '../support/orchestrator-client.ts';
import type { RecordingService } from '../support/recording-service.ts';
import { type History, storedEvents } from './golden-files.ts';

const { History: HistoryMessage } = proto.temporal.api.history.v1;

/** What is stored of tasks that the orchestrator does itself: their lanes, the requests with several of them, and executions that tell
 * a shard how they end. */
export const taskHistories = [
  'lanes',
  'orchestration-completed',
  'orchestration-failed',
  'orchestration-cancelled',
  'task-workflow',
  'task-call',
  'task-failed',
] as const;
type Name = (typeof taskHistories)[number];

const folder = fileURLToPath(new URL('golden-tasks/', import.meta.url));
const pathOf = (name: Name): string => join(folder, `${name}.json`);

export function hasTaskHistories(): boolean {
  return taskHistories.every((name) => existsSync(pathOf(name)));
}

export function readTaskHistory(name: Name): { readonly workflowId: string; readonly history: History } {
  const { workflowId, events } = JSON.parse(readFileSync(pathOf(name), 'utf8')) as {
    readonly workflowId: string;
    readonly events: readonly JsonObject[];
  };
  return { workflowId, history: HistoryMessage.fromObject({ events }) };
}

interface Place {
  readonly client: Client;
  readonly baton: OrchestratorClient;
  /** Of the service `svc`. */
  readonly services: RecordingService;
}

export async function recordTaskHistories({ client, baton, services }: Place): Promise<void> {
  const ask = async (path: string, body: Json): Promise<string> => {
    const { body: answer } = await baton.post(path, body);
    const id = answer['task_id'];
    if (typeof id !== 'string') throw new Error(JSON.stringify(answer));
    return id;
  };
  const ended = async (id: string): Promise<void> => {
    for (;;) {
      const { body } = await baton.get(`/task/${id}`);
      if (['completed', 'failed', 'cancelled'].includes(body['status'] as string)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const keep = async (name: Name, workflowId: string): Promise<void> => {
    const events = storedEvents(await client.workflow.getHandle(workflowId).fetchHistory());
    const lines = events.map((event) => JSON.stringify(event)).join(',\n');
    mkdirSync(folder, { recursive: true });
    writeFileSync(pathOf(name), `{\n"workflowId": ${JSON.stringify(workflowId)},\n"events": [\n${lines}\n]\n}\n`);
  };

  services.answer('svc.refuse', { status: 422, result: {} });
  services.answer('svc.endless', { noAnswer: true });
  await baton.register({ name: 'golden_task', version: '1', steps: [{ id: 'a', service: 'svc', method: 'golden' }] });
  const several = [{ type: 'golden_task' }, { type: 'svc.do', params: { n: 1 } }];
  const completed = await ask('/orchestrate', { tasks: several, priority: 'high', idempotency_key: 'golden-1' });
  await ended(completed);
  const failing = [{ type: 'svc.do' }, { type: 'svc.refuse' }, { type: 'svc.never' }];
  const failed = await ask('/orchestrate', { tasks: failing, sequential: true, idempotency_key: 'golden-2' });
  await ended(failed);
  const stopped = await ask('/orchestrate', { tasks: [{ type: 'svc.endless' }], idempotency_key: 'golden-3' });
  await services.until((calls) => calls.some(({ name }) => name === 'svc.endless'));
  await baton.post(`/task/${stopped}/cancel`, {});
  await ended(stopped);

  await baton.post('/swarms', { id: 'swarm-golden', name: 'golden', count: 1, tier: 'L20', capabilities: [] });
  const ids: string[] = [];
  for (const type of ['golden_task', 'svc.do', 'svc.refuse']) {
    const id = await ask('/bots/bot-golden-0/tasks', { type, data: {} });
    await ended(id);
    ids.push(id);
  }
  await keep('lanes', 'baton:lanes');
  await keep('orchestration-completed', completed);
  await keep('orchestration-failed', failed);
  await keep('orchestration-cancelled', stopped);
  for (const [i, name] of (['task-workflow', 'task-call', 'task-failed'] as const).entries())
    await keep(name, ids[i] ?? '');
}
