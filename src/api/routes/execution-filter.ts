import { z } from 'zod';
import type { ExecutionFilter, ExecutionOutcome, ExecutionStatus } from '../../executions/index.ts';
import { readInstant } from '../../std/index.ts';
import { outcomes, phases, statuses } from '../answer/execution.ts';
import { text } from './execution-fields.ts';

/** What executions are looked for, as the routes take it. */

/** In a query there are only texts, so several stand with commas between them. */
function oneOrSeveral<Word extends string>(what: string, words: readonly [Word, ...Word[]], about: string) {
  const error = `${what} is one of ${words.join(', ')}; several as a list, or with commas`;
  const form = new RegExp(`^(?:${words.join('|')})(?:,(?:${words.join('|')}))*$`);
  return z
    .union([z.array(z.enum(words)).min(1).max(words.length), z.string().regex(form, { error })], { error })
    .optional()
    .describe(about);
}

function time(what: string, about: string) {
  return z
    .string({ error: `${what} is a time` })
    .refine((given) => readInstant(given) !== null, { error: `${what} is a time, like 2025-01-15T06:30:00Z` })
    .optional()
    .describe(about);
}

const name = (what: string) => text(what).max(1000, { error: `${what} has at most 1000 characters` });

export const filterFields = {
  status: oneOrSeveral('a status', statuses, 'One of several, or a list of them'),
  phase: oneOrSeveral('a phase', phases, 'Of executions that have not ended: how they stand'),
  outcome: oneOrSeveral('an outcome', outcomes, 'Of executions that have ended: what became of them'),
  workflow_name: name('a workflow name').optional(),
  version: name('a version').optional(),
  from: time('from', 'Started then or later, as RFC 3339 has it'),
  to: time('to', 'Started before that'),
  schedule_id: name('a schedule id').optional().describe('Started by that schedule'),
  parent_execution_id: name('an execution id').optional().describe('Called by that execution'),
};

/** Digits in a query. */
export function limitField(most: number, what = 'a limit') {
  const error = `${what} is a number from 1 to ${most}`;
  const digits = z
    .string()
    // What is no number is not told as one that is too large, too.
    .regex(/^[1-9][0-9]{0,8}$/, { error, abort: true })
    .refine((given) => Number(given) <= most, { error });
  return z
    .union([z.int().min(1).max(most), digits], { error })
    .optional()
    .describe(`From 1 to ${most}`);
}

export function limitOf(given: number | string | undefined): number | undefined {
  return given === undefined ? undefined : Number(given);
}

export const cursorField = z
  .string({ error: 'a cursor is what an answer gave as next_cursor' })
  .max(1000, { error: 'a cursor is what an answer gave as next_cursor' })
  .optional()
  .describe('What the page before gave as next_cursor');

type Asked = z.output<z.ZodObject<typeof filterFields>>;

export function filterOf(asked: Asked): ExecutionFilter {
  const { status, phase, outcome, workflow_name, version, from, to, schedule_id, parent_execution_id } = asked;
  return {
    ...(status !== undefined && { statuses: wordsOf<ExecutionStatus>(status) }),
    ...(phase !== undefined && { phases: wordsOf<(typeof phases)[number]>(phase) }),
    ...(outcome !== undefined && { outcomes: wordsOf<ExecutionOutcome>(outcome) }),
    ...(workflow_name !== undefined && { workflowName: workflow_name }),
    ...(version !== undefined && { version }),
    ...(from !== undefined && { from: readInstant(from) ?? 0 }),
    ...(to !== undefined && { to: readInstant(to) ?? 0 }),
    ...(schedule_id !== undefined && { scheduleId: schedule_id }),
    ...(parent_execution_id !== undefined && { parentId: parent_execution_id }),
  };
}

/** In one order, so that the same filter is the same, however it is written. */
function wordsOf<Word extends string>(given: string | readonly Word[]): readonly Word[] {
  const words = typeof given === 'string' ? (given.split(',') as Word[]) : given;
  return [...new Set(words)].toSorted();
}
