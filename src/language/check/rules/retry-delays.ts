import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { stepDefaults } from '../../definition/limits.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

export const retryDelays: Rule = ({ root, steps }) => {
  const found: Diagnostic[] = [];
  for (const { index, draft } of steps) {
    const first = draft.retry_delay_ms ?? stepDefaults.retryDelayMs;
    const longest = draft.retry_max_delay_ms;
    if (longest === undefined || longest >= first) continue;
    const written = draft.retry_delay_ms === undefined ? `its default of ${first}` : `${first}`;
    const message = `\`retry_max_delay_ms\` is ${longest}, less than \`retry_delay_ms\`, which is ${written}`;
    const at = { path: `steps[${index}].retry_max_delay_ms`, span: spanOfField(root, index, 'retry_max_delay_ms') };
    found.push(diagnostic('retry-delays', message, at));
  }
  return found;
};
