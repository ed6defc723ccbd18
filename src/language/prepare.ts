import { createHash } from 'node:crypto';
import { diagnostic, hasErrors, type Diagnostic } from '../problems/index.ts';
import type { Plan } from '../plan/index.ts';
import { canonicalJson, invariant, type Json } from '../std/index.ts';
import { check, listed } from './check/check.ts';
import { subjectOf } from './check/subject.ts';
import { tangled } from './check/tangled.ts';
import { compile } from './compile/compile.ts';
import { definitionBounds } from './definition/bounds.ts';
import { definitionLimits } from './definition/limits.ts';
import { printPath } from './definition/locate.ts';
import { checkShape, versionScalars } from './definition/shape.ts';
import type { Definition } from './definition/workflow.ts';
import { frontEndOf, pathAt, type FrontEnd, type Notation, type Translation } from './front-ends/index.ts';
import type { Operations } from './operations/index.ts';
import {
  readingLimits,
  readSource,
  type Reading,
  type ReadingLimits,
  type ReadingOptions,
  type Source,
  type SourceNode,
} from './read/index.ts';

export interface PrepareOptions extends ReadingOptions {
  /** Names of the services on record; without it no step is warned about. */
  readonly knownServices?: ReadonlySet<string> | undefined;
  /** What is known of the services' methods, by service: results are checked against it. */
  readonly knownOperations?: ReadonlyMap<string, Operations> | undefined;
  /** Names of the workflows on record; without it no step that calls one is warned about. */
  readonly knownWorkflows?: ReadonlySet<string> | undefined;
  /** The task queues of other Temporal code that steps may reach; without it, any but our own. */
  readonly allowedQueues?: ReadonlySet<string> | undefined;
  /** The version of the plan where the text has none; "1" otherwise. */
  readonly version?: string | undefined;
  /** The notation that the text must be of; told by the text itself otherwise. */
  readonly notation?: Notation | undefined;
  /** The definition's name, where the text's notation knows none. */
  readonly name?: string | undefined;
}

export type Prepared =
  | {
      readonly ok: true;
      readonly notation: Notation;
      /** As written, its version as text; of another notation, what it comes to. */
      readonly definition: Definition;
      readonly plan: Plan;
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
      /** Of the definition's content: white space, comments and the order of keys do not change it. */
      readonly digest: string;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What a text is written in, told by itself; null where it cannot be read. */
export function notationOf(text: string, options: ReadingOptions = {}): Notation | null {
  const { source } = readSource(text, options);
  return source === null ? null : (frontEndOf(source.root, undefined)?.notation ?? 'definition');
}

const boundedLimits: ReadingLimits = { ...readingLimits, bounds: definitionBounds };

/** From text to plan, or all that is wrong with it. */
export function prepare(text: string, options: PrepareOptions = {}): Prepared {
  const limits = options.limits === undefined ? boundedLimits : { ...options.limits, bounds: definitionBounds };
  const reading = readSource(text, { ...options, limits });
  const { source } = reading;
  if (source === null) return { ok: false, diagnostics: listed(withoutDefinition(reading, options.notation)) };
  const frontEnd = frontEndOf(source.root, options.notation);
  return frontEnd === null
    ? prepareDefinition(source, { found: wrongInReading(reading), isTranslated: false }, options)
    : prepareTranslated(frontEnd, source, reading.diagnostics, options);
}

function prepareTranslated(
  { notation, translate }: FrontEnd,
  source: Source,
  inReading: readonly Diagnostic[],
  options: PrepareOptions,
): Prepared {
  const translation = translate(source, options.name);
  const found = [...inReading, ...translation.diagnostics];
  const { root } = translation;
  if (root === null) return { ok: false, diagnostics: listed(found) };
  const prepared = prepareDefinition({ ...source, root }, { found, isTranslated: true }, options);
  const own = new Set(found);
  const diagnostics = prepared.diagnostics.map((each) =>
    own.has(each) ? each : inAuthorsWords(each, source.root, translation),
  );
  if (!prepared.ok) return { ok: false, diagnostics };
  // The same definition in another notation is another text of it.
  return {
    ...prepared,
    notation,
    diagnostics,
    digest: digestOf({ notation, definition: prepared.definition as Json }),
  };
}

function inAuthorsWords(found: Diagnostic, root: SourceNode, translation: Translation): Diagnostic {
  const { path: _, ...rest } = found;
  const placed = found.span === undefined ? rest : { ...rest, path: printPath(pathAt(root, found.span)) };
  return translation.inAuthorsWords?.(placed) ?? placed;
}

/** What has been found already: in reading, or by the front end that made the tree. */
interface Before {
  readonly found: readonly Diagnostic[];
  readonly isTranslated: boolean;
}

function prepareDefinition(source: Source, { found, isTranslated }: Before, options: PrepareOptions): Prepared {
  const first = tangled(source, found);
  if (first.length > 0) return { ok: false, diagnostics: first };
  const shape = checkShape(source);
  // Of a translated tree with mistakes, it would say them once more.
  const before = isTranslated && hasErrors(found) ? found : [...found, ...shape.diagnostics];
  if (shape.draft === null) return { ok: false, diagnostics: listed(before) };
  if (source.text.length > LARGEST && hasErrors(before)) {
    const told = listed(before);
    return { ok: false, diagnostics: told.length > definitionLimits.diagnostics ? told : [...told, restUnread()] };
  }
  const subject = subjectOf(source, shape, shape.draft, {
    services: options.knownServices,
    operations: options.knownOperations,
    workflows: options.knownWorkflows,
    taskQueues: options.allowedQueues,
  });
  const diagnostics = check(subject, before);
  if (hasErrors(diagnostics)) return { ok: false, diagnostics };
  const { definition } = shape;
  invariant(definition !== null, 'a shape without errors gives a definition');
  const plan = compile(definition, subject, definition.version ?? options.version ?? '1');
  const digest = digestOf(definition as Json);
  return { ok: true, notation: 'definition', definition, plan, diagnostics, digest };
}

/** Characters beyond which expressions are not looked into while keys and values are wrong: it would take far longer than
 * finding those, and about a half of what it finds would be their echo. */
const LARGEST = 262_144;

function restUnread(): Diagnostic {
  const message = 'and nothing else has been looked at: in a very large definition, keys and their values come first';
  return diagnostic('more-diagnostics', message);
}

/** Whoever sends an empty text of another notation has no use for what a definition has. */
function withoutDefinition({ diagnostics }: Reading, notation: Notation = 'definition'): readonly Diagnostic[] {
  if (notation === 'definition') return diagnostics;
  return diagnostics.map((each) => {
    const { hint: _, ...rest } = each;
    return each.code === 'empty-definition' ? { ...rest, message: 'the text is empty' } : each;
  });
}

/** Without what was said of versions as numbers: they are kept letter by letter. */
function wrongInReading({ source, diagnostics }: Reading): readonly Diagnostic[] {
  if (diagnostics.length === 0) return [];
  const versions = new Set(source === null ? [] : versionScalars(source).map(({ span }) => span.start));
  return diagnostics.filter(({ code, span }) => !(code.startsWith('number-') && versions.has(span?.start ?? -1)));
}

function digestOf(content: Json): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
