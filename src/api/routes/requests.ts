import { z } from 'zod';
import type { Catalog } from '../../catalog/index.ts';
import { type Executions, type ExecutionView, type ListedExecution, listLimits } from '../../executions/index.ts';
import { diagnostic, Refusal } from '../../problems/index.ts';
import { isoTime, type JsonObject } from '../../std/index.ts';
import { statuses } from '../answer/execution.ts';
import { begunAnswer, begunShape, requestAnswer, requestShape } from '../answer/request.ts';
import { inPayloadWords } from '../answer/payload-words.ts';
import { keyForm, keyOf, keyRule } from '../request/idempotency-key.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { cursorField, filterFields, filterOf, limitField, limitOf } from './execution-filter.ts';
import { executionId, knownForm, success, text } from './execution-fields.ts';
import { noSequence } from './sequences.ts';

const params = z.strictObject({ request_id: executionId });

const postRequest = fieldsRoute({
  methods: ['POST'],
  path: '/requests',
  operation: 'post_request',
  summary: 'Begins a request: the tasks of a sequence, one after the other, with a payload that they share.',
  fields: z.strictObject({
    action: text('an action').describe('The name of a sequence'),
    payload: z.looseObject({}, { error: 'a payload is a JSON object' }).optional().describe('Nothing in it without it'),
    request_id: executionId.optional().describe('Your own; made up otherwise'),
    idempotency_key: text('an idempotency key').regex(keyForm, { error: keyRule }).optional(),
  }),
  gives: { 202: begunShape },
  refuses: [
    'workflow-not-found',
    'definition-rejected',
    'definition-too-costly',
    'inputs-rejected',
    'invalid-execution-id',
    'execution-exists',
    'idempotency-key-reused',
  ],
  reads: ['Idempotency-Key'],
  answer: async ({ catalog, executions }, asked, request) => {
    const { action } = asked;
    const payload = (asked.payload ?? {}) as JsonObject;
    const idempotencyKey = keyOf(asked.idempotency_key, request);
    if (asked.request_id !== undefined && idempotencyKey !== undefined) throw twoNames();
    const begun = await inPayloadWords(() =>
      executions.start({
        workflowName: action,
        inputs: payload,
        refuse: (record) => (record.notation === 'sequence' ? null : noSequence(action)),
        ...(asked.request_id !== undefined && { executionId: asked.request_id }),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      }),
    ).catch((error: unknown) => {
      const isUnknown = error instanceof Refusal && error.code === 'workflow-not-found';
      throw isUnknown ? noSequence(action) : error;
    });
    const { executionId: id } = begun;
    // Whatever has the name by now, or who else has used the key: a request is an execution of a sequence.
    if (!begun.isNew && !(await isSequence(catalog, begun))) throw noSequence(action);
    const view = await executions.describe(id);
    if (view === null) throw new Refusal('execution-not-found', `the request ${id} has ended and is kept no longer`);
    return { status: 202, body: begunAnswer(view) };
  },
});

/** Each of the two makes a request unique by itself. */
function twoNames(): Refusal {
  const message = 'give a request_id or an idempotency key, not both: either one makes the request unique by itself';
  const diagnostics = [diagnostic('unfit-field', message, { path: 'request_id' })];
  return new Refusal('request-rejected', message, { diagnostics });
}

const getRequest = fieldsRoute({
  methods: ['GET'],
  path: '/requests/{request_id}',
  operation: 'get_request',
  summary: 'How a request stands: its status line, every task, and the payload.',
  params,
  fields: z.strictObject({}),
  gives: { 200: requestShape },
  refuses: ['invalid-execution-id', 'execution-not-found'],
  answer: async (ports, { request_id }) => ({
    status: 200,
    body: requestAnswer(await requestOf(ports, request_id)),
  }),
});

/** An execution of a sequence; of any other it is not told here. */
async function requestOf(
  { catalog, executions }: { readonly catalog: Catalog; readonly executions: Executions },
  id: string,
): Promise<ExecutionView> {
  const view = await executions.glance(knownForm(id));
  if (view !== null && (await isSequence(catalog, view))) return view;
  throw new Refusal('execution-not-found', `there is no request \`${id}\``);
}

