import type { Diagnostic } from '../../../problems/index.ts';
import { isList, own } from '../../../std/index.ts';
import { printPath } from '../../definition/locate.ts';

export interface InSequenceWords {
  readonly diagnostics: readonly Diagnostic[];
  /** The fields that are missing, where nothing else is wrong; none otherwise. */
  readonly lacking: readonly string[];
}

/** What is wrong with the inputs of the definition that a sequence comes to: what its first task sends has to be there, and
 * is told of as that task's. */
export function inSequenceWords(definition: object, found: readonly Diagnostic[]): InSequenceWords {
  const steps: unknown = own(definition, 'steps');
  const task: unknown = own(isList(steps) ? steps[0] : null, 'id');
  const required: unknown = own(own(definition, 'input_schema'), 'required');
  const fields = new Map<string | undefined, string>();
  for (const field of isList(required) ? required : [])
    if (typeof field === 'string') fields.set(printPath(['inputs', field]), field);
  const fieldOf = ({ code, path }: Diagnostic) => (code === 'input-missing' ? fields.get(path) : undefined);
  const lacking = found.flatMap((each) => fieldOf(each) ?? []);
  return {
    lacking: lacking.length === found.length ? lacking : [],
    diagnostics: found.map((each) => {
      const field = fieldOf(each);
      if (field === undefined) return each;
      return { ...each, message: `task \`${String(task)}\` sends \`${field}\`, which the payload lacks` };
    }),
  };
}
