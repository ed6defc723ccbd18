import { z } from 'zod';
import { Refusal } from '../../problems/index.ts';
import { apiLimits } from '../limits.ts';

export const text = (what: string): z.ZodString =>
  z.string({ error: `${what} is text` }).min(1, { error: `${what} is empty` });
export const success = z.literal(true);

export const executionId = text('an execution id');

/** Ids of sub-executions and retries, which we make up ourselves, hold `~` too and may be long; those of executions that a
 * schedule has started end with a time, and so hold colons. */
export function knownForm(id: string): string {
  if (id.length <= apiLimits.anyExecutionIdLength && /^[A-Za-z0-9._~:-]+$/.test(id)) return id;
  throw new Refusal(
    'invalid-execution-id',
    'an execution id has only letters, digits, dots, hyphens, underscores, colons and tildes',
  );
}
