import { z } from 'zod';
import { fitsFilter, searchWorkflows, unknownWorkflow, type CreatedWorkflow } from '../../catalog/index.ts';
import type { JsonObject } from '../../std/index.ts';
import {
  createdWorkflowAnswer,
  createdWorkflowShape,
  versionsAnswer,
  versionsShape,
} from '../answer/created-workflow.ts';
import { detailsOf, problemShape } from '../answer/problem.ts';
import type { Ports } from '../ports.ts';
import { authorOf, expectedVersion } from '../request/author.ts';
import { keyOf } from '../request/idempotency-key.ts';
import { changesIn } from '../request/sent-back.ts';
import { type Answer, definitionRoute, fieldsRoute, type Route } from '../route.ts';
import { success, text } from './execution-fields.ts';
import { limitField, limitOf } from './execution-filter.ts';
import { changeFields, documentFields, workflowIdParams } from './workflow-fields.ts';

/** Workflows that are created here, in the notation of actions: they are definitions in the catalog like all others. */

const most = { page: 1_000_000_000 - 1, pageSize: 100, versions: 1000, found: 100 };
const usual = { pageSize: 50, versions: 100, found: 50 };

export const writtenShape = z.strictObject({
  success,
  message: z.string(),
  workflow_id: z.string(),
  workflow: createdWorkflowShape,
  warnings: problemShape.shape.error.shape.details,
});

