import { Composer, type CST, type Document } from 'yaml';
import type { Diagnostic } from '../../problems/index.ts';
import type { ReadTree } from './json.ts';
import { readingLimits, type ReadingLimits } from './limits.ts';
import { syntaxError } from './yaml-syntax.ts';
import { refuseTokens, tokensOf } from './yaml-tokens.ts';
import { treeOf } from './yaml-tree.ts';

/** YAML 1.2, core schema. Anchors and aliases are allowed within the node limit; tags, directives and merge keys are not. */
export function readYaml(text: string, limits: ReadingLimits = readingLimits): ReadTree {
  return hopeless(text, limits) ?? readWhole(text, limits);
}

function readWhole(text: string, limits: ReadingLimits): ReadTree {
  const { refused, tokens, documents } = composed(text, limits);
  if (refused !== null) return { root: null, diagnostics: [refused] };
  const [document] = documents;
  const wrong = firstError(text, tokens, document);
  if (wrong !== null) return { root: null, diagnostics: [wrong] };
  if (document === undefined || document.contents === null) return { root: null, diagnostics: [] };
  return treeOf(document, text, limits);
}

const BEGINNING = 4096;
const MANY_ERRORS = 50;

/** A long text that is no YAML, as it mostly shows in its first lines, is refused without reading the rest: the library
 * needs seconds for half a megabyte of mistakes. What is refused for its tokens stays so whatever follows; of mistakes there
 * must be more than cutting the text can have made. */
function hopeless(text: string, limits: ReadingLimits): ReadTree | null {
  if (text.length <= 2 * BEGINNING) return null;
  const end = text.lastIndexOf('\n', BEGINNING) + 1;
  const beginning = text.slice(0, end === 0 ? BEGINNING : end);
  const { refused, tokens, documents } = composed(beginning, limits);
  if (refused !== null && end > 0) return { root: null, diagnostics: [refused] };
  const [document] = documents;
  if (document === undefined || document.errors.length < MANY_ERRORS) return null;
  const wrong = firstError(beginning, tokens, document);
  return wrong === null ? null : { root: null, diagnostics: [wrong] };
}

interface Composed {
  readonly refused: Diagnostic | null;
  readonly tokens: readonly CST.Token[];
  readonly documents: readonly Document.Parsed[];
}

function composed(text: string, limits: ReadingLimits): Composed {
  const tokens = tokensOf(text, limits);
  if (!tokens.ok) return { refused: tokens.diagnostic, tokens: [], documents: [] };
  const refused = refuseTokens(text, tokens.value);
  const documents = refused === null ? compose(tokens.value, text.length) : [];
  return { refused, tokens: tokens.value, documents };
}

/** What follows the first mistake is mostly its echo. */
function firstError(
  text: string,
  tokens: readonly CST.Token[],
  document: Document.Parsed | undefined,
): Diagnostic | null {
  const [first] = [...(document?.errors ?? [])].sort((a, b) => a.pos[0] - b.pos[0]);
  return first === undefined ? null : syntaxError(text, tokens, first.message, first.pos);
}

/** The library makes an Error of every mistake. Their stack traces, which nobody sees, would cost ten seconds for a text
 * that is all mistakes. */
function compose(tokens: readonly CST.Token[], end: number): readonly Document.Parsed[] {
  const traced = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return [...new Composer(composing).compose(tokens, true, end)];
  } finally {
    Error.stackTraceLimit = traced;
  }
}

const composing = {
  version: '1.2',
  schema: 'core',
  strict: true,
  // Keys are checked by the converter, which knows the lines of both.
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;
