import { z } from 'zod';
import type { Executions } from '../../executions/index.ts';
import { notations } from '../../language/index.ts';
import { Refusal } from '../../problems/index.ts';
import { executionAnswer, executionShape } from '../answer/execution.ts';
import { detailsOf, problemShape } from '../answer/problem.ts';
import { workflowAnswer, workflowShape } from '../answer/workflow.ts';
import { apiLimits } from '../limits.ts';
import { keyForm, keyOf, keyRule } from '../request/idempotency-key.ts';
import { readJsonObject } from '../request/json-object.ts';
import { workflowNameOf } from '../request/workflow-name.ts';
import { type ApiRequest, definitionRoute, fieldsRoute, type Route } from '../route.ts';
import { executionId, knownForm, success, text } from './execution-fields.ts';
import { steeringRoutes } from './steer-executions.ts';

const waitRule = `wait_ms is a number of milliseconds, 0 to ${apiLimits.longestWaitMs}`;
const priorityRule = 'a priority is a number from 1 (first) to 5, or high, normal or low';

const registerWorkflow = definitionRoute({
  load: 'registration',
  methods: ['POST'],
  path: '/orchestrator/register_workflow',
  summary: 'Checks a definition and puts it on record. A version is immutable; the same content again changes nothing.',
  gives: registered(201, 200),
  reads: ['Workflow-Name'],
  refuses: ['version-conflict', 'name-taken', 'definition-too-costly'],
  answer: async ({ catalog }, { text: source, format }, request) => {
    const given = workflowNameOf(request);
    const { name, version, unchanged, diagnostics } = await catalog.register(source, format, { name: given });
    const warnings = detailsOf(diagnostics, source);
    const message = `${name} ${version} ${unchanged ? 'is on record already, unchanged' : 'is registered'}`;
    return { status: unchanged ? 200 : 201, body: { success: true, message, name, version, unchanged, warnings } };
  },
});

function registered(...statuses: readonly number[]): Record<number, z.ZodType> {
  const shape = z.strictObject({
    success,
    message: z.string(),
    name: z.string(),
    version: z.string(),
    unchanged: z.boolean(),
    warnings: problemShape.shape.error.shape.details,
  });
  return Object.fromEntries(statuses.map((status) => [status, shape]));
}

const executeWorkflow = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/execute_workflow',
  summary: 'Starts an execution of a registered workflow, of its newest version unless one is named.',
  fields: z.strictObject({
    workflow_name: text('a workflow name'),
    inputs: z
      .union([z.string(), z.looseObject({})], { error: 'inputs are a JSON object, or the text of one' })
      .optional()
      .describe('A JSON object, or the text of one'),
    version: text('a version').optional(),
    execution_id: executionId.optional(),
    idempotency_key: text('an idempotency key').regex(keyForm, { error: keyRule }).optional(),
    wait_ms: z
      .int({ error: waitRule })
      .min(0, { error: waitRule })
      .max(apiLimits.longestWaitMs, { error: waitRule })
      .optional()
      .describe('Answers when the execution has ended, or after so long, with how it stands then'),
    priority: z
      .union([z.int().min(1).max(5), z.enum(['high', 'normal', 'low'])], { error: priorityRule })
      .optional()
      .describe('1 goes before 5; high is 1, normal 3, low 5'),
  }),
  gives: {
    200: z.strictObject({
      execution_id: z.string(),
      success,
      message: z.string(),
      workflow_name: z.string(),
      version: z.string(),
      ended: z.boolean().optional().describe('With wait_ms: whether it ended in time'),
      execution: executionShape.optional().describe('With wait_ms: as get_execution_status has it'),
    }),
  },
  refuses: [
    'workflow-not-found',
    'definition-rejected',
    'definition-too-costly',
    'inputs-rejected',
    'invalid-execution-id',
    'execution-exists',
    'started-too-deep',
    'idempotency-key-reused',
  ],
  reads: ['Idempotency-Key'],
  answer: async ({ executions }, asked, request) => {
    const idempotencyKey = keyOf(asked.idempotency_key, request);
    const started = await executions.start({
      workflowName: asked.workflow_name,
      inputs: readJsonObject('inputs', asked.inputs),
      ...(asked.version !== undefined && { version: asked.version }),
      ...(asked.execution_id !== undefined && { executionId: asked.execution_id }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(request.caller !== undefined && { startedBy: request.caller }),
      ...(asked.priority !== undefined && { priority: priorityOf(asked.priority) }),
    });
    const { executionId: execution_id, workflowName: workflow_name, version, isNew } = started;
    const message = isNew ? `${workflow_name} ${version} is started` : 'this request has started the execution before';
    const waited = asked.wait_ms === undefined ? {} : await waitFor(executions, execution_id, asked.wait_ms, request);
    return { status: 200, body: { execution_id, success: true, message, workflow_name, version, ...waited } };
  },
});

