import { diagnostic } from '../../../problems/index.ts';
import { entryAt } from '../../definition/locate.ts';
import type { Rule } from './rule.ts';

/** Of a definition's own keys; those of its steps are told by what the steps do. */
export const strayKey: Rule = ({ root, draft }) => {
  if (draft.additional_inputs === undefined || draft.inputs !== undefined) return [];
  const path = 'additional_inputs';
  const message = '`additional_inputs` says nothing without `inputs`';
  return [diagnostic('stray-key', message, { path, span: entryAt(root, [path])?.keySpan })];
};
