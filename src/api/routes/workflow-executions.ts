import { z } from 'zod';
import { findWorkflow, listLimits } from '../../executions/index.ts';
import { Refusal } from '../../problems/index.ts';
import {
  actionExecutionAnswer,
  actionExecutionShape,
  actionExecutionsShape,
  listedActionExecutionAnswer,
} from '../answer/action-execution.ts';
import { statuses } from '../answer/execution.ts';
import { inParameterWords } from '../answer/parameter-words.ts';
import type { Ports } from '../ports.ts';
import { keyOf } from '../request/idempotency-key.ts';
import { readJsonObject } from '../request/json-object.ts';
import { fieldsRoute, plainRoute, type Route } from '../route.ts';
import { knownForm, success } from './execution-fields.ts';
import { cursorField, limitField, limitOf } from './execution-filter.ts';
import { workflowIdParams } from './workflow-fields.ts';

/** Executions of workflows, in the words of actions. They are the same as everywhere: one that was started here is
 * steered at `/orchestrator`, and the other way round. */

const executeWorkflow = fieldsRoute({
  operation: 'workflows_execute',
  methods: ['POST'],
  path: '/workflows/{workflow_id}/execute',
  summary: 'Starts an execution of the newest version of a workflow.',
  params: workflowIdParams,
  fields: z.strictObject({
    parameters: z
      .union([z.string(), z.looseObject({})], { error: 'parameters are a JSON object, or the text of one' })
      .optional()
      .describe('A JSON object, or the text of one'),
  }),
  reads: ['Idempotency-Key'],
  gives: {
    202: z.strictObject({
      success,
      message: z.string(),
      execution_id: z.string(),
      workflow_id: z.string(),
      version: z.string(),
      status: z.enum(statuses),
    }),
  },
  refuses: ['workflow-not-found', 'inputs-rejected', 'idempotency-key-reused', 'definition-rejected'],
  answer: async ({ executions }, { workflow_id: workflowName, parameters }, request) => {
    const idempotencyKey = keyOf(undefined, request);
    const inputs = readJsonObject('parameters', parameters);
    const started = await inParameterWords(() =>
      executions.start({ workflowName, inputs, ...(idempotencyKey !== undefined && { idempotencyKey }) }),
    );
    const { executionId: execution_id, workflowName: workflow_id, version, isNew } = started;
    const message = isNew ? `${workflow_id} is started` : 'this request has started the execution before';
    const status = isNew ? 'PENDING' : ((await executions.describe(execution_id))?.status ?? 'PENDING');
    return { status: 202, body: { success: true, message, execution_id, workflow_id, version, status } };
  },
});

const executionIdParams = z.strictObject({ execution_id: z.string() });

const getExecution = fieldsRoute({
  operation: 'workflows_execution',
  methods: ['GET'],
  path: '/workflows/executions/{execution_id}',
  summary: 'How an execution stands: every action of its workflow, with response, times and error.',
  params: executionIdParams,
  fields: z.strictObject({}),
  gives: { 200: actionExecutionShape },
  refuses: ['invalid-execution-id', 'execution-not-found'],
  answer: async ({ executions }, { execution_id: id }) => {
    const view = await executions.describe(knownForm(id));
    if (view === null) throw new Refusal('execution-not-found', `there is no execution \`${id}\``);
    return { status: 200, body: actionExecutionAnswer(view) };
  },
});