/** It has been started, so whatever keeps its end from being told is no refusal. */
async function waitFor(
  executions: Executions,
  executionId: string,
  ms: number,
  { left, onlyWaits }: ApiRequest,
): Promise<{ readonly ended: boolean; readonly execution?: object }> {
  onlyWaits();
  await executions.awaitEnd(executionId, ms, left);
  try {
    const view = await executions.describe(executionId);
    if (view === null) return { ended: false };
    return { ended: view.phase === 'ended', execution: executionAnswer(view) };
  } catch (error) {
    if (error instanceof Refusal) return { ended: false };
    throw error;
  }
}

const priorities = { high: 1, normal: 3, low: 5 } as const;

function priorityOf(given: number | keyof typeof priorities): number {
  return typeof given === 'number' ? given : priorities[given];
}

const getExecutionStatus = fieldsRoute({
  methods: ['GET', 'POST'],
  path: '/orchestrator/get_execution_status',
  summary: 'How an execution stands: every step of its definition, with result, times and error.',
  fields: z.strictObject({ execution_id: executionId }),
  gives: { 200: z.strictObject({ execution: executionShape, success }) },
  refuses: ['invalid-execution-id', 'execution-not-found'],
  answer: async ({ executions }, asked, { header }) => {
    const id = knownForm(asked.execution_id);
    const view = await (wantsFresh(header('cache-control')) ? executions.describe(id) : executions.glance(id));
    if (view === null) throw new Refusal('execution-not-found', `there is no execution \`${asked.execution_id}\``);
    return { status: 200, body: { execution: executionAnswer(view), success: true } };
  },
});

/** As HTTP has it: the answer may not be one that was at hand. */
function wantsFresh(cacheControl: string | undefined): boolean {
  return cacheControl !== undefined && /(?:^|[\s,])no-cache(?:$|[\s,])/i.test(cacheControl);
}

const listWorkflows = fieldsRoute({
  methods: ['GET', 'POST'],
  path: '/orchestrator/list_workflows',
  summary: 'The newest version of every registered workflow, by name.',
  fields: z.strictObject({}),
  gives: {
    200: z.strictObject({
      workflows: z.array(workflowShape),
      notations: z
        .record(z.string(), z.enum(notations))
        .describe('What each was written in, by its name: a sequence and actions are shown as what they come to'),
    }),
  },
  answer: async ({ catalog }) => {
    const records = await catalog.list();
    const written = Object.fromEntries(records.map(({ name, notation }) => [name, notation]));
    return { status: 200, body: { workflows: records.map(workflowAnswer), notations: written } };
  },
});

const getWorkflow = fieldsRoute({
  methods: ['GET', 'POST'],
  path: '/orchestrator/get_workflow',
  summary: 'A definition as it was registered; `found` is false where there is none.',
  fields: z.strictObject({ workflow_name: text('a workflow name'), version: text('a version').optional() }),
  gives: { 200: z.strictObject({ workflow: workflowShape.optional(), found: z.boolean() }) },
  answer: async ({ catalog }, asked) => {
    const record = await catalog.find(asked.workflow_name, asked.version);
    const body = record === null ? { found: false } : { workflow: workflowAnswer(record), found: true };
    return { status: 200, body };
  },
});

export const orchestratorRoutes: readonly Route[] = [
  registerWorkflow,
  executeWorkflow,
  getExecutionStatus,
  ...steeringRoutes,
  listWorkflows,
  getWorkflow,
];
