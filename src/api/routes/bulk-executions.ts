import { z } from 'zod';
import {
  type BulkAction,
  type BulkAnswer,
  bulkLimits,
  type BulkRequest,
  type BulkTarget,
  type DryRun,
  dryRun,
  tellMany,
} from '../../executions/index.ts';
import { diagnostic, Refusal } from '../../problems/index.ts';
import type { Ports } from '../ports.ts';
import { fieldsRoute, type JsonAnswer, type Route } from '../route.ts';
import { cursorField, filterFields, filterOf } from './execution-filter.ts';
import { executionId, knownForm, success } from './execution-fields.ts';

/** What many executions are told at once. */

const fields = {
  execution_ids: z
    .array(executionId, { error: 'execution_ids is a list of ids' })
    .min(1)
    .max(bulkLimits.told, { error: `at most ${bulkLimits.told} ids` })
    .optional()
    .describe('Those that are told; either these or a filter'),
  filter: z
    .strictObject(filterFields)
    .optional()
    .describe('All that fit it are told, but for sub-workflows: those only with `parent_execution_id`'),
  dry_run: z
    .boolean({ error: 'dry_run is true or false' })
    .optional()
    .describe('Only says what would be touched. True for a filter unless `confirm` is given'),
  confirm: z
    .string({ error: 'confirm is what a dry run gave' })
    .max(1000, { error: 'confirm is what a dry run gave' })
    .optional()
    .describe('What the dry run of this filter, or of these ids, gave, ten minutes ago at most'),
  limit: z
    .int({ error: `a limit is a number from 1 to ${bulkLimits.told}` })
    .min(1)
    .max(bulkLimits.told)
    .optional()
    .describe(`How many are told by this request, ${bulkLimits.told} at most`),
  cursor: cursorField,
};

const wouldTouch = z
  .strictObject({
    success,
    message: z.string(),
    dry_run: z.literal(true),
    count: z.int(),
    count_is_complete: z.boolean().describe(`False where there are more than were counted (${bulkLimits.counted})`),
    execution_ids: z.array(z.string()).describe(`The first ${bulkLimits.named}`),
    confirm: z.string().describe('With it, the same request does what it says, once, however often it comes'),
  })
  .meta({ id: 'WouldTouch' });

const told = z
  .strictObject({
    success,
    message: z.string(),
    dry_run: z.literal(false),
    done: z.int(),
    refused: z.int(),
    results: z.array(
      z.strictObject({
        execution_id: z.string(),
        done: z.boolean(),
        retried_as: z.string().optional().describe('Of a retry: what runs now'),
        code: z.string().optional(),
        message: z.string().optional(),
      }),
    ),
    next_cursor: z.string().nullable().describe('Where the next request goes on; null where all have been told'),
  })
  .meta({ id: 'ToldMany' });

const gives = { 200: z.discriminatedUnion('dry_run', [wouldTouch, told]) };

const cancelExecutions = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/cancel_executions',
  summary: 'Cancels the executions that are named, or all that fit a filter, after a dry run that says which.',
  fields: z.strictObject({ ...fields, reason: z.string({ error: 'a reason is text' }).max(1000).optional() }),
  gives,
  refuses: ['confirmation-needed', 'invalid-cursor', 'invalid-execution-id'],
  answer: async ({ executions }, { reason, ...asked }) =>
    await answerOf(executions, { kind: 'cancel', ...(reason !== undefined && { reason }) }, asked),
});

const retryExecutions = fieldsRoute({
  methods: ['POST'],
  path: '/orchestrator/retry_executions',
  summary: 'Retries the executions that are named, or all that fit a filter, after a dry run that says which.',
  fields: z.strictObject(fields),
  gives,
  refuses: ['confirmation-needed', 'invalid-cursor', 'invalid-execution-id'],
  answer: async ({ executions }, asked) => await answerOf(executions, { kind: 'retry' }, asked),
});

type Asked = z.output<z.ZodObject<typeof fields>>;

async function answerOf(executions: Ports['executions'], action: BulkAction, asked: Asked): Promise<JsonAnswer> {
  const { confirm, cursor, limit = bulkLimits.told } = asked;
  const request: BulkRequest = {
    action,
    target: targetOf(asked),
    limit,
    ...(confirm !== undefined && { confirm }),
    ...(cursor !== undefined && { cursor }),
  };
  const isDry = asked.dry_run ?? (request.target.kind === 'filter' && confirm === undefined);
  const body = isDry
    ? dryAnswer(action, await dryRun(executions, request))
    : toldAnswer(action, await tellMany(executions, request));
  return { status: 200, body };
}

function targetOf({ execution_ids: ids, filter }: Asked): BulkTarget {
  if (ids !== undefined && filter === undefined) return { kind: 'ids', ids: [...new Set(ids.map(knownForm))] };
  if (filter !== undefined && ids === undefined) return { kind: 'filter', filter: filterOf(filter) };
  const message = 'give execution_ids or a filter, one of the two';
  const path = ids === undefined ? 'execution_ids' : 'filter';
  throw new Refusal('request-rejected', message, { diagnostics: [diagnostic('unfit-field', message, { path })] });
}

const verbs = { cancel: 'cancelled', retry: 'retried' } as const;

function dryAnswer({ kind }: BulkAction, { count, isAll, executionIds, confirm }: DryRun): z.output<typeof wouldTouch> {
  const how = isAll ? '' : 'at least ';
  return {
    success: true,
    message: `${how}${many(count)} would be ${verbs[kind]}; nothing has been done`,
    dry_run: true,
    count,
    count_is_complete: isAll,
    execution_ids: [...executionIds],
    confirm,
  };
}

function toldAnswer({ kind }: BulkAction, { results, nextCursor }: BulkAnswer): z.output<typeof told> {
  const done = results.filter((each) => each.kind === 'done').length;
  const rest = nextCursor === null ? '' : '; there are more, from next_cursor on';
  return {
    success: true,
    message: `${done} of ${many(results.length)} ${done === 1 ? 'is' : 'are'} being ${verbs[kind]}${rest}`,
    dry_run: false,
    done,
    refused: results.length - done,
    results: results.map((each) =>
      each.kind === 'refused'
        ? { execution_id: each.executionId, done: false, code: each.code, message: each.message }
        : { execution_id: each.executionId, done: true, ...(each.runs !== undefined && { retried_as: each.runs }) },
    ),
    next_cursor: nextCursor,
  };
}

function many(count: number): string {
  return `${count} ${count === 1 ? 'execution' : 'executions'}`;
}

export const bulkRoutes: readonly Route[] = [cancelExecutions, retryExecutions];
