import type { z } from 'zod';
import { name } from './fields.ts';
import { definitionLimits as limits } from './limits.ts';

/** Whatever another worker may have registered: no control characters, no blank at an end, and no expression. */
const FOREIGN = /^(?!.*\{\{)[^\s\p{Cc}\p{Cf}\p{Cs}](?:[^\p{Cc}\p{Cf}\p{Cs}]*[^\s\p{Cc}\p{Cf}\p{Cs}])?$/u;

/** Literal: who may be reached is known before anything runs. */
export function foreignName(what: string): z.ZodString {
  return name(FOREIGN, limits.foreignNameLength, `the ${what}, without blanks around it`);
}
