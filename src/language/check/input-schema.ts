import { diagnostic, type Diagnostic, type Span } from '../../problems/index.ts';
import type { Json } from '../../std/index.ts';
import { longSchema } from '../json-schema/index.ts';
import { jsonOf, readJson, spansWithin, type Source, type SourceEntry, type SourceNode } from '../read/index.ts';

/** The schema as it was written, as a map or as JSON text, with places for what is wrong in it. */
export interface InputSchema {
  /** Undefined where the JSON text cannot be read, or the schema is too long. */
  readonly value: Json | undefined;
  readonly node: SourceNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** `written` is what stands behind the key, as JSON. */
export function readInputSchema(source: Source, entry: SourceEntry | undefined, written: Json): InputSchema {
  if (entry === undefined) return { value: undefined, node: undefined, diagnostics: [] };
  const node = entry.value;
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return short(written, node, entry);
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
  return short(jsonOf(read.root), moved(read.root, place), entry);
}

/** A schema that is too long to be compiled is not looked into at all. */
function short(value: Json, node: SourceNode, { keySpan }: SourceEntry): InputSchema {
  const tooLong = longSchema(value);
  if (tooLong === null) return { value, node, diagnostics: [] };
  const found = diagnostic('invalid-input-schema', tooLong, { path: 'input_schema', span: keySpan });
  return { value: undefined, node, diagnostics: [found] };
}

/** The tree of JSON text inside a scalar, its spans in the whole text. Depth is bounded by the reader. */
function moved(node: SourceNode, place: (span: Span) => Span): SourceNode {
  const span = place(node.span);
  switch (node.kind) {
    case 'scalar':
      return { kind: 'scalar', value: node.value, style: node.style, span };
    case 'list':
      return { kind: 'list', items: node.items.map((item) => moved(item, place)), span };
    case 'map':
      return {
        kind: 'map',
        entries: node.entries.map(({ key, keySpan, value }) => ({
          key,
          keySpan: place(keySpan),
          value: moved(value, place),
        })),
        span,
      };
  }
}
