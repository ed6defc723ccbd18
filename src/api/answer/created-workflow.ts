import { z } from 'zod';
import type { CreatedWorkflow, VersionPage } from '../../catalog/index.ts';
import { isList, isoTime, type Json } from '../../std/index.ts';

const time = z.iso.datetime({ precision: 3 });
const author = z.string().nullable().describe('A plain id, as X-User-ID named it; null where it named nobody');

/** What its author wrote, and what is known of it. The notation, not this surface, says what may be in it. */
export const createdWorkflowShape = z
  .looseObject({
    workflow_id: z.string(),
    name: z.string(),
    description: z.string().describe('Empty where there is none'),
    version: z.int(),
    status: z.enum(['active', 'deleted']),
    parameters: z.array(z.json()),
    actions: z.array(z.json()),
    tags: z.array(z.json()),
    created_by: author,
    created_by_verified: z.literal(false),
    created_at: time,
    updated_by: author,
    updated_at: time,
    deleted_by: author.optional(),
    deleted_at: time.optional(),
  })
  .meta({ id: 'CreatedWorkflow' });

export function createdWorkflowAnswer(workflow: CreatedWorkflow): object {
  const { workflowId, version, document, createdBy, createdAt, updatedBy, updatedAt, removed } = workflow;
  const { name, description, parameters, actions, tags, ...more } = document;
  return {
    workflow_id: workflowId,
    name: name ?? '',
    description: description ?? '',
    version,
    status: removed === undefined ? 'active' : 'deleted',
    parameters: listOf(parameters),
    actions: listOf(actions),
    tags: listOf(tags),
    ...Object.fromEntries(Object.entries(more).filter(([key]) => !ours.has(key))),
    created_by: createdBy,
    created_by_verified: false,
    created_at: isoTime(createdAt),
    updated_by: updatedBy,
    updated_at: isoTime(updatedAt),
    ...(removed !== undefined && { deleted_by: removed.by, deleted_at: isoTime(removed.at) }),
  };
}

const ours: ReadonlySet<string> = new Set(Object.keys(createdWorkflowShape.shape));

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

export const versionsShape = z.strictObject({
  workflow_id: z.string(),
  versions: z
    .array(
      z.strictObject({
        version: z.int(),
        changed_by: author,
        changed_at: time,
        changed: z.array(z.string()).describe('The members that are others than in the version before'),
      }),
    )
    .describe('The newest first'),
  total: z.int(),
  deleted_by: author.optional(),
  deleted_at: time.optional(),
});

export function versionsAnswer(workflowId: string, page: VersionPage): z.output<typeof versionsShape> {
  const { versions, total, removed } = page;
  return {
    workflow_id: workflowId,
    versions: versions.map(({ version, by, at, changed }) => {
      return { version, changed_by: by, changed_at: isoTime(at), changed: [...changed] };
    }),
    total,
    ...(removed !== undefined && { deleted_by: removed.by, deleted_at: isoTime(removed.at) }),
  };
}
