import type { z } from 'zod';
import { entryOf, type SourceNode } from '../../language/index.ts';
import { diagnostic, type Diagnostic, nearest, Refusal, type Span } from '../../problems/index.ts';
import { isList, isObject } from '../../std/index.ts';
import { type JsonText, summary } from './json-text.ts';
import { pathOf } from './path-of.ts';

type Issue = z.core.$ZodIssue;

/** The fields of a JSON body, or all that is wrong with them. */
export function readBodyFields(body: JsonText, schema: z.ZodObject): unknown {
  const { text: source, root } = body;
  if (!isObject(body.value)) {
    const found = diagnostic('unfit-field', 'the body must be a JSON object', { span: root.span });
    throw new Refusal('request-rejected', found.message, { diagnostics: [found], source });
  }
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return parsed.data;
  const diagnostics = parsed.error.issues.flatMap((issue) => fieldProblems(issue, body.value, schema, root));
  throw new Refusal('request-rejected', summary(diagnostics), { diagnostics, source });
}

/** The fields of a query; the same schema, so the same names. */
export function readQueryFields(query: Readonly<Record<string, string>>, schema: z.ZodObject): unknown {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const diagnostics = parsed.error.issues.flatMap((issue) => fieldProblems(issue, query, schema, null));
  throw new Refusal('unreadable-query', summary(diagnostics), { diagnostics });
}

/** The parameters of a path, each the text of one part of it. */
export function readPathFields(params: Readonly<Record<string, string>>, schema: z.ZodObject): unknown {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const diagnostics = parsed.error.issues.flatMap((issue) => fieldProblems(issue, params, schema, null));
  throw new Refusal('unreadable-request', `in the path: ${summary(diagnostics)}`, { diagnostics });
}

function fieldProblems(
  issue: Issue,
  value: unknown,
  schema: z.ZodObject,
  root: SourceNode | null,
): readonly Diagnostic[] {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const names = Object.keys(schema.shape);
      const near = nearest(key, names);
      const allowed = names.length === 0 ? 'there are none' : `allowed: ${names.join(', ')}`;
      const advice = near === null ? allowed : `did you mean \`${near}\`?`;
      return diagnostic('unknown-field', `\`${key}\`: no such field; ${advice}`, {
        path: path === '' ? key : `${path}.${key}`,
        span: keySpan(root, [...issue.path, key]),
        hint: near ?? undefined,
      });
    });
  }
  if (issue.path.length > 0 && valueAt(value, issue.path) === undefined) {
    return [
      diagnostic('missing-field', `\`${path}\` is missing`, { path, span: spanAt(root, issue.path.slice(0, -1)) }),
    ];
  }
  const message = path === '' ? issue.message : `\`${path}\`: ${issue.message}`;
  return [diagnostic('unfit-field', message, { ...(path !== '' && { path }), span: spanAt(root, issue.path) })];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here: unknown = value;
  for (const key of path) {
    if (isList(here) && typeof key === 'number') here = here[key];
    else if (isObject(here) && typeof key === 'string' && Object.hasOwn(here, key)) here = here[key];
    else return undefined;
  }
  return here;
}

function spanAt(root: SourceNode | null, path: readonly PropertyKey[]): Span | undefined {
  return nodeAt(root, path)?.span;
}

function keySpan(root: SourceNode | null, path: readonly PropertyKey[]): Span | undefined {
  return entryOf(nodeAt(root, path.slice(0, -1)), String(path.at(-1)))?.keySpan;
}

function nodeAt(root: SourceNode | null, path: readonly PropertyKey[]): SourceNode | undefined {
  let here: SourceNode | undefined = root ?? undefined;
  for (const key of path) {
    here = here?.kind === 'list' && typeof key === 'number' ? here.items[key] : entryOf(here, String(key))?.value;
  }
  return here;
}
