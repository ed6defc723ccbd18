import type { Span } from '../../problems/index.ts';
import { entryOf, itemOf, valueOf, type SourceEntry, type SourceNode } from '../read/index.ts';

export type Path = readonly (string | number)[];

/** The node at a path; undefined where nothing is written. */
export function nodeAt(root: SourceNode, path: Path): SourceNode | undefined {
  let node: SourceNode | undefined = root;
  for (const part of path) node = childOf(node, part);
  return node;
}

function childOf(node: SourceNode | undefined, part: string | number): SourceNode | undefined {
  if (node?.kind === 'list') return itemOf(node, Number(part));
  return valueOf(node, String(part));
}

/** The key that a path ends in, where it ends in one that is written. */
export function entryAt(root: SourceNode, path: Path): SourceEntry | undefined {
  const last = path.at(-1);
  return typeof last === 'string' ? entryOf(nodeAt(root, path.slice(0, -1)), last) : undefined;
}

/** Where to point for what is missing: the id or name of the map it is missing in, or that map's first key. */
export function spanOfMap(node: SourceNode | undefined): Span | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') return node.span;
  const named = entryOf(node, 'id') ?? entryOf(node, 'name');
  if (named?.value.kind === 'scalar') return named.value.span;
  return node.entries[0]?.keySpan ?? node.span;
}

/** As an author would say it: `steps[0].parameters.t`. */
export function printPath(path: Path): string {
  let printed = '';
  for (const part of path) {
    if (typeof part === 'number') printed += `[${part}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(part)) printed += printed === '' ? part : `.${part}`;
    else printed += `[${JSON.stringify(part)}]`;
  }
  return printed;
}
