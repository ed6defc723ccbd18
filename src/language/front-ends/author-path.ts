import type { Span } from '../../problems/index.ts';
import type { Path } from '../definition/locate.ts';
import type { SourceNode } from '../read/index.ts';

/** The path in the author's own text to what stands at a place in it: the innermost key or entry that it lies in. What the
 * checker finds in a translated tree has the author's spans, so that no table of paths is needed. */
export function pathAt(root: SourceNode, { start }: Span): Path {
  const path: (string | number)[] = [];
  let node: SourceNode | undefined = root;
  while (node !== undefined && node.kind !== 'scalar') {
    let next: SourceNode | undefined;
    if (node.kind === 'list') {
      const at = node.items.findIndex(({ span }) => holds(span, start));
      if (at >= 0) path.push(at);
      next = node.items[at];
    } else {
      const entry = node.entries.find(({ keySpan, value }) => holds(keySpan, start) || holds(value.span, start));
      if (entry !== undefined) path.push(entry.key);
      next = entry === undefined || holds(entry.keySpan, start) ? undefined : entry.value;
    }
    node = next;
  }
  return path;
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset < Math.max(span.end, span.start + 1);
}
