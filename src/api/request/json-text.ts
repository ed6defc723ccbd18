import { decodeText, entryOf, jsonOf, readJson, readSource, type SourceNode } from '../../language/index.ts';
import { codes, diagnostic, type Diagnostic, Refusal } from '../../problems/index.ts';
import { isObject, type Json, own } from '../../std/index.ts';
import { apiLimits } from '../limits.ts';

export interface JsonText {
  readonly text: string;
  readonly root: SourceNode;
  readonly value: Json;
}

const bodyLimits = {
  bytes: apiLimits.bodyBytes,
  nesting: apiLimits.bodyNesting,
  nodes: apiLimits.bodyNodes,
  mistakes: apiLimits.bodyMistakes,
};

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

/** The same of YAML, within the same limits. */
export function readYamlText(text: string): JsonText {
  const { source, diagnostics } = readSource(text, { format: 'yaml', limits: bodyLimits });
  const found = [...diagnostics, ...(source === null ? [] : reservedKeys(source.root))];
  if (source === null || found.length > 0) throw refusal(found, text, 'YAML');
  return { text, root: source.root, value: jsonOf(source.root) };
}

/** What stands under the key, where the body is nothing but it. */
export function insideOf(body: JsonText, key: string | undefined): JsonText {
  const { root, value } = body;
  const entry = key === undefined ? undefined : entryOf(root, key);
  const inner = key !== undefined && isObject(value) ? own(value, key) : undefined;
  if (entry === undefined || inner === undefined || root.kind !== 'map' || root.entries.length > 1) return body;
  return { ...body, root: entry.value, value: inner };
}

export function jsonProblems(text: string): {
  readonly root: SourceNode | null;
  readonly found: readonly Diagnostic[];
} {
  const read = readJson(text, bodyLimits);
  return { root: read.root, found: [...read.diagnostics, ...(read.root === null ? [] : reservedKeys(read.root))] };
}

function refusal(diagnostics: readonly Diagnostic[], source: string, notation = 'JSON'): Refusal {
  const isReadable = diagnostics.every((each) => codes[each.code].status === 422);
  return isReadable
    ? new Refusal('request-rejected', summary(diagnostics), { diagnostics, source })
    : new Refusal('unreadable-body', `the body is not readable as ${notation}: ${summary(diagnostics)}`, {
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
