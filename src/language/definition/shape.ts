import type { z } from 'zod';
import { invariant, isList, isObject, type Json, type JsonObject } from '../../std/index.ts';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import {
  entryOf,
  jsonOf,
  lexemeOf,
  type Source,
  type SourceEntry,
  type SourceNode,
  type SourceScalar,
} from '../read/index.ts';
import { diagnoseShape } from './issues.ts';
import { vocabulary } from './vocabulary.ts';
import { draftSchema, workflowSchema, type Definition, type Draft } from './workflow.ts';

export interface Shape {
  /** Absent where the shape has errors. */
  readonly definition: Definition | null;
  /** Absent where the text holds no map at all. */
  readonly draft: Draft | null;
  /** The map that holds the definition: the whole text's, or that under `workflow`. */
  readonly root: SourceNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** Holds a text's tree to the schemas. */
export function checkShape(source: Source): Shape {
  const { root, diagnostics: misplaced } = bodyOf(source);
  if (root.kind !== 'map') {
    const what = root.kind === 'list' ? 'a list' : 'a single value';
    const found = diagnostic('invalid-definition', `a definition is a map with a name and steps, not ${what}`, {
      span: { start: root.span.start, end: Math.min(root.span.end, root.span.start + 1) },
    });
    return { definition: null, draft: null, root, diagnostics: [...misplaced, found] };
  }
  const version = readVersion(source, root);
  const body = withVersion(jsonOf(root), version.text);
  const parsed = workflowSchema.safeParse(body);
  const found = [...misplaced, ...version.diagnostics, ...reservedKeys(root)];
  if (parsed.success) {
    return { definition: found.length === 0 ? parsed.data : null, draft: parsed.data, root, diagnostics: found };
  }
  const issues = parsed.error.issues;
  const draft = draftSchema.safeParse(withoutWrong(body, issues));
  invariant(draft.success, `what is left of a definition fits the draft: ${draft.error?.message}`);
  return {
    definition: null,
    draft: draft.data,
    root,
    diagnostics: [...found, ...diagnoseShape(issues, source, root, vocabulary)],
  };
}

function bodyOf(source: Source): { readonly root: SourceNode; readonly diagnostics: readonly Diagnostic[] } {
  const { root } = source;
  const wrapped = entryOf(root, 'workflow');
  if (wrapped === undefined || root.kind !== 'map') return { root, diagnostics: [] };
  // Among other keys, a `workflow` that is no map is just a key that a definition does not have.
  if (wrapped.value.kind !== 'map' && root.entries.length > 1) return { root, diagnostics: [] };
  const beside = root.entries.filter((entry) => entry !== wrapped);
  return { root: wrapped.value, diagnostics: beside.map((entry) => besideWorkflow(entry)) };
}

function besideWorkflow(entry: SourceEntry): Diagnostic {
  return diagnostic('unknown-key', `\`${entry.key}\` stands beside \`workflow\`, which holds the whole definition`, {
    path: entry.key,
    span: entry.keySpan,
    hint: 'write everything under `workflow`, or leave that key out',
  });
}

/** YAML's 1.0 is a number, and 1.10 the same number as 1.1: a version is what was written. */
function readVersion(
  source: Source,
  root: SourceNode,
): { readonly text: string | null; readonly diagnostics: readonly Diagnostic[] } {
  const entry = entryOf(root, 'version');
  const scalar = entry?.value;
  if (scalar?.kind !== 'scalar' || typeof scalar.value !== 'number') return { text: null, diagnostics: [] };
  const text = lexemeOf(source.text, scalar);
  if (source.format === 'yaml') return { text, diagnostics: [] };
  const found = diagnostic(
    'version-must-be-string',
    `a version is text: \`${text}\` would not keep its digits as a number`,
    {
      path: 'version',
      span: scalar.span,
      hint: `write "${text}"`,
    },
  );
  return { text, diagnostics: [found] };
}

/** The scalar whose digits are kept, so that the reader's word on it as a number does not count. */
export function versionScalar(source: Source): SourceScalar | null {
  const value = entryOf(bodyOf(source).root, 'version')?.value;
  return source.format === 'yaml' && value?.kind === 'scalar' ? value : null;
}

function withVersion(body: Json, version: string | null): Json {
  return version === null || !isObject(body) ? body : { ...body, version };
}

/** `__proto__` as a key of any map: some reader of the data would take it for a prototype. */
function reservedKeys(root: SourceNode): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Set<SourceNode>();
  const open: SourceNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') open.push(...node.items);
    if (node.kind !== 'map') continue;
    for (const entry of node.entries) {
      if (entry.key === '__proto__') {
        found.push(diagnostic('reserved-name', '`__proto__` cannot be a key', { span: entry.keySpan }));
      }
      open.push(entry.value);
    }
  }
  return found;
}

/** The definition without the fields that have an issue: a whole field of a step, of an input, of the definition. */
function withoutWrong(body: Json, issues: readonly z.core.$ZodIssue[]): Json {
  const wrong = new Set<string>();
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) wrong.add(place([...issue.path, key]));
    } else {
      wrong.add(place(issue.path));
    }
  }
  if (!isObject(body)) return { steps: [] };
  const isRight = (...path: readonly PropertyKey[]): boolean => !wrong.has(place(path));
  const draft: Record<string, Json> = {};
  for (const [key, value] of Object.entries(body)) if (isRight(key)) draft[key] = value;
  if (isRight('inputs') && isObject(body['inputs'])) draft['inputs'] = withoutWrongInputs(body['inputs'], isRight);
  const steps = isList(body['steps']) ? body['steps'] : [];
  draft['steps'] = steps.map((step, i) =>
    withoutWrongKeys(isObject(step) ? step : {}, (key) => isRight('steps', i, key)),
  );
  return draft;
}

/** An input whose declaration is wrong is declared all the same: what reads it is right. */
function withoutWrongInputs(inputs: JsonObject, isRight: (...path: readonly PropertyKey[]) => boolean): Json {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, isRight('inputs', name) ? input : 'any']),
  );
}

/** An id of the wrong form is an id all the same: what depends on it is right. */
function withoutWrongKeys(step: JsonObject, isRight: (key: string) => boolean): Json {
  return Object.fromEntries(
    Object.entries(step).filter(([key, value]) => isRight(key) || (key === 'id' && typeof value === 'string')),
  );
}

/** How deep a draft is picked apart: steps[0].FIELD, inputs.NAME, FIELD. */
function place(path: readonly PropertyKey[]): string {
  const depth = path[0] === 'steps' ? 3 : path[0] === 'inputs' ? 2 : 1;
  return JSON.stringify(path.slice(0, depth).map(String));
}
