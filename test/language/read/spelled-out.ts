import { keysOf, sizeOf, type SourceNode } from '../../../src/language/read/index.ts';
import type { ReadTree } from '../../../src/language/read/json.ts';

/** All that a tree says, whichever way its nodes keep it. They share what they keep: compared as they are, each of thousands
 * would be compared with all that all of them hold. */
export function spelledOut({ root, diagnostics }: ReadTree): unknown {
  return { root: root === null ? null : plain(root), diagnostics };
}

function plain(node: SourceNode): unknown {
  const { kind, span } = node;
  if (node.kind === 'scalar') return { kind, span, value: node.value, style: node.style };
  if (node.kind === 'list') return { kind, span, items: node.items.map(plain), size: sizeOf(node) };
  const entries = node.entries.map(({ key, keySpan, value }) => ({ key, keySpan, value: plain(value) }));
  return { kind, span, entries, size: sizeOf(node), keys: keysOf(node) };
}
