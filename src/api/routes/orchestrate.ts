import { z } from 'zod';
import { noTask, readMassId, readTaskId, refusalOf, swarmId } from '../../fleet/index.ts';
import { Refusal } from '../../problems/index.ts';
import { isoTime, type Json, jsonBytes } from '../../std/index.ts';
import { type OrchestratedTaskView, type OrchestrationView, priorities, taskLimits } from '../../tasks/index.ts';
import { botTaskAnswer, botTaskShape, massTaskAnswer, massTaskShape } from '../answer/bot-task.ts';
import { keyForm, keyOf, keyRule } from '../request/idempotency-key.ts';
import type { Ports } from '../ports.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { success, text } from './execution-fields.ts';

const statuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
const time = z.iso.datetime({ precision: 3 });
const status = z
  .enum(statuses)
  .describe('Of one that never began, since another failed before it or all were told to stop: cancelled');
const priority = z.enum(priorities, { error: `priorities are ${priorities.join(', ')}` });

const task = z.strictObject(
  {
    type: text('a type')
      .max(taskLimits.typeLength)
      .describe(
        '`image_*`, `video_*`, `crypto_*`, `fraud_*`, `compress*`, `marketing_*`, a workflow, or `service.method`',
      ),
    params: z
      .looseObject({}, { error: 'params are a JSON object' })
      .refine((params) => jsonBytes(params as Json) <= taskLimits.paramsBytes, {
        error: `params have at most ${taskLimits.paramsBytes} bytes as JSON; send a reference to what is larger`,
      })
      .optional()
      .describe('What the service is sent, or the inputs of the workflow'),
  },
  { error: 'a task is a JSON object' },
);

const begunShape = z.strictObject({
  task_id: z.string(),
  status,
  priority,
  tasks: z.array(z.strictObject({ task_id: z.string(), type: z.string(), status })),
});

const postOrchestrate = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrate',
  operation: 'orchestrate',
  summary: 'Begins tasks that services and workflows do, all at once or one after the other.',
  fields: z.strictObject({
    tasks: z
      .array(task, { error: 'tasks are a list' })
      .min(1, { error: 'tasks are a list of at least one' })
      .max(taskLimits.tasks, { error: `at most ${taskLimits.tasks} tasks at a time` }),
    priority: priority.optional().describe('normal without it'),
    sequential: z
      .boolean({ error: 'sequential is true or false' })
      .optional()
      .describe('Each when the one before has completed; none after one that did not'),
    idempotency_key: text('an idempotency key').regex(keyForm, { error: keyRule }).optional(),
  }),
  gives: { 202: begunShape },
  refuses: [
    'unknown-task-type',
    'service-not-configured',
    'inputs-rejected',
    'workflow-not-found',
    'definition-rejected',
    'definition-too-costly',
    'idempotency-key-reused',
  ],
  reads: ['Idempotency-Key'],
  answer: async ({ tasks }, asked, request) => {
    const key = keyOf(asked.idempotency_key, request);
    const begun = await tasks.orchestrate({
      tasks: asked.tasks.map(({ type, params }) => ({ type, params: (params ?? {}) as Json })),
      priority: asked.priority ?? 'normal',
      sequential: asked.sequential ?? false,
      ...(key !== undefined && { key }),
    });
    return { status: 202, body: begunAnswer(begun) };
  },
});

function begunAnswer({ id, status: stands, priority: first, tasks }: OrchestrationView): z.output<typeof begunShape> {
  return {
    task_id: id,
    status: stands,
    priority: first,
    tasks: tasks.map((each) => ({ task_id: each.id, type: each.type, status: each.status })),
  };
}

const params = z.strictObject({ task_id: text('a task id') });

const partShape = z.strictObject({
  task_id: z.string(),
  type: z.string(),
  status,
  started_at: time.optional(),
  completed_at: time.optional(),
  result: z.unknown().optional().describe('What the service answered, or the outputs of the workflow'),
  result_bytes: z.int().optional().describe('In place of a long result, among others: the task by itself has it'),
  error: z.string().optional(),
});

const taskShape = partShape.extend({
  type: z.string().optional().describe('None of several tasks together'),
  part_of: z.string().optional().describe('The id that /orchestrate gave for all of them'),
  priority: priority.optional(),
  sequential: z.boolean().optional(),
  created_at: time.optional(),
  tasks: z.array(partShape).optional().describe('Of one that /orchestrate began'),
});
type TaskAnswer = z.output<typeof taskShape>;

