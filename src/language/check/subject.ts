import { stepsReadBy, type Template, type Type } from '../../expressions/index.ts';
import type { Diagnostic } from '../../problems/index.ts';
import type { Shape } from '../definition/shape.ts';
import type { Draft, DraftStep } from '../definition/workflow.ts';
import type { Operations } from '../operations/index.ts';
import { entryOf, type Source, type SourceNode } from '../read/index.ts';
import type { Json, JsonObject } from '../../std/index.ts';
import { graphOf, orderOf, type Graph, type Linked } from './graph.ts';
import { readInputSchema, type InputSchema } from './input-schema.ts';
import { resultTypeOf, scopeTypesOf, typeOfInputs } from './scope-types.ts';
import { StepReader, type CheckedSite } from './step-reader.ts';
import { stepSubject, type StepSubject } from './step-subject.ts';

export type { StepSubject } from './step-subject.ts';

/** All that a rule may look at. */
export interface Subject {
  readonly source: Source;
  /** The map that holds the definition. */
  readonly root: SourceNode;
  readonly draft: Draft;
  readonly steps: readonly StepSubject[];
  readonly outputs: Template | undefined;
  /** Every expression, of the steps and of the outputs. */
  readonly sites: readonly CheckedSite[];
  readonly graph: Graph;
  /** Indices in plan order; null where there is a cycle. */
  readonly order: readonly number[] | null;
  readonly inputSchema: InputSchema | undefined;
  /** What was found while the parts were read. */
  readonly found: readonly Diagnostic[];
  readonly known: Known;
}

/** What the rules about ids and dependencies look at: it takes no more than the reading. */
export type Dependencies = Pick<Subject, 'source' | 'root' | 'graph' | 'order'> & {
  readonly steps: readonly (Pick<StepSubject, 'index' | 'node' | 'sites'> & {
    readonly draft: Linked;
  })[];
};

/** Names that are on record, where that is known. */
export interface Known {
  readonly services?: ReadonlySet<string> | undefined;
  readonly operations?: ReadonlyMap<string, Operations> | undefined;
  readonly workflows?: ReadonlySet<string> | undefined;
  /** The task queues of other code that steps may reach; any without it. */
  readonly taskQueues?: ReadonlySet<string> | undefined;
}

export function subjectOf(source: Source, shape: Shape, draft: Draft, known: Known = {}): Subject {
  const { root } = shape;
  const found: Diagnostic[] = [];
  const inputSchema =
    draft.input_schema === undefined
      ? undefined
      : readInputSchema(source, entryOf(root, 'input_schema'), draft.input_schema as Json);
  const types = scopeTypesOf(typeOfInputs(draft, inputSchema?.value), resultsById(draft, known));
  const steps = draft.steps.map((step, index) => stepSubject(source, root, step, index, types, found));
  const reader = new StepReader(source.text, root, found);
  const outputs =
    draft.outputs === undefined ? undefined : reader.value(['outputs'], { types: { ...types, hasStep: false } });
  // Where so much is wrong by now that no rule is asked, nobody looks at these.
  const sites = lazily(() => sitesOf(steps, reader.sites));
  const graph = lazily(() => graphOf(draft.steps, steps.map(readsOf)));
  const order = lazily(() => orderOf(graph().dependsOn));
  return {
    source,
    root,
    draft,
    steps,
    outputs,
    get sites() {
      return sites();
    },
    get graph() {
      return graph();
    },
    get order() {
      return order();
    },
    inputSchema,
    found,
    known,
  };
}

/** Made when it is asked for, once. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** By id; that of the later step where two have the same. */
function resultsById({ steps }: Draft, known: Known): ReadonlyMap<string, Type> {
  const results = new Map<string, Type>();
  for (const step of steps) if (step.id !== undefined) results.set(step.id, resultOf(step, known));
  return results;
}

function sitesOf(steps: readonly StepSubject[], ofOutputs: readonly CheckedSite[]): readonly CheckedSite[] {
  const all: CheckedSite[] = [];
  for (const { sites } of steps) for (const site of sites) all.push(site);
  for (const site of ofOutputs) all.push(site);
  return all;
}

export function resultOf(step: DraftStep, known: Known): Type {
  const each = step.for_each === undefined ? undefined : step.collect === false ? 'counted' : 'collected';
  const kind = step.delay_ms !== undefined ? 'delay' : step.until !== undefined ? 'until' : null;
  return resultTypeOf({ kind, each, schema: resultSchema(step, known) });
}

/** Of the call whose answer is the step's result. */
function resultSchema({ service, method, poll }: DraftStep, { operations }: Known): JsonObject | undefined {
  const from = poll?.service ?? service;
  const called = poll === undefined ? method : poll.method;
  if (from === undefined || called === undefined) return undefined;
  return operations?.get(from)?.get(called)?.result;
}

const NONE: readonly string[] = [];

/** The steps that one refers to. Its own id is no dependency where it has ended by then. */
function readsOf({ draft, sites }: StepSubject): readonly string[] {
  if (sites.length === 0) return NONE;
  const ids = new Set<string>();
  for (const { placed, after } of sites) {
    for (const id of stepsReadBy(placed.expr)) if (!after || id !== draft.id) ids.add(id);
  }
  return [...ids];
}