const createWorkflow = definitionRoute({
  load: 'registration',
  operation: 'workflows_create',
  methods: ['POST'],
  path: '/workflows',
  summary: 'Checks a workflow of actions and puts it on record, as version 1 under an id made from its name.',
  shape: z.looseObject(documentFields),
  reads: ['Idempotency-Key', 'X-User-ID'],
  gives: { 201: writtenShape },
  refuses: ['version-conflict', 'idempotency-key-reused', 'definition-too-costly'],
  answer: async ({ workflows }, { text: source, format }, request) => {
    const idempotencyKey = keyOf(undefined, request);
    const created = await workflows.create({
      text: source,
      format,
      by: authorOf(request),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
    return createdAnswer(created, source);
  },
});

type Written = Awaited<ReturnType<Ports['workflows']['create']>>;

export function createdAnswer({ workflow, isNew, diagnostics }: Written, source: string | undefined): Answer {
  const { workflowId, removed } = workflow;
  const since = removed === undefined ? '' : '; it was deleted since';
  const message = isNew ? `${workflowId} is created` : `this request has created ${workflowId} before${since}`;
  return {
    status: 201,
    headers: { ...etag(workflow), location: `/workflows/${workflowId}` },
    body: {
      success: true,
      message,
      workflow_id: workflowId,
      workflow: createdWorkflowAnswer(workflow),
      warnings: detailsOf(diagnostics, source),
    },
  };
}

function etag({ version }: CreatedWorkflow): { readonly etag: string } {
  return { etag: `"${version}"` };
}

const listWorkflows = fieldsRoute({
  operation: 'workflows_list',
  methods: ['GET'],
  path: '/workflows',
  summary: 'The workflows that were created here, those created last first, in numbered pages.',
  fields: z.strictObject({
    page: limitField(most.page, 'a page').describe('From 1'),
    page_size: limitField(most.pageSize, 'a page size'),
    status: z
      .enum(['active', 'deleted'], { error: 'a status is active or deleted' })
      .optional()
      .describe('active unless given'),
    created_by: text('a user id').max(200, { error: 'a user id has at most 200 characters' }).optional(),
    tag: text('a tag').max(200, { error: 'a tag has at most 200 characters' }).optional(),
  }),
  gives: {
    200: z.strictObject({
      workflows: z.array(createdWorkflowShape),
      total: z.int(),
      page: z.int(),
      page_size: z.int(),
      total_pages: z.int(),
    }),
  },
  answer: async ({ workflows }, asked) => {
    const page = limitOf(asked.page) ?? 1;
    const pageSize = limitOf(asked.page_size) ?? usual.pageSize;
    const { status = 'active', created_by: createdBy, tag } = asked;
    const filter = { status, ...(createdBy !== undefined && { createdBy }), ...(tag !== undefined && { tag }) };
    const fitting = (await workflows.list()).filter((each) => fitsFilter(each, filter));
    const shown = fitting.slice((page - 1) * pageSize, page * pageSize);
    return {
      status: 200,
      body: {
        workflows: (await workflows.read(shown)).map(createdWorkflowAnswer),
        total: fitting.length,
        page,
        page_size: pageSize,
        total_pages: Math.ceil(fitting.length / pageSize),
      },
    };
  },
});

const findWorkflows = fieldsRoute({
  operation: 'workflows_search',
  methods: ['GET'],
  path: '/workflows/search',
  summary: 'The workflows in whose name, tags, actions or description every word stands, the best first.',
  fields: z.strictObject({
    q: text('what to look for').max(200, { error: 'what to look for has at most 200 characters' }),
    limit: limitField(most.found),
  }),
  gives: { 200: z.strictObject({ results: z.array(createdWorkflowShape), total: z.int() }) },
  answer: async ({ workflows }, { q, limit }) => {
    const active = (await workflows.list()).filter((each) => fitsFilter(each, { status: 'active' }));
    const found = searchWorkflows(active, q);
    const shown = found.slice(0, limitOf(limit) ?? usual.found);
    return {
      status: 200,
      body: { results: (await workflows.read(shown)).map(createdWorkflowAnswer), total: found.length },
    };
  },
});

const getWorkflow = fieldsRoute({
  operation: 'workflows_get',
  methods: ['GET'],
  path: '/workflows/{workflow_id}',
  summary: 'A workflow, as its newest version has it unless another is named; a deleted one too.',
  params: workflowIdParams,
  fields: z.strictObject({
    version: limitField(most.page, 'a version').describe('1, 2, 3 …; the newest unless given'),
  }),
  gives: { 200: createdWorkflowShape },
  refuses: ['workflow-not-found'],
  answer: async ({ workflows }, { workflow_id: id, version }) => {
    const number = limitOf(version);
    const found = await workflows.find(id, number);
    if (found === null) throw unknownWorkflow(id, number);
    return { status: 200, headers: etag(found), body: createdWorkflowAnswer(found) };
  },
});

const updateWorkflow = fieldsRoute({
  load: 'registration',
  operation: 'workflows_update',
  methods: ['PUT'],
  path: '/workflows/{workflow_id}',
  summary: 'Replaces what is given of a workflow, and nothing else: the next version. What runs keeps its own.',
  params: workflowIdParams,
  fields: z.looseObject({ ...changeFields, version: z.int({ error: 'a version is a number' }).optional() }),
  reads: ['X-User-ID', 'If-Match'],
  gives: { 200: writtenShape },
  refuses: ['workflow-not-found', 'workflow-changed', 'definition-rejected', 'definition-too-costly'],
  answer: async ({ workflows }, { workflow_id: id }, request) => {
    // Not what stands in the path: it may be among them.
    const sent = (request.given.kind === 'fields' ? request.given.fields : {}) as JsonObject;
    const { change, as } = await changeOf(workflows, id, sent, writeAs(request));
    const { workflow, isNew, diagnostics } = await workflows.update(id, change, as);
    const message = isNew
      ? `${id} is at version ${workflow.version}`
      : `nothing has changed: ${id} is at version ${workflow.version}`;
    return {
      status: 200,
      headers: etag(workflow),
      body: {
        success: true,
        message,
        workflow_id: id,
        workflow: createdWorkflowAnswer(workflow),
        warnings: detailsOf(diagnostics, undefined),
      },
    };
  },
});

/** All members of an answer that no author writes. */
const fixedMembers: ReadonlySet<string> = new Set(
  Object.keys(createdWorkflowShape.shape).filter((key) => !Object.hasOwn(documentFields, key)),
);

/** Where a whole answer is sent back, its version is the one that was seen. */
async function changeOf(
  workflows: Ports['workflows'],
  id: string,
  { version, ...sent }: JsonObject,
  as: ReturnType<typeof writeAs>,
): Promise<{ readonly change: JsonObject; readonly as: ReturnType<typeof writeAs> }> {
  const seen = typeof version === 'number' ? { ...as, expected: as.expected ?? version } : as;
  const known = Object.keys(sent).some((key) => fixedMembers.has(key)) ? await workflows.find(id) : null;
  if (known === null) return { change: sent, as: seen };
  // Who has seen another version is told so, not what else is otherwise by now.
  if (seen.expected !== undefined && seen.expected !== known.version) return { change: sent, as: seen };
  return { change: changesIn(sent, createdWorkflowAnswer(known) as JsonObject, fixedMembers), as: seen };
}

function writeAs(request: Parameters<typeof authorOf>[0]) {
  const expected = expectedVersion(request);
  return { by: authorOf(request), ...(expected !== undefined && { expected }) };
}

const deleteWorkflow = fieldsRoute({
  operation: 'workflows_delete',
  methods: ['DELETE'],
  path: '/workflows/{workflow_id}',
  summary:
    'Hides a workflow: nobody can start it any more. Its versions and executions stay; what runs goes on, what failed can be retried.',
  params: workflowIdParams,
  fields: z.strictObject({}),
  reads: ['X-User-ID', 'If-Match'],
  gives: {
    200: z.strictObject({ success, message: z.string(), workflow_id: z.string(), workflow: createdWorkflowShape }),
  },
  refuses: ['workflow-not-found', 'workflow-changed'],
  answer: async ({ workflows }, { workflow_id: id }, request) => {
    const { isNew, workflow } = await workflows.remove(id, writeAs(request));
    const message = isNew ? `${id} is deleted` : `${id} was deleted already`;
    return {
      status: 200,
      body: { success: true, message, workflow_id: id, workflow: createdWorkflowAnswer(workflow) },
    };
  },
});

const listVersions = fieldsRoute({
  operation: 'workflows_versions',
  methods: ['GET'],
  path: '/workflows/{workflow_id}/versions',
  summary: 'Who changed what when, the newest version first.',
  params: workflowIdParams,
  fields: z.strictObject({ limit: limitField(most.versions) }),
  gives: { 200: versionsShape },
  refuses: ['workflow-not-found'],
  answer: async ({ workflows }, { workflow_id: id, limit }) => {
    const page = await workflows.versions(id, limitOf(limit) ?? usual.versions);
    if (page === null) throw unknownWorkflow(id);
    return { status: 200, body: versionsAnswer(id, page) };
  },
});

export const workflowRoutes: readonly Route[] = [
  createWorkflow,
  listWorkflows,
  findWorkflows,
  getWorkflow,
  updateWorkflow,
  deleteWorkflow,
  listVersions,
];
