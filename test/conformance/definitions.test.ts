import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { prepare, type Format } from '../../src/language/index.ts';
import { codes, positionAt, type Span } from '../../src/problems/index.ts';

/** A definition and what is wrong with it. In `text`, «…» marks what each expected diagnostic points at, in order; one
 * with `nowhere: true` points at nothing. Without `expect`, nothing is wrong. */
interface Case {
  readonly name: string;
  readonly text: string;
  readonly format?: Format;
  readonly services?: readonly string[];
  readonly workflows?: readonly string[];
  /** The methods of services, by service. */
  readonly operations?: Readonly<Record<string, readonly string[]>>;
  readonly expect?: readonly Expected[];
}
interface Expected {
  readonly code: string;
  /** Parts of them. */
  readonly message?: string;
  readonly hint?: string;
  readonly path?: string;
  readonly nowhere?: boolean;
}

const folder = new URL('definitions/', import.meta.url);

for (const file of readdirSync(folder).sort()) {
  const cases = parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Case[];
  describe(file, () => {
    test.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
      const { text, spans } = unmark(each.text);
      const known = (names: readonly string[] | undefined) => (names === undefined ? undefined : new Set(names));
      const prepared = prepare(text, {
        format: each.format,
        knownServices: known(each.services),
        knownWorkflows: known(each.workflows),
        knownOperations: new Map(
          Object.entries(each.operations ?? {}).map(([service, methods]) => [
            service,
            new Map(methods.map((method) => [method, {}])),
          ]),
        ),
      });
      const wanted = each.expect ?? [];
      expect(
        prepared.diagnostics.map(({ code, span, path }, i) => ({
          code,
          at: place(text, span),
          ...(wanted[i]?.path !== undefined && { path }),
        })),
      ).toEqual(
        wanted.map(({ code, nowhere, path }) => ({
          code,
          at: nowhere === true ? 'nowhere' : place(text, spans.shift()),
          ...(path !== undefined && { path }),
        })),
      );
      for (const [i, { message, hint }] of wanted.entries()) {
        if (message !== undefined) expect(prepared.diagnostics[i]?.message).toContain(message);
        if (hint !== undefined) expect(prepared.diagnostics[i]?.hint).toContain(hint);
      }
      const isWrong = wanted.some(({ code }) =>
        Object.entries(codes).some(
          ([name, entry]) => name === code && entry.kind === 'diagnostic' && entry.severity === 'error',
        ),
      );
      expect(prepared.ok).toBe(!isWrong);
    });
  });
}

function unmark(marked: string): { readonly text: string; readonly spans: Span[] } {
  let text = '';
  const spans: Span[] = [];
  const opened: number[] = [];
  for (const part of marked.split(/([«»])/)) {
    if (part === '«') opened.push(text.length);
    else if (part === '»') spans.push({ start: opened.pop() ?? 0, end: text.length });
    else text += part;
  }
  return { text, spans: spans.sort((a, b) => a.start - b.start) };
}

/** As `line:column "what stands there"`. */
function place(text: string, span: Span | undefined): string {
  if (span === undefined) return 'nowhere';
  const { line, column } = positionAt(text, span.start);
  return `${line}:${column} ${JSON.stringify(text.slice(span.start, span.end))}`;
}
