import { isList, isObject, type Json, type JsonObject } from '../../std/index.ts';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { entryOf, jsonOf, type Source, type SourceEntry, type SourceNode, type SourceScalar } from '../read/index.ts';
import { excessOf } from './excess.ts';
import { diagnoseShape } from './issues.ts';
import { definitionLimits } from './limits.ts';
import { draftOf, issuesOf, type Issue } from './parse.ts';
import { numericVersions, versionsAsNumbers, withVersions } from './versions.ts';
import { vocabulary } from './vocabulary.ts';
import type { Definition, Draft } from './workflow.ts';

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
  const excess = excessOf(root);
  if (excess.length > 0) return { definition: null, draft: null, root, diagnostics: [...misplaced, ...excess] };
  const versions = numericVersions(source, root);
  const body = withVersions(jsonOf(root), versions);
  const issues = issuesOf(body);
  const found = [...misplaced, ...versionsAsNumbers(source, versions), ...reservedKeys(source, root)];
  if (issues.length === 0) {
    const definition = body as Definition;
    return { definition: found.length === 0 ? definition : null, draft: definition, root, diagnostics: found };
  }
  if (issues.length > definitionLimits.counted) {
    // Far more than are listed: what is left need not be looked at.
    const diagnostics = [...found, ...diagnoseShape(issues, source, root, vocabulary)];
    return { definition: null, draft: null, root, diagnostics };
  }
  return {
    definition: null,
    draft: draftOf(withoutWrong(body, issues)),
    root,
    diagnostics: [...found, ...diagnoseShape(issues, source, root, vocabulary)],
  };
}

export function bodyOf(source: Source): { readonly root: SourceNode; readonly diagnostics: readonly Diagnostic[] } {
  const { root } = source;
  const wrapped = entryOf(root, 'workflow');
  if (wrapped === undefined || root.kind !== 'map') return { root, diagnostics: [] };
  // Among other keys, a `workflow` that is no map is just a key that a definition does not have.
  if (wrapped.value.kind !== 'map' && root.entries.length > 1) return { root, diagnostics: [] };
  const beside = root.entries.filter((entry) => entry !== wrapped);
  return { root: wrapped.value, diagnostics: beside.map((entry) => besideWorkflow(entry)) };
}

/** The scalars whose digits are kept, so that the reader's word on them as numbers does not count. */
export function versionScalars(source: Source): readonly SourceScalar[] {
  if (source.format !== 'yaml') return [];
  return numericVersions(source, bodyOf(source).root).map(({ scalar }) => scalar);
}

function besideWorkflow(entry: SourceEntry): Diagnostic {
  return diagnostic('unknown-key', `\`${entry.key}\` stands beside \`workflow\`, which holds the whole definition`, {
    path: entry.key,
    span: entry.keySpan,
    hint: 'write everything under `workflow`, or leave that key out',
  });
}

/** `__proto__` as a key of any map: some reader of the data would take it for a prototype. */
function reservedKeys({ text }: Source, root: SourceNode): readonly Diagnostic[] {
  // Only an escape could write it in other letters.
  if (!text.includes('__proto__') && !text.includes('\\')) return [];
  const found: Diagnostic[] = [];
  const seen = new Set<SourceNode>();
  const open: SourceNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') for (const item of node.items) open.push(item);
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
function withoutWrong(body: Json, issues: readonly Issue[]): JsonObject {
  const wrong = new Set<string>();
  const wrongSteps = new Set<PropertyKey | undefined>();
  for (const issue of issues) {
    if (issue.path[0] === 'steps') wrongSteps.add(issue.path[1]);
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
    wrongSteps.has(i) ? withoutWrongKeys(isObject(step) ? step : {}, (key) => isRight('steps', i, key)) : step,
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
