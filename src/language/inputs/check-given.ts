import type { Definition } from '../definition/workflow.ts';
import { inSequenceWords, type Notation } from '../front-ends/index.ts';
import type { Json } from '../../std/index.ts';
import { type CheckedInputs, checkInputs } from './check-inputs.ts';

interface Given {
  readonly notation: Notation;
  readonly definition: Definition;
}

/** As checkInputs, in the words of what the definition was written in. */
export function checkGiven({ notation, definition }: Given, given: Json): CheckedInputs {
  const checked = checkInputs(definition, given);
  if (checked.ok || notation !== 'sequence') return checked;
  return { ok: false, diagnostics: inSequenceWords(definition, checked.diagnostics).diagnostics };
}
