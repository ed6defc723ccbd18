import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { definitionLimits as limits } from '../../definition/limits.ts';
import { entryAt, printPath, type Path } from '../../definition/locate.ts';
import { declared } from '../../inputs/index.ts';
import type { Rule } from './rule.ts';

/** Keys that are each right and make no sense together. */
export const conflictingKeys: Rule = ({ root, draft, steps }) => {
  const found: Diagnostic[] = [];
  const conflict = (path: Path, message: string): void => {
    found.push(diagnostic('conflicting-keys', message, { path: printPath(path), span: entryAt(root, path)?.keySpan }));
  };
  if (draft.inputs !== undefined && draft.input_schema !== undefined) {
    conflict(['input_schema'], '`inputs` and `input_schema` both declare the inputs; keep one of the two');
  }
  for (const [name, written] of Object.entries(draft.inputs ?? {})) {
    const { type, minimum, maximum } = declared(written);
    const isNumeric = type === 'number' || type === 'integer' || type === 'any';
    for (const key of ['minimum', 'maximum'] as const) {
      if (declared(written)[key] === undefined || isNumeric) continue;
      conflict(['inputs', name, key], `\`${key}\` bounds a number, and \`${name}\` is of type ${type}`);
    }
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      conflict(['inputs', name, 'maximum'], `nothing lies between the minimum ${minimum} and the maximum ${maximum}`);
    }
  }
  for (const { index, draft: step } of steps) {
    if (step.fast === true && step.poll !== undefined) {
      conflict(['steps', index, 'fast'], 'a step with a `poll` is not `fast`: asking again and again takes its time');
    }
    if (step.fast === true && (step.timeout_ms ?? 0) > limits.fastTimeoutMs) {
      const most = `a \`fast\` call takes ${limits.fastTimeoutMs} ms at most`;
      conflict(['steps', index, 'timeout_ms'], `${most}, and this one may take ${step.timeout_ms}`);
    }
    if (step.timeout_ms === undefined || step.wait_for?.timeout_ms === undefined) continue;
    conflict(
      ['steps', index, 'timeout_ms'],
      'the step and its `wait_for` both have a `timeout_ms`; keep one of the two',
    );
  }
  return found;
};
