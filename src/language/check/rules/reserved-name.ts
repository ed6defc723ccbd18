import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { entryAt, nodeAt } from '../../definition/locate.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** A workflow's name becomes a type in Temporal, which looks it up where these are found by inheritance. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
/** The words by which a prototype is reached; `length`, `then` and the like are ids as good as any. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export const reservedName: Rule = ({ root, draft, steps }) => {
  const found: Diagnostic[] = [];
  const hint = 'choose another name';
  if (draft.name !== undefined && RESERVED_NAMES.has(draft.name)) {
    const span = nodeAt(root, ['name'])?.span;
    found.push(
      diagnostic('reserved-name', `\`${draft.name}\` cannot be the name of a workflow`, { path: 'name', span, hint }),
    );
  }
  for (const { index, draft: step } of steps) {
    if (step.id === undefined || !RESERVED_IDS.has(step.id)) continue;
    const at = { path: `steps[${index}].id`, span: spanOfField(root, index, 'id'), hint };
    found.push(diagnostic('reserved-name', `\`${step.id}\` cannot be the id of a step`, at));
  }
  for (const name of Object.keys(draft.inputs ?? {})) {
    if (!RESERVED_IDS.has(name)) continue;
    const span = entryAt(root, ['inputs', name])?.keySpan;
    found.push(
      diagnostic('reserved-name', `\`${name}\` cannot be the name of an input`, { path: `inputs.${name}`, span, hint }),
    );
  }
  return found;
};
