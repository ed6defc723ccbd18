import fc from 'fast-check';
import type { Choose } from './make-history.ts';

/** Without a size they would be a handful, and nearly every choice the first one. */
export const manyChoices = fc.array(fc.nat(1000), { maxLength: 250, size: 'max' });

/** Choices from a list, the first one over and over when it is used up. */
export function choosing(choices: readonly number[]): Choose {
  let next = 0;
  return (below) => (choices[next++] ?? 0) % below;
}
