import type { Plan, PlanStep } from '../plan/index.ts';
import { type Json, isObject, own } from '../std/index.ts';
import type { Definition, InputDefinition } from './definition/workflow.ts';

/** What a definition is about, for who is about to register or start it. */
export interface Summary {
  readonly name: string;
  readonly version?: string;
  readonly stepCount: number;
  /** The first of them, in order of writing. */
  readonly steps: readonly SummaryStep[];
  readonly inputs: readonly SummaryInput[];
  /** By name; null where the result is every step's result. */
  readonly outputs: readonly string[] | null;
  readonly services: readonly string[];
  readonly workflows: readonly string[];
  readonly events: readonly string[];
  readonly queues: readonly string[];
}

export interface SummaryStep {
  readonly id: string;
  readonly kind: PlanStep['kind'];
  /** What it calls or waits for; null of a wait for a time. */
  readonly does: string | null;
  readonly dependsOn: readonly string[];
}

export interface SummaryInput {
  readonly name: string;
  readonly type?: string;
  readonly required: boolean;
  readonly default?: Json;
}

const mostSteps = 1_000;

export function summarize(definition: Definition, plan: Plan): Summary {
  const steps = plan.steps;
  return {
    name: definition.name,
    ...(definition.version !== undefined && { version: definition.version }),
    stepCount: steps.length,
    steps: steps.slice(0, mostSteps).map((step) => ({
      id: step.id,
      kind: step.kind,
      does: does(step),
      dependsOn: step.dependsOn.flatMap((at) => steps[at]?.id ?? []),
    })),
    inputs: inputsOf(definition),
    outputs: definition.outputs === undefined ? null : Object.keys(definition.outputs),
    services: each(steps, servicesOf),
    workflows: each(steps, (step) => (step.kind === 'workflow' ? [step.workflow] : [])),
    events: each(steps, (step) => (step.kind === 'wait' ? [step.event] : [])),
    queues: each(steps, (step) => ('taskQueue' in step ? [step.taskQueue] : [])),
  };
}

/** Once each, by name. */
function each(steps: readonly PlanStep[], of: (step: PlanStep) => readonly string[]): readonly string[] {
  return [...new Set(steps.flatMap(of))].toSorted();
}

function servicesOf(step: PlanStep): readonly string[] {
  const acted = [...(step.onSuccess ?? []), ...(step.onFailure ?? [])].flatMap((action) =>
    action.kind === 'call' ? [action.service] : [],
  );
  if (step.kind !== 'call') return acted;
  return [step.service, ...(step.poll === undefined ? [] : [step.poll.service]), ...acted];
}

function does(step: PlanStep): string | null {
  switch (step.kind) {
    case 'call':
      return step.verb === undefined ? `${step.service}.${step.method}` : `${step.service}.${step.verb} ${step.method}`;
    case 'workflow':
      return step.workflow;
    case 'foreign-activity':
    case 'foreign-workflow':
      return `${step.taskQueue}/${step.type}`;
    case 'wait':
      return step.event;
    case 'delay':
    case 'until':
      return null;
  }
}

function inputsOf({ inputs, input_schema: schema }: Definition): readonly SummaryInput[] {
  if (inputs !== undefined) return Object.entries(inputs).map(([name, input]) => declared(name, input));
  const properties = isObject(schema) ? own(schema, 'properties') : undefined;
  if (!isObject(schema) || !isObject(properties)) return [];
  const required = own(schema, 'required');
  return Object.entries(properties).map(([name, property]) => {
    const type = isObject(property) ? own(property, 'type') : undefined;
    const fallback = isObject(property) ? own(property, 'default') : undefined;
    return {
      name,
      ...(typeof type === 'string' && { type }),
      required: Array.isArray(required) && required.includes(name),
      ...(fallback !== undefined && { default: fallback }),
    };
  });
}

function declared(name: string, input: InputDefinition): SummaryInput {
  if (typeof input === 'string') return { name, type: input, required: false };
  const { type, required = false, default: fallback } = input;
  return { name, type, required, ...(fallback !== undefined && { default: fallback }) };
}
