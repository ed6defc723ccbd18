import { z } from 'zod';
import { type ListedExecution, listLimits } from '../../executions/index.ts';
import { outcomes, phases, statuses, timesOf } from '../answer/execution.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { cursorField, filterFields, filterOf, limitField, limitOf } from './execution-filter.ts';

const time = z.iso.datetime({ precision: 3 });

const listedShape = z.strictObject({
  execution_id: z.string(),
  workflow_name: z.string(),
  version: z.string().describe('Empty where the execution has not begun, and whoever started it named none'),
  status: z.enum(statuses),
  phase: z.enum(phases).optional(),
  outcome: z.enum(outcomes).optional(),
  started_at: time,
  completed_at: time.optional(),
  duration_ms: z.int().optional(),
  parent_execution_id: z.string().optional(),
  schedule_id: z.string().optional(),
});

/** Unless fewer or more are asked for. */
const usualPage = 100;

const listExecutions = fieldsRoute({
  methods: ['GET', 'POST'],
  path: '/orchestrator/list_executions',
  summary: 'Executions that fit a filter, those started last first, in pages.',
  fields: z.strictObject({ ...filterFields, limit: limitField(listLimits.page), cursor: cursorField }),
  refuses: ['invalid-cursor'],
  gives: {
    200: z.strictObject({
      executions: z.array(listedShape),
      next_cursor: z.string().nullable().describe('Null on the last page'),
    }),
  },
  answer: async ({ executions }, { limit, cursor, ...asked }) => {
    const page = await executions.list({
      filter: filterOf(asked),
      limit: limitOf(limit) ?? usualPage,
      ...(cursor !== undefined && { cursor }),
    });
    return { status: 200, body: { executions: page.executions.map(answerOf), next_cursor: page.nextCursor } };
  },
});

function answerOf(each: ListedExecution): z.output<typeof listedShape> {
  return {
    execution_id: each.executionId,
    workflow_name: each.workflowName,
    version: each.version,
    status: each.status,
    ...(each.phase !== undefined && { phase: each.phase }),
    ...(each.outcome !== undefined && { outcome: each.outcome }),
    ...timesOf(each.startedAt, each.completedAt),
    ...(each.parentId !== undefined && { parent_execution_id: each.parentId }),
    ...(each.scheduleId !== undefined && { schedule_id: each.scheduleId }),
  };
}

export const listExecutionsRoutes: readonly Route[] = [listExecutions];
