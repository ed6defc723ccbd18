import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** First words of methods that leave something behind which can be taken back. Reading, checking and notifying do not. */
const LEAVES_SOMETHING: ReadonlySet<string> = new Set(
  'reserve book start create charge allocate lock acquire claim hold order pay debit credit withdraw transfer rent activate enable open add insert register subscribe provision deploy attach assign issue'.split(
    ' ',
  ),
);

/** Where some steps are undone after a failure and one that leaves something behind is not, it was probably forgotten. The
 * last in plan order is left alone: what could fail after it has mostly ended before. */
export const uncompensatedStep: Rule = ({ root, steps, order }) => {
  if (!steps.some(({ draft }) => draft.compensate_method !== undefined)) return [];
  const last = order?.at(-1);
  const found: Diagnostic[] = [];
  for (const { index, draft } of steps) {
    if (draft.method === undefined || draft.compensate_method !== undefined || index === last) continue;
    const [word = ''] = draft.method
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .split(/[^a-z]+/);
    if (!LEAVES_SOMETHING.has(word)) continue;
    const message = `other steps are undone when the workflow fails, but what \`${draft.method}\` did stays`;
    const at = { path: `steps[${index}].method`, span: spanOfField(root, index, 'method') };
    found.push(
      diagnostic('uncompensated-step', message, { ...at, hint: 'give it a compensate_method, if it can be undone' }),
    );
  }
  return found;
};