async function isSequence(
  catalog: Catalog,
  { workflowName, version }: Pick<ListedExecution, 'workflowName' | 'version'>,
): Promise<boolean> {
  const record = await catalog.find(workflowName, version === '' ? undefined : version);
  return record?.notation === 'sequence';
}

const cancelRequest = fieldsRoute({
  methods: ['POST'],
  path: '/requests/{request_id}/cancel',
  operation: 'cancel_request',
  summary: 'Stops a request: the call in flight is aborted, and no further task begins.',
  params,
  fields: z.strictObject({ reason: z.string({ error: 'a reason is text' }).max(1000).optional() }),
  gives: { 200: z.strictObject({ success, message: z.string(), request_id: z.string() }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'execution-ended'],
  answer: async (ports, { request_id: id, reason }) => {
    await requestOf(ports, id);
    const outcome = await ports.executions.cancel(id, reason);
    const message = outcome === 'cancelled' ? `${id} was cancelled already` : `${id} is being cancelled`;
    return { status: 200, body: { success: true, message, request_id: id } };
  },
});

const listedShape = z.strictObject({
  request_id: z.string(),
  action: z.string(),
  version: z.string(),
  status: z.enum(statuses),
  created_at: z.iso.datetime({ precision: 3 }),
  completed_at: z.iso.datetime({ precision: 3 }).optional(),
});

/** Unless fewer or more are asked for. */
const usualPage = 100;
/** Of executions, looked at for one page of requests: those of other workflows are left out. */
const mostPages = 20;
/** Names of sequences that one question to Temporal can hold. Of more, all executions are looked through. */
const mostNamed = 200;

const listRequests = fieldsRoute({
  methods: ['GET'],
  path: '/requests',
  operation: 'list_requests',
  summary: 'Requests, those begun last first, in pages.',
  fields: z.strictObject({
    action: text('an action').max(1000).optional(),
    status: filterFields.status,
    from: filterFields.from,
    to: filterFields.to,
    limit: limitField(listLimits.page),
    cursor: cursorField,
  }),
  refuses: ['invalid-cursor'],
  gives: {
    200: z.strictObject({
      requests: z.array(listedShape),
      next_cursor: z.string().nullable().describe('Null on the last page'),
    }),
  },
  answer: async ({ catalog, executions }, { action, limit, cursor, ...asked }) => {
    const filter = filterOf({ ...asked, ...(action !== undefined && { workflow_name: action }) });
    const wanted = limitOf(limit) ?? usualPage;
    const found: ListedExecution[] = [];
    let next: string | null = cursor ?? null;
    let pages = 0;
    const among = action === undefined ? await sequenceNames(catalog) : null;
    do {
      const page = await executions.list({
        filter,
        ...(among !== null && { among }),
        limit: wanted - found.length,
        ...(next !== null && { cursor: next }),
      });
      const those = await Promise.all(page.executions.map((each) => isSequence(catalog, each)));
      found.push(...page.executions.filter((_, i) => those[i] === true));
      next = page.nextCursor;
      pages++;
    } while (next !== null && found.length < wanted && pages < mostPages);
    return { status: 200, body: { requests: found.map(listedAnswer), next_cursor: next } };
  },
});

/** Null where there are too many to ask for. */
async function sequenceNames(catalog: Catalog): Promise<ReadonlySet<string> | null> {
  const names = (await catalog.list()).flatMap(({ notation, name }) => (notation === 'sequence' ? [name] : []));
  return names.length > mostNamed ? null : new Set(names);
}

function listedAnswer(each: ListedExecution): z.output<typeof listedShape> {
  return {
    request_id: each.executionId,
    action: each.workflowName,
    version: each.version,
    status: each.status,
    created_at: isoTime(each.startedAt),
    ...(each.completedAt !== undefined && { completed_at: isoTime(each.completedAt) }),
  };
}

export const requestRoutes: readonly Route[] = [postRequest, listRequests, getRequest, cancelRequest];
