import { stepsReadBy, type ScopeTypes, type Template } from '../../expressions/index.ts';
import type { Diagnostic } from '../../problems/index.ts';
import type { Condition } from '../../plan/index.ts';
import { nodeAt } from '../definition/locate.ts';
import type { Shape } from '../definition/shape.ts';
import type { Draft, DraftStep } from '../definition/workflow.ts';
import type { Source, SourceNode } from '../read/index.ts';
import { graphOf, orderOf, type Graph } from './graph.ts';
import { readInputSchema, type InputSchema } from './input-schema.ts';
import { scopeTypesOf, typeOfInputs } from './scope-types.ts';
import { conditionOf, templateOf, type Site } from './template.ts';

/** All that a rule may look at. */
export interface Subject {
  readonly source: Source;
  /** The map that holds the definition. */
  readonly root: SourceNode;
  readonly draft: Draft;
  readonly steps: readonly StepSubject[];
  readonly graph: Graph;
  /** Indices in plan order; null where there is a cycle. */
  readonly order: readonly number[] | null;
  readonly inputSchema: InputSchema | undefined;
  /** What was found while the parts were read. */
  readonly found: readonly Diagnostic[];
  /** Names of services on record; absent where that is not known. */
  readonly knownServices: ReadonlySet<string> | undefined;
}

export interface StepSubject {
  readonly index: number;
  readonly draft: DraftStep;
  readonly node: SourceNode | undefined;
  readonly parameters: Template;
  readonly when: Condition | undefined;
  readonly compensateParameters: Template | undefined;
  readonly sites: readonly CheckedSite[];
}

export interface CheckedSite extends Site {
  readonly isCondition: boolean;
  readonly types: ScopeTypes;
}

const noParameters: Template = { kind: 'value', value: {} };

export function subjectOf(
  source: Source,
  shape: Shape,
  draft: Draft,
  knownServices: ReadonlySet<string> | undefined,
): Subject {
  const { root } = shape;
  const found: Diagnostic[] = [];
  const inputSchema =
    draft.input_schema === undefined ? undefined : readInputSchema(source, nodeAt(root, ['input_schema']));
  const ids = draft.steps.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const types = scopeTypesOf(typeOfInputs(draft, inputSchema?.value), ids);
  const steps = draft.steps.map((step, index) => stepSubject(source, root, step, index, types, found));
  const reads = steps.map(readsOf);
  const graph = graphOf(draft.steps, reads);
  return { source, root, draft, steps, graph, order: orderOf(graph.dependsOn), inputSchema, found, knownServices };
}

function stepSubject(
  source: Source,
  root: SourceNode,
  draft: DraftStep,
  index: number,
  types: { readonly own: ScopeTypes; readonly undo: ScopeTypes },
  found: Diagnostic[],
): StepSubject {
  const sites: CheckedSite[] = [];
  const nodeOf = (key: keyof DraftStep): SourceNode | undefined =>
    draft[key] === undefined ? undefined : nodeAt(root, ['steps', index, key]);
  const template = (key: 'parameters' | 'compensate_parameters', scope: ScopeTypes): Template | undefined => {
    const node = nodeOf(key);
    if (node === undefined) return undefined;
    const read = templateOf(source.text, node, ['steps', index, key]);
    found.push(...read.diagnostics);
    for (const site of read.sites) sites.push({ ...site, isCondition: false, types: scope });
    return read.template;
  };
  const whenNode = nodeOf('when');
  const when = whenNode === undefined ? undefined : conditionOf(source.text, whenNode, ['steps', index, 'when']);
  found.push(...(when?.diagnostics ?? []));
  for (const site of when?.sites ?? []) sites.push({ ...site, isCondition: true, types: types.own });
  return {
    index,
    draft,
    node: nodeAt(root, ['steps', index]),
    parameters: template('parameters', types.own) ?? noParameters,
    when: when?.condition,
    compensateParameters: template('compensate_parameters', types.undo),
    sites,
  };
}

/** The steps that one refers to. Its own id in compensate_parameters is no dependency: by then it has ended. */
function readsOf(step: StepSubject): readonly string[] {
  const ids = new Set(stepsReadBy(step.parameters));
  if (step.when !== undefined && typeof step.when !== 'boolean') for (const id of stepsReadBy(step.when)) ids.add(id);
  if (step.compensateParameters !== undefined) {
    for (const id of stepsReadBy(step.compensateParameters)) if (id !== step.draft.id) ids.add(id);
  }
  return [...ids];
}
