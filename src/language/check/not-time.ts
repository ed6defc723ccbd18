import { diagnostic, type Diagnostic, type Span } from '../../problems/index.ts';
import { readInstant } from '../../std/index.ts';
import { printPath, type Path } from '../definition/locate.ts';

/** What calls something, or begins with what can be read, was meant to stand in braces. */
const LIKE_EXPRESSION = /\(|^\s*(?:inputs|steps|context|step|item|index)\b|^\s*$/;

/** Whether a text that is no time was meant to be one, and not an expression. */
export function isMeantAsTime(text: string): boolean {
  return !text.includes('{{') && !LIKE_EXPRESSION.test(text);
}

/** Says what a time that is written out lacks, so far as that can be told. */
export function notTime(text: string, span: Span, path: Path): Diagnostic {
  const written = text.trim();
  const label = `\`${String(path.at(-1))}\``;
  const [lack, right] = completed(written);
  const message = `${label} must be a time as in RFC 3339 or an expression in braces, not ${JSON.stringify(written.slice(0, 60))}${lack}`;
  const hint = `write the time with its zone, Z or an offset: ${right}, ${right.slice(0, -1)}+01:00`;
  return diagnostic('wrong-type', message, { path: printPath(path), span, hint });
}

function completed(written: string): readonly [string, string] {
  const dayOnly = `${written}T07:00:00Z`;
  if (readInstant(dayOnly) !== null) return [': the time of day and its zone are missing', dayOnly];
  const zoned = `${written}Z`;
  if (readInstant(zoned) !== null) return [': its zone is missing', zoned];
  return ['', '2030-01-15T07:00:00Z'];
}
