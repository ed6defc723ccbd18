import { Composer, type CST, type Document } from 'yaml';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import type { ReadTree } from './json.ts';
import { readingLimits, type ReadingLimits } from './limits.ts';
import { readQuickly } from './quick-yaml.ts';
import { syntaxError } from './yaml-syntax.ts';
import { excerptAround } from './yaml-nearby.ts';
import { refuseTokens, secondDocument, tokensOf } from './yaml-tokens.ts';
import { treeOf } from './yaml-tree.ts';

/** YAML 1.2, core schema. Anchors and aliases are allowed within the node limit; tags, directives and merge keys are not. */
export function readYaml(text: string, limits: ReadingLimits = readingLimits): ReadTree {
  const quick = readQuickly(text, limits);
  if (quick.kind === 'read') return quick.tree;
  if (text.length <= 4 * BEGINNING) return readWhole(text, limits);
  const wrong = hopeless(text, limits) ?? wrongNearby(text, limits, quick, BEGINNING);
  if (wrong !== null) return wrong;
  return text.length <= (limits.rare ?? Infinity) ? readWhole(text, limits) : tooRare(quick.at, limits);
}

/** Right or wrong, to find out would take seconds and gigabytes. */
function tooRare(at: number, { rare }: ReadingLimits): ReadTree {
  const message = `from here on the text is wrong, or written in a way of YAML's that is read only in texts of at most ${rare} characters`;
  const hint = 'close what is opened here; write plain block style, or JSON';
  return { root: null, diagnostics: [diagnostic('rare-yaml', message, { span: { start: at, end: at + 1 }, hint })] };
}

/** The first mistake of a text, where it shows in what is around the place up to which it was read quickly. A hundred
 * steps or ten thousand may stand before it. */
export function wrongNearby(
  text: string,
  limits: ReadingLimits,
  { at, entries }: { readonly at: number; readonly entries: readonly number[] },
  following: number,
): ReadTree | null {
  const excerpt = excerptAround(text, at, entries, following);
  if (excerpt === null) return null;
  const { refused, tokens, documents } = composed(excerpt.text, limits);
  const [first] = documents;
  if (refused !== null || documents.length !== 1 || first === undefined) return null;
  const wrong = firstError(excerpt.text, tokens, first);
  if (wrong === null) return null;
  // Cutting the text makes mistakes of its own, at its end.
  const isOfText = excerpt.isWhole || (wrong.span?.end ?? 0) < excerpt.text.length - following / 2;
  const isUnclosed = first.errors.some(({ message }) => /^Missing closing|end with a/.test(message));
  if (!isOfText || (isUnclosed && !excerpt.isWhole)) return null;
  if (isUnclosed) return { root: null, diagnostics: [excerpt.placed(wrong)] };
  // What a line could be lined up with may stand outside the excerpt.
  const [from, to] = firstOf(first)?.pos ?? [0, 0];
  const said = syntaxError(text, [], firstOf(first)?.message ?? '', [excerpt.placeOf(from), excerpt.placeOf(to)]);
  return { root: null, diagnostics: [said] };
}

/** All of YAML, by the library. */
export function readInFull(text: string, limits: ReadingLimits = readingLimits): ReadTree {
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

const BEGINNING = 2048;
const MANY_ERRORS = 50;

/** A long text that is no YAML, as it mostly shows in its first lines, is refused without reading the rest: the library
 * needs seconds for half a megabyte of mistakes. What is refused for its tokens stays so whatever follows; of mistakes there
 * must be more than cutting the text can have made. */
function hopeless(text: string, limits: ReadingLimits): ReadTree | null {
  if (text.length <= 4 * BEGINNING) return null;
  const end = text.lastIndexOf('\n', BEGINNING) + 1;
  const beginning = text.slice(0, end === 0 ? BEGINNING : end);
  const { refused, tokens, documents } = composed(beginning, limits);
  // A line that is cut may be cut in what is refused.
  if (refused !== null && (end > 0 || (refused.span?.end ?? BEGINNING) < BEGINNING))
    return { root: null, diagnostics: [refused] };
  const second = tokens.find(({ type, offset }) => offset > 0 && (type === 'document' || type === 'doc-end'));
  if (second !== undefined && documents.length > MANY_ERRORS) {
    return { root: null, diagnostics: [secondDocument(text, second.offset)] };
  }
  const [document] = documents;
  if (document === undefined) return null;
  if (document.errors.length === 0) {
    const { diagnostics } = treeOf(document, beginning, limits);
    return diagnostics.length < MANY_ERRORS ? null : { root: null, diagnostics };
  }
  if (document.errors.length < MANY_ERRORS) return null;
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
  const first = firstOf(document);
  return first === undefined ? null : syntaxError(text, tokens, first.message, first.pos);
}

function firstOf(document: Document.Parsed | undefined): Document.Parsed['errors'][number] | undefined {
  return [...(document?.errors ?? [])].sort((a, b) => a.pos[0] - b.pos[0])[0];
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
