import { decodeText, jsonOf, readJson, type SourceNode } from '../../language/index.ts';
import { codes, diagnostic, type Diagnostic, Refusal } from '../../problems/index.ts';
import type { Json } from '../../std/index.ts';
import { apiLimits } from '../limits.ts';

export interface JsonText {
  readonly text: string;
  readonly root: SourceNode;
  readonly value: Json;
}

export function decodeBody(bytes: Uint8Array): string {
  const decoded = decodeText(bytes);
  if (decoded.ok) return decoded.text;
  throw new Refusal('unreadable-body', 'the body cannot be read', { diagnostics: decoded.diagnostics });
}

/** Throws with everything that is wrong. Positions are those of the caller's own text. */
export function readJsonText(text: string): JsonText {
  const problems = jsonProblems(text);
  if (problems.root === null || problems.found.length > 0) throw refusal(problems.found, text);
  return { text, root: problems.root, value: jsonOf(problems.root) };
}

export function jsonProblems(text: string): {
  readonly root: SourceNode | null;
  readonly found: readonly Diagnostic[];
} {
  const { bodyBytes: bytes, bodyNesting: nesting, bodyNodes: nodes, bodyMistakes: mistakes } = apiLimits;
  const read = readJson(text, { bytes, nesting, nodes, mistakes });
  return { root: read.root, found: [...read.diagnostics, ...(read.root === null ? [] : reservedKeys(read.root))] };
}

function refusal(diagnostics: readonly Diagnostic[], source: string): Refusal {
  const isReadable = diagnostics.every((each) => codes[each.code].status === 422);
  return isReadable
    ? new Refusal('request-rejected', summary(diagnostics), { diagnostics, source })
    : new Refusal('unreadable-body', `the body is not readable as JSON: ${summary(diagnostics)}`, {
        diagnostics,
        source,
      });
}

export function summary(diagnostics: readonly Diagnostic[]): string {
  const [first] = diagnostics;
  return diagnostics.length === 1 && first !== undefined
    ? first.message
    : `${diagnostics.length} problems in the request`;
}

/** Keys by which a careless assignment, here or in any service behind us, would change a prototype. */
function reservedKeys(root: SourceNode): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const open: SourceNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'list') open.push(...node.items);
    if (node.kind !== 'map') continue;
    for (const { key, keySpan, value } of node.entries) {
      open.push(value);
      const isReserved =
        key === '__proto__' ||
        (key === 'constructor' && value.kind === 'map' && value.entries.some((entry) => entry.key === 'prototype'));
      if (isReserved)
        found.push(diagnostic('reserved-key', `the key \`${key}\` is not allowed here`, { span: keySpan }));
    }
  }
  return found;
}
