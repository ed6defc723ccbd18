import { Lexer, Parser, type CST } from 'yaml';
import { diagnostic, positionAt, type Diagnostic } from '../../problems/index.ts';
import type { ReadingLimits } from './limits.ts';
import { tooDeep } from './tree-mistakes.ts';

type Tokens =
  | { readonly ok: true; readonly value: readonly CST.Token[] }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** The parser keeps what is open on a stack of its own: it is measured after every lexeme, before anything recursive sees the text. */
export function tokensOf(text: string, limits: ReadingLimits): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (openCollections(parser.stack) > limits.nesting) {
      const span = { start: parser.offset - 1, end: parser.offset };
      return { ok: false, diagnostic: tooDeep(limits, span) };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return { ok: true, value: tokens };
}

/** Below all stands the document; on top may stand the scalar that is being read. */
function openCollections(stack: readonly CST.Token[]): number {
  const top = stack.at(-1)?.type ?? 'document';
  return stack.length - (COLLECTIONS.has(top) ? 1 : 2);
}
const COLLECTIONS: ReadonlySet<string> = new Set(['block-map', 'block-seq', 'flow-collection']);

/** Every token inside these, in order of writing. An own stack: nothing here recurses. */
export function* allTokens(tokens: readonly CST.Token[]): Generator<CST.Token> {
  const open: unknown[] = [...tokens].reverse();
  while (open.length > 0) {
    const token = open.pop();
    if (Array.isArray(token)) {
      for (let i = token.length - 1; i >= 0; i--) open.push(token[i]);
    } else if (isToken(token)) {
      yield token;
      for (const part of partsOf(token)) open.push(part);
    }
  }
}

/** Refuses what stands in the token tree and would change how the rest is read: tags, directives, a second document. */
export function refuseTokens(text: string, tokens: readonly CST.Token[]): Diagnostic | null {
  let documents = 0;
  for (const token of allTokens(tokens)) {
    const span = { start: token.offset, end: token.offset + ('source' in token ? token.source.length : 1) };
    if (token.type === 'tag') {
      return diagnostic('tag-not-allowed', `the YAML tag \`${text.slice(span.start, span.end)}\` is not allowed`, {
        span,
        hint: 'write the plain value; text goes in quotes',
      });
    }
    if (token.type === 'directive' || token.type === 'directive-line') {
      return diagnostic(
        'directive-not-allowed',
        `the YAML directive \`${text.slice(span.start, span.end).trim()}\` is not allowed`,
        {
          span,
          hint: 'definitions are always YAML 1.2',
        },
      );
    }
    if (token.type === 'document' && ++documents > 1 && 'value' in token && token.value !== undefined) {
      return secondDocument(text, token.offset);
    }
  }
  return null;
}

export function secondDocument(text: string, offset: number): Diagnostic {
  const { line } = positionAt(text, offset);
  return diagnostic('multiple-documents', `a second YAML document begins in line ${line}`, {
    span: { start: offset, end: Math.min(offset + 3, text.length) },
    hint: 'one text holds one definition: write the other into a file of its own',
  });
}

function isToken(value: unknown): value is CST.Token {
  return typeof value === 'object' && value !== null && 'type' in value && 'offset' in value;
}

/** The token lists inside a token, last first. */
function partsOf(token: CST.Token): unknown[] {
  const parts: unknown[] = [];
  if ('end' in token) parts.push(token.end);
  if ('value' in token) parts.push(token.value);
  if ('props' in token) parts.push(token.props);
  if ('items' in token) {
    for (let i = token.items.length - 1; i >= 0; i--) {
      const item = token.items[i];
      if (item === undefined) continue;
      parts.push(item.value, 'sep' in item ? item.sep : undefined, 'key' in item ? item.key : undefined, item.start);
    }
  }
  if ('start' in token) parts.push(token.start);
  return parts;
}
