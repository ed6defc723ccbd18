import { diagnostic, type Diagnostic, type Span } from '../../problems/index.ts';
import type { Json } from '../../std/index.ts';
import { jsonOf, readJson, spansWithin, type Source, type SourceNode } from '../read/index.ts';

/** The schema as it was written, as a map or as JSON text, with places for what is wrong in it. */
export interface InputSchema {
  /** Undefined where the JSON text cannot be read. */
  readonly value: Json | undefined;
  readonly node: SourceNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function readInputSchema(source: Source, node: SourceNode | undefined): InputSchema {
  if (node === undefined) return { value: undefined, node, diagnostics: [] };
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return { value: jsonOf(node), node, diagnostics: [] };
  const read = readJson(node.value);
  const within = spansWithin(source.text, node);
  const place = ({ start, end }: Span): Span => within(start, end);
  const diagnostics = read.diagnostics.map((each) =>
    diagnostic('invalid-input-schema', `the JSON text cannot be read: ${each.message}`, {
      path: 'input_schema',
      span: each.span === undefined ? node.span : place(each.span),
      hint: each.hint,
    }),
  );
  if (read.root === null || diagnostics.length > 0) return { value: undefined, node, diagnostics };
  return { value: jsonOf(read.root), node: moved(read.root, place), diagnostics };
}

/** The tree of JSON text inside a scalar, its spans in the whole text. Depth is bounded by the reader. */
function moved(node: SourceNode, place: (span: Span) => Span): SourceNode {
  const span = place(node.span);
  switch (node.kind) {
    case 'scalar':
      return { ...node, span };
    case 'list':
      return { ...node, span, items: node.items.map((item) => moved(item, place)) };
    case 'map':
      return {
        ...node,
        span,
        entries: node.entries.map((entry) => ({
          ...entry,
          keySpan: place(entry.keySpan),
          value: moved(entry.value, place),
        })),
      };
  }
}
