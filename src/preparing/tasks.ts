import { gzipSync } from 'node:zlib';
import {
  checkGiven,
  type checkInputs,
  jsonOf,
  type Notation,
  prepare,
  type PrepareOptions,
  readJson,
  summarize,
  type Summary,
} from '../language/index.ts';
import type { Plan } from '../plan/index.ts';
import { diagnostic, type Diagnostic } from '../problems/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import { packContent } from './definition-content.ts';
import { eventNames } from './event-names.ts';
import { takeInputs } from './take-inputs.ts';

/** What is asked of a text. Tasks and answers go from one thread to another: they hold what can be copied, and the large
 * parts of them as one text or as bytes, since copying an object costs a third of making it. */
export type Task =
  | { readonly kind: 'record'; readonly text: string; readonly options: PrepareOptions }
  | { readonly kind: 'check'; readonly text: string; readonly options: PrepareOptions }
  | { readonly kind: 'start'; readonly text: string; readonly options: PrepareOptions };

export interface NotPrepared {
  readonly kind: 'refused';
  readonly diagnostics: readonly Diagnostic[];
}

/** What goes on record of a definition. */
export interface ForRecord {
  readonly kind: 'record';
  readonly notation: Notation;
  readonly name: string;
  /** Absent where the text has none. */
  readonly version?: string;
  readonly digest: string;
  readonly steps: number;
  /** Text and definition, packed. */
  readonly content: string;
  readonly calls: Calls;
  /** Names of the events that its steps wait for. */
  readonly events: readonly string[];
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** By name. */
export interface Calls {
  readonly services: ReadonlySet<string>;
  readonly workflows: ReadonlySet<string>;
}

/** What is told of a definition that is only looked at. */
export interface ForCheck extends Omit<ForRecord, 'kind' | 'content' | 'steps' | 'events'> {
  readonly kind: 'check';
  readonly summary: Summary;
  /** What is wrong with the inputs beside it. */
  readonly inputProblems: readonly Diagnostic[];
}

/** What a start takes of a definition. */
export interface ForStart {
  readonly kind: 'start';
  /** What is declared of its inputs. */
  readonly inputs: Parameters<typeof checkInputs>[0];
  /** Its JSON, in UTF-8. */
  readonly plan: Uint8Array<ArrayBuffer>;
}

export type Answer = ForRecord | ForCheck | ForStart | NotPrepared;

export function performTask({ kind, text: whole, options }: Task): Answer {
  const { text, inputs: given } = kind === 'check' ? takeInputs(whole, options.format ?? 'yaml') : { text: whole };
  const prepared = prepare(text, options);
  if (!prepared.ok) return { kind: 'refused', diagnostics: prepared.diagnostics };
  const { notation, definition, plan, digest, diagnostics } = prepared;
  const written = new TextEncoder().encode(JSON.stringify(plan));
  if (kind === 'start') {
    const { inputs, input_schema, additional_inputs } = definition;
    const declared = {
      ...(inputs !== undefined && { inputs }),
      ...(input_schema !== undefined && { input_schema }),
      ...(additional_inputs !== undefined && { additional_inputs }),
    };
    return { kind, inputs: declared, plan: written };
  }
  const content = packContent({ text, definition: definition as JsonObject });
  if (content.length > longestContent || isTooDense(written)) {
    const message = 'the definition and its plan are too large even when packed';
    const hint = 'give what is data as an input';
    return { kind: 'refused', diagnostics: [diagnostic('definition-too-dense', message, { hint })] };
  }
  const { name, version } = definition;
  const calls = callsOf(plan);
  const steps = definition.steps.length;
  if (kind === 'check') {
    const summary = summarize(definition, plan);
    const inputProblems = given === undefined ? [] : problemsOf(prepared, given);
    return {
      kind,
      notation,
      name,
      ...(version !== undefined && { version }),
      digest,
      calls,
      diagnostics,
      summary,
      inputProblems,
    };
  }
  return {
    kind,
    notation,
    name,
    ...(version !== undefined && { version }),
    digest,
    steps,
    content,
    calls,
    events: eventsOf(plan),
    diagnostics,
  };
}

/** As JSON, or as the text of it. */
function problemsOf(prepared: Parameters<typeof checkGiven>[0], given: Json): readonly Diagnostic[] {
  const read = typeof given === 'string' ? readJson(given) : null;
  if (read !== null && (read.root === null || read.diagnostics.length > 0)) {
    // Where in that text it is would be taken for a place in the definition's.
    return read.diagnostics.map(({ span: _span, ...each }) => ({ ...each, path: 'inputs' }));
  }
  const checked = checkGiven(prepared, read?.root === undefined || read.root === null ? given : jsonOf(read.root));
  return checked.ok ? [] : checked.diagnostics;
}

/** Characters in base64: a memo holds two megabytes at most. */
const longestContent = 1_900_000;

/** Bytes of a plan, packed: it leaves room for inputs in the message that starts an execution, which holds two megabytes. */
const mostOfPlan = 1_700_000;

function isTooDense(plan: Uint8Array): boolean {
  return plan.length > mostOfPlan && gzipSync(plan).length > mostOfPlan;
}

function eventsOf({ steps }: Plan): readonly string[] {
  return eventNames(steps.flatMap((step) => (step.kind === 'wait' ? [step.event] : [])));
}

function callsOf(plan: Plan): Calls {
  const services = new Set<string>();
  const workflows = new Set<string>();
  for (const step of plan.steps) {
    if (step.kind === 'workflow') workflows.add(step.workflow);
    if (step.kind === 'call') services.add(step.service);
    if (step.kind === 'call' && step.poll !== undefined) services.add(step.poll.service);
    for (const action of [...(step.onSuccess ?? []), ...(step.onFailure ?? [])]) {
      if (action.kind === 'call') services.add(action.service);
    }
  }
  return { services, workflows };
}
