import { entryOf, type Format, jsonOf, readJson } from '../language/index.ts';
import type { Json } from '../std/index.ts';

/** `{"workflow": …, "inputs": …}`: the inputs, and the text with blanks in their place, so that every position in it
 * stays what it is. A definition that is not under `workflow` has `inputs` of its own. */
export function takeInputs(text: string, format: Format): { readonly text: string; readonly inputs?: Json } {
  if (format !== 'json') return { text };
  const { root, diagnostics } = readJson(text);
  // Its own reader says what is wrong with it.
  if (root === null || diagnostics.length > 0 || entryOf(root, 'workflow') === undefined) return { text };
  const entry = entryOf(root, 'inputs');
  if (entry === undefined) return { text };
  let [from, to] = [entry.keySpan.start, entry.value.span.end];
  const after = /^\s*,/.exec(text.slice(to));
  if (after === null) from = text.slice(0, from).lastIndexOf(',');
  else to += after[0].length;
  const blank = text.slice(from, to).replace(/[^\n]/g, ' ');
  return { text: text.slice(0, from) + blank + text.slice(to), inputs: jsonOf(entry.value) };
}