const cancelExecution = fieldsRoute({
  operation: 'workflows_cancel',
  methods: ['POST'],
  path: '/workflows/executions/{execution_id}/cancel',
  summary: 'Stops an execution: calls in flight are aborted, and no further action begins.',
  params: executionIdParams,
  fields: z.strictObject({ reason: z.string({ error: 'a reason is text' }).max(1000).optional() }),
  gives: { 200: z.strictObject({ success, message: z.string(), execution_id: z.string() }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended'],
  answer: async ({ executions }, { execution_id: id, reason }) => {
    const outcome = await executions.cancel(knownForm(id), reason);
    const message = outcome === 'cancelled' ? `${id} was cancelled already` : `${id} is being cancelled`;
    return { status: 200, body: { success: true, message, execution_id: id } };
  },
});

/** Unless fewer or more are asked for. */
const usualPage = 100;

const pageFields = z.strictObject({ limit: limitField(listLimits.page), cursor: cursorField });

async function pageOf(
  { executions }: Pick<Ports, 'executions'>,
  filter: { readonly workflowName?: string },
  { limit, cursor }: z.output<typeof pageFields>,
): Promise<z.output<typeof actionExecutionsShape>> {
  const asked = { filter, limit: limitOf(limit) ?? usualPage, ...(cursor !== undefined && { cursor }) };
  const [page, counted] = await Promise.all([executions.list(asked), executions.count(filter)]);
  return {
    executions: page.executions.map(listedActionExecutionAnswer),
    // What this process has started itself is listed before it is counted.
    total: Math.max(counted, page.executions.length),
    next_cursor: page.nextCursor,
  };
}

const listExecutions = fieldsRoute({
  operation: 'workflows_executions',
  methods: ['GET'],
  path: '/workflows/{workflow_id}/executions',
  summary: 'The executions of a workflow, of all its versions.',
  params: workflowIdParams,
  fields: pageFields,
  gives: { 200: actionExecutionsShape },
  refuses: ['workflow-not-found', 'invalid-cursor'],
  answer: async ({ executions, catalog }, { workflow_id: id, ...asked }) => {
    // Those of a deleted one too. Who is not on record is refused with the nearest right name.
    if ((await catalog.find(id)) === null) await findWorkflow(catalog, id, undefined);
    return { status: 200, body: await pageOf({ executions }, { workflowName: id }, asked) };
  },
});

const history = fieldsRoute({
  operation: 'workflows_history',
  methods: ['GET'],
  path: '/workflows/history',
  summary: 'The executions of all workflows, however those were registered.',
  fields: pageFields,
  gives: { 200: actionExecutionsShape },
  refuses: ['invalid-cursor'],
  answer: async (ports, asked) => ({ status: 200, body: await pageOf(ports, {}, asked) }),
});

const statistics = plainRoute({
  operation: 'workflows_statistics',
  methods: ['GET'],
  path: '/workflows/statistics',
  summary: 'How many workflows there are, how many executions of any workflow, and how those went.',
  gives: {
    200: z.strictObject({
      total_workflows: z.int().describe('Created here, deleted ones too'),
      active_workflows: z.int(),
      total_executions: z.int().describe('That Temporal still has, of all workflows, however those were registered'),
      executions_by_status: z
        .strictObject({ RUNNING: z.int(), PAUSED: z.int(), COMPLETED: z.int(), FAILED: z.int(), CANCELLED: z.int() })
        .describe('RUNNING: also those that wait for a worker'),
      success_rate: z.number().nullable().describe('Completed among ended ones, 0 to 1; null where none has ended'),
      average_duration_ms: z.int().nullable().describe('Of the 1,000 that completed last; null where none has'),
    }),
  },
  answer: async ({ workflows, executions }) => {
    const [listed, counted] = await Promise.all([workflows.list(), executions.statistics()]);
    return {
      status: 200,
      body: {
        total_workflows: listed.length,
        active_workflows: listed.filter(({ removed }) => removed === undefined).length,
        total_executions: counted.total,
        executions_by_status: counted.byStatus,
        success_rate: counted.successRate,
        average_duration_ms: counted.averageDurationMs,
      },
    };
  },
});

const health = plainRoute({
  operation: 'workflows_health',
  methods: ['GET'],
  path: '/workflows/health',
  summary: 'Workflows can be created and started: the process is not ending, and Temporal answers.',
  gives: {
    200: z.strictObject({ status: z.literal('healthy'), temporal: z.literal('connected'), active_workflows: z.int() }),
  },
  answer: async ({ ready, workflows }, { isStopping }) => {
    if (isStopping) throw new Refusal('shutting-down', 'this process is ending');
    const { temporal } = await ready();
    if (temporal !== 'connected') throw new Refusal('temporal-unavailable', 'Temporal does not answer');
    const active = (await workflows.list()).filter(({ removed }) => removed === undefined);
    return { status: 200, body: { status: 'healthy', temporal, active_workflows: active.length } };
  },
});

export const workflowExecutionRoutes: readonly Route[] = [
  executeWorkflow,
  getExecution,
  cancelExecution,
  listExecutions,
  history,
  statistics,
  health,
];
