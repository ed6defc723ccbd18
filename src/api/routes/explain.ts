import { z } from 'zod';
import { explanationAnswer, explanationShape } from '../answer/explanation.ts';
import { apiLimits } from '../limits.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { executionId, knownForm, success, text } from './execution-fields.ts';

const cursorRule = 'a cursor is what an answer gave as next_cursor';
const limitRule = `a limit is a number from 1 to ${apiLimits.explainedAtATime}`;

/** A query has texts only. */
const flag = z.union([z.boolean(), z.enum(['true', 'false'])], { error: '`all` is true or false' });
const limit = z.union(
  [z.int().min(1).max(apiLimits.explainedAtATime), z.string().regex(/^(?:[1-9][0-9]{0,2}|1000)$/)],
  { error: limitRule },
);

const explainExecution = fieldsRoute({
  methods: ['GET', 'POST'],
  path: '/orchestrator/explain_execution',
  summary: 'Why an execution, and each of its steps, stands as it does, and what would change that.',
  fields: z.strictObject({
    execution_id: executionId,
    step_id: text('a step id').optional().describe('Only this step'),
    all: flag.optional().describe('Also the steps that have completed and were not undone'),
    limit: limit.optional().describe('How many steps at most; 100 unless given'),
    cursor: z
      .string({ error: cursorRule })
      .regex(/^[0-9]{1,6}$/, { error: cursorRule })
      .optional(),
  }),
  gives: { 200: z.strictObject({ explanation: explanationShape, success }) },
  refuses: ['invalid-execution-id', 'execution-not-found', 'request-rejected'],
  answer: async ({ executions }, { execution_id: id, step_id: stepId, all, limit: most, cursor }) => {
    const explanation = await executions.explain({
      executionId: knownForm(id),
      ...(stepId !== undefined && { stepId }),
      all: all === true || all === 'true',
      ...(most !== undefined && { limit: Number(most) }),
      ...(cursor !== undefined && { from: Number(cursor) }),
    });
    return { status: 200, body: { explanation: explanationAnswer(explanation), success: true } };
  },
});

export const explainRoutes: readonly Route[] = [explainExecution];
