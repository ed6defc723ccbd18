import { createHash } from 'node:crypto';
import { diagnostic, hasErrors, type Diagnostic } from '../problems/index.ts';
import type { Plan } from '../plan/index.ts';
import { canonicalJson, invariant, type Json } from '../std/index.ts';
import { check, listed } from './check/check.ts';
import { subjectOf } from './check/subject.ts';
import { tangled } from './check/tangled.ts';
import { compile } from './compile/compile.ts';
import { definitionLimits } from './definition/limits.ts';
import { checkShape, versionScalars } from './definition/shape.ts';
import type { Definition } from './definition/workflow.ts';
import type { Operations } from './operations/index.ts';
import { readSource, type Reading, type ReadingOptions } from './read/index.ts';

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
}

export type Prepared =
  | {
      readonly ok: true;
      /** As written, its version as text. */
      readonly definition: Definition;
      readonly plan: Plan;
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
      /** Of the definition's content: white space, comments and the order of keys do not change it. */
      readonly digest: string;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** From text to plan, or all that is wrong with it. */
export function prepare(text: string, options: PrepareOptions = {}): Prepared {
  const reading = readSource(text, options);
  const { source } = reading;
  if (source === null) return { ok: false, diagnostics: listed(reading.diagnostics) };
  const inReading = wrongInReading(reading);
  const first = tangled(source, inReading);
  if (first.length > 0) return { ok: false, diagnostics: first };
  const shape = checkShape(source);
  const before = [...inReading, ...shape.diagnostics];
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
  return { ok: true, definition, plan, diagnostics, digest: digestOf(definition) };
}

/** Characters beyond which expressions are not looked into while keys and values are wrong: it would take far longer than
 * finding those, and about a half of what it finds would be their echo. */
const LARGEST = 262_144;

function restUnread(): Diagnostic {
  const message = 'and nothing else has been looked at: in a very large definition, keys and their values come first';
  return diagnostic('more-diagnostics', message);
}

/** Without what was said of versions as numbers: they are kept letter by letter. */
function wrongInReading({ source, diagnostics }: Reading): readonly Diagnostic[] {
  if (diagnostics.length === 0) return [];
  const versions = new Set(source === null ? [] : versionScalars(source).map(({ span }) => span.start));
  return diagnostics.filter(({ code, span }) => !(code.startsWith('number-') && versions.has(span?.start ?? -1)));
}

function digestOf(definition: Definition): string {
  const content: Json = definition as Json;
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