const getTask = fieldsRoute({
  methods: ['GET'],
  path: '/task/{task_id}',
  operation: 'get_task',
  summary: 'How a task stands: of /orchestrate, of a bot, or of all bots of a swarm.',
  params,
  fields: z.strictObject({}),
  gives: { 200: z.union([taskShape, botTaskShape, massTaskShape]) },
  refuses: ['task-not-found', 'mass-task-not-found', 'swarm-not-found'],
  answer: async ({ tasks, swarms }, { task_id }) => {
    const swarm = readMassId(task_id);
    if (swarm !== null) {
      return { status: 200, body: massTaskAnswer(await swarms.massTask(swarmId(swarm), task_id)) };
    }
    if (readTaskId(task_id)?.kind !== 'orchestrated') {
      return { status: 200, body: botTaskAnswer(await swarms.task(task_id)) };
    }
    const { whole, part } = partsOf(task_id);
    const found = await tasks.orchestration(whole);
    const one = part === null ? undefined : found?.tasks[part];
    if (found === null || (part !== null && one?.id !== task_id)) throw refusalOf(noTask(task_id));
    return { status: 200, body: one === undefined ? wholeAnswer(found) : { ...partAnswer(one), part_of: whole } };
  },
});

const cancelTask = fieldsRoute({
  methods: ['POST'],
  path: '/task/{task_id}/cancel',
  operation: 'cancel_task',
  summary: 'Stops what /orchestrate began: what has not begun never will, what runs is asked to stop.',
  params,
  fields: z.strictObject({}),
  gives: { 200: z.strictObject({ success, message: z.string(), task_id: z.string() }) },
  refuses: [
    'task-not-found',
    'task-already-ended',
    'task-not-cancellable',
    'mass-task-not-found',
    'swarm-not-found',
    'bot-not-found',
  ],
  answer: async ({ tasks, swarms }, { task_id }) => {
    const { whole, part } = partsOf(task_id);
    if (part !== null) {
      throw new Refusal('task-not-cancellable', `\`${task_id}\` is cancelled together with all of \`${whole}\``);
    }
    if (readMassId(task_id) !== null || ['task', 'mass-share'].includes(readTaskId(task_id)?.kind ?? '')) {
      throw await notCancellable(swarms, task_id);
    }
    await tasks.cancel(task_id);
    return { status: 200, body: { success: true, message: `${task_id} is being cancelled`, task_id } };
  },
});

/** Tasks of bots are ended by their bots, or with their swarm. */
async function notCancellable(swarms: Pick<Ports['swarms'], 'task' | 'massTask'>, id: string): Promise<Refusal> {
  const mass = readMassId(id);
  if (mass !== null) {
    const { swarmId: swarm } = await swarms.massTask(swarmId(mass), id);
    const message = `\`${id}\` is a task of all bots of \`${swarm}\`: each ends its own, and what has not ended is cancelled when the swarm is deleted`;
    return new Refusal('task-not-cancellable', message);
  }
  const { botId, swarmId: swarm, endedAt } = await swarms.task(id);
  if (endedAt !== undefined) return new Refusal('task-already-ended', `\`${id}\` has ended already`);
  const ends = botId === null ? 'it is cancelled' : `\`${botId}\` can say that it has failed, or it is cancelled`;
  return new Refusal('task-not-cancellable', `\`${id}\` is a task of a bot: ${ends} when \`${swarm}\` is deleted`);
}

/** Of `orc-abc-2` the third of `orc-abc`. */
function partsOf(id: string): { readonly whole: string; readonly part: number | null } {
  const [, whole, part] = /^(orc-[a-z0-9]+)-([0-9]{1,3})$/.exec(id) ?? [];
  return whole === undefined ? { whole: id, part: null } : { whole, part: Number(part) };
}

function wholeAnswer({ id, createdAt, completedAt, tasks, ...view }: OrchestrationView): TaskAnswer {
  return {
    task_id: id,
    status: view.status,
    priority: view.priority,
    sequential: view.sequential,
    created_at: isoTime(createdAt),
    ...(completedAt !== undefined && { completed_at: isoTime(completedAt) }),
    tasks: tasks.map((each) => withoutLong(partAnswer(each))),
  };
}

function partAnswer({ id, type, startedAt, completedAt, ...view }: OrchestratedTaskView): z.output<typeof partShape> {
  return {
    task_id: id,
    type,
    status: view.status,
    ...(startedAt !== undefined && { started_at: isoTime(startedAt) }),
    ...(completedAt !== undefined && { completed_at: isoTime(completedAt) }),
    ...(view.result !== undefined && { result: view.result }),
    ...(view.error !== undefined && { error: view.error }),
  };
}

/** A hundred of them may have a quarter of a megabyte each. */
const mostAmongOthers = 16 * 1024;

function withoutLong(answer: z.output<typeof partShape>): z.output<typeof partShape> {
  const bytes = answer.result === undefined ? 0 : jsonBytes(answer.result as Json);
  if (bytes <= mostAmongOthers) return answer;
  const { result: _result, ...rest } = answer;
  return { ...rest, result_bytes: bytes };
}

export const orchestrateRoutes: readonly Route[] = [postOrchestrate, getTask, cancelTask];
