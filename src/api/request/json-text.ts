import { decodeText, entryOf, jsonOf, readJson, readSource, type SourceNode } from '../../language/index.ts';
import { codes, diagnostic, type Diagnostic, Refusal, type Span } from '../../problems/index.ts';
import { isObject, type Json, own } from '../../std/index.ts';
import { apiLimits } from '../limits.ts';
import { pathOf } from './path-of.ts';

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
  const found = source === null ? diagnostics : [...withFields(source.root, diagnostics), ...reservedKeys(source.root)];
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
  const { root, diagnostics } = readJson(text, bodyLimits);
  return { root, found: root === null ? diagnostics : [...withFields(root, diagnostics), ...reservedKeys(root)] };
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

/** Of values that are none, which field they were meant for. */
function withFields(root: SourceNode, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((each) => {
    const path = each.span === undefined ? null : pathTo(root, each.span);
    return path === null ? each : { ...each, path: pathOf(path), message: `\`${pathOf(path)}\`: ${each.message}` };
  });
}

/** Of the scalar that it is of; null where it is of none, or of one that stands in no field. */
function pathTo(root: SourceNode, span: Span): readonly PropertyKey[] | null {
  const holds = (node: SourceNode): boolean => node.span.start <= span.start && span.end <= node.span.end;
  const path: PropertyKey[] = [];
  let here = root;
  while (here.kind !== 'scalar') {
    const parts: readonly (readonly [PropertyKey, SourceNode])[] =
      here.kind === 'list' ? [...here.items.entries()] : here.entries.map(({ key, value }) => [key, value]);
    const inner = parts.find(([, value]) => holds(value));
    if (inner === undefined) return null;
    path.push(inner[0]);
    here = inner[1];
  }
  return path.length === 0 ? null : path;
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
