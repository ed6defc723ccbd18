import type { CST } from 'yaml';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
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

export const EXPRESSION_IN_QUOTES = 'an expression stands in quotes: "{{ … }}"';
