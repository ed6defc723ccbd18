import { Composer, type CST, type Document } from 'yaml';
import type { ReadTree } from './json.ts';
import { readingLimits, type ReadingLimits } from './limits.ts';
import { syntaxError } from './yaml-syntax.ts';
import { refuseTokens, tokensOf } from './yaml-tokens.ts';
import { treeOf } from './yaml-tree.ts';

/** YAML 1.2, core schema. Anchors and aliases are allowed within the node limit; tags, directives and merge keys are not. */
export function readYaml(text: string, limits: ReadingLimits = readingLimits): ReadTree {
  const tokens = tokensOf(text, limits);
  if (!tokens.ok) return { root: null, diagnostics: [tokens.diagnostic] };
  const refused = refuseTokens(text, tokens.value);
  if (refused !== null) return { root: null, diagnostics: [refused] };

  const [document] = compose(tokens.value, text.length);
  // What follows the first mistake is mostly its echo.
  const [first] = [...(document?.errors ?? [])].sort((a, b) => a.pos[0] - b.pos[0]);
  if (first !== undefined)
    return { root: null, diagnostics: [syntaxError(text, tokens.value, first.message, first.pos)] };
  if (document === undefined || document.contents === null) return { root: null, diagnostics: [] };
  return treeOf(document, text, limits);
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
