import type { CST } from 'yaml';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { indentedAlone, indentedTooDeep, type LineMistake } from './yaml-indentation.ts';
import { allTokens } from './yaml-tokens.ts';

/** The library's words for what is wrong, at the place that an author would look at. */
export function syntaxError(
  text: string,
  tokens: readonly CST.Token[],
  message: string,
  [from, to]: readonly [number, number],
): Diagnostic {
  const unclosed = /^Missing closing|end with a [\]}]/.test(message) ? lastUnclosed(tokens) : null;
  if (unclosed !== null) return unclosed;
  let start = Math.min(from, Math.max(0, text.length - 1));
  // Indentation is blamed at the line's start: what is indented says more.
  while (text[start] === ' ' && text[start + 1] !== undefined && text[start + 1] !== '\n') start++;
  const end = Math.max(start + 1, Math.min(to, text.length));
  const known = inWords(text, message, start, end);
  if (known !== null) return diagnostic('invalid-yaml', known.message, { span: known.span, hint: known.hint });
  return diagnostic('invalid-yaml', sentence(message), { span: { start, end }, hint: syntaxHint(text, start) });
}

/** The quote or bracket that swallowed the rest of the text; the library points at the text's end instead. */
function lastUnclosed(tokens: readonly CST.Token[]): Diagnostic | null {
  let found: Diagnostic | null = null;
  const refuse = (at: number, opened: string, close: string): void => {
    found = diagnostic('invalid-yaml', `the \`${opened}\` that is opened here has no closing \`${close}\``, {
      span: { start: at, end: at + 1 },
    });
  };
  for (const token of allTokens(tokens)) {
    if (token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar') {
      const quote = token.source.charAt(0);
      if (token.source.length < 2 || !token.source.endsWith(quote)) refuse(token.offset, quote, quote);
    } else if (token.type === 'flow-collection') {
      const close = token.start.type === 'flow-map-start' ? '}' : ']';
      if (!token.end.some(({ source }) => source === close)) refuse(token.offset, token.start.source, close);
    }
  }
  return found;
}

/** The mistakes that are made most, of which the library speaks in the words of YAML's grammar. */
function inWords(text: string, message: string, start: number, end: number): LineMistake | null {
  const hint = syntaxHint(text, start);
  if (hint === EXPRESSION_IN_QUOTES) return { message: BRACES_AS_MAP, span: { start, end }, hint };
  if (hint !== undefined) return null;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const rest = /^[^\n\r]*/.exec(text.slice(start))?.[0] ?? '';
  if (message.startsWith('Nested mappings')) {
    const dash = /^ *-(?=\w)/.exec(before + rest)?.[0];
    if (dash !== undefined) return besideMark(lineStart + dash.length - 1, '-');
    const colon = /:(?=\s)/.exec(rest);
    if (colon === null) return indentedTooDeep(text, start);
    const span = { start: start + colon.index, end: start + colon.index + 1 };
    return { message: 'a second `:` in one line', span, hint: 'a text with a `: ` in it stands in quotes' };
  }
  if (/start at the same column|without - indicator|used as an implicit map key/.test(message)) {
    return indentedAlone(text, start);
  }
  if (/^Implicit (map )?keys need/.test(message)) return noKey(start, rest);
  if (message.startsWith('Unexpected block-seq-ind')) {
    const advice = 'write each `-` in a line of its own, below the key';
    return { message: 'a list does not begin beside its key', span: { start, end: start + 1 }, hint: advice };
  }
  if (message.startsWith('Unexpected scalar at node end')) {
    if (before.trim() === '') return indentedAlone(text, start);
    return { message: 'text behind a value that has ended', span: { start, end }, hint: 'quotes go around all of it' };
  }
  if (message.startsWith('Plain value cannot start')) {
    const wrong = `a text cannot begin with ${rest.charAt(0)} without quotes`;
    return { message: wrong, span: { start, end }, hint: 'put it in quotes' };
  }
  if (message.startsWith('Missing , '))
    return { message: 'a `,` is missing between two entries', span: { start, end } };
  if (message.startsWith('Block collections are not allowed within flow')) {
    const advice = 'a `,` is missing, or quotes around a text with a `: ` in it';
    return { message: 'these entries cannot be told apart', span: { start, end }, hint: advice };
  }
  return null;
}

/** A line in which a key is expected, and none can be told. */
function noKey(start: number, rest: string): LineMistake | null {
  const glued = /^[\w-]+:(?=\S)/.exec(rest)?.[0];
  if (glued !== undefined) return besideMark(start + glued.length - 1, ':');
  const written = rest.trimEnd();
  if (written === '' || /:(\s|$)/.test(written)) return null;
  const span = { start, end: start + written.length };
  return { message: 'this line has no key: there is no `:` in it', span, hint: 'write `key: value`' };
}

function besideMark(at: number, mark: string): LineMistake {
  return { message: `no space behind the \`${mark}\``, span: { start: at, end: at + 1 }, hint: `write \`${mark} \`` };
}

/** As all our messages: no capital, no full stop. */
function sentence(message: string): string {
  const [first = ''] = message.split('\n');
  return `${first.charAt(0).toLowerCase()}${first.slice(1)}`.replace(/[.:]$/, '');
}

function syntaxHint(text: string, at: number): string | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  if (/^\s*\t/.test(line)) return 'indent with spaces';
  if (/[:-]\s+\{\{/.test(line)) return EXPRESSION_IN_QUOTES;
  return undefined;
}

export const BRACES_AS_MAP = 'without quotes, YAML reads these braces as a map';
export const EXPRESSION_IN_QUOTES = 'an expression stands in quotes: "{{ … }}"';
