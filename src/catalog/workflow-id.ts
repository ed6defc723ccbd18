import { slug, withoutMarks } from '../std/index.ts';

/** Behind the name, from letters and digits that nobody confuses. */
const suffixLetters = 'abcdefghjkmnpqrstuvwxyz23456789';
export const suffixLength = 6;

/** With the suffix well within what a definition's name may have. */
const longestSlug = 64;

/** `Document Quality Analysis` is `document-quality-analysis`: a beginning that people recognise, of letters that an address, a
 * workflow type and a definition's name may have. */
export function slugOf(title: string): string {
  // What comes before the first letter does not count.
  const begun = withoutMarks(title).replace(/^[^A-Za-z0-9]+/, '');
  const beginning = slug(begun, longestSlug);
  if (beginning === '') return 'workflow';
  return /^[a-z]/.test(beginning) ? beginning : `workflow-${beginning}`;
}

/** Names are not unique; what stands behind them makes ids so. It also keeps them from being a fixed word of an address,
 * like `search`. */
export function workflowId(title: string, chance: Uint8Array): string {
  const suffix = Array.from(chance.subarray(0, suffixLength), (byte) => suffixLetters[byte % suffixLetters.length]);
  return `${slugOf(title)}-${suffix.join('')}`;
}
