import type { Plan, PlanStep } from '../../plan/index.ts';
import { count, doesOf, notesOn } from './describe-step.ts';

/** A plan as a picture shows it, in whichever notation it is drawn. */
export interface Drawing {
  readonly title: string;
  /** In one sentence. */
  readonly summary: string;
  /** In order of writing. */
  readonly steps: readonly DrawnStep[];
  /** Indices of steps: each stands in the layer below the lowest it waits for, within a layer in order of writing. */
  readonly layers: readonly (readonly number[])[];
}

export interface DrawnStep {
  readonly id: string;
  /** What it does: `weather.get_conditions`. */
  readonly does: string;
  readonly waitsFor: readonly number[];
  /** Beside that, a line each. */
  readonly notes: readonly string[];
  readonly isConditional: boolean;
}

export function drawingOf(plan: Plan): Drawing {
  const steps = plan.steps.map(drawn);
  const layers = layersOf(plan);
  const edges = steps.reduce((sum, { waitsFor }) => sum + waitsFor.length, 0);
  const counts = [
    count(steps.length, 'step'),
    count(edges, 'dependency', 'dependencies'),
    count(layers.length, 'layer'),
  ];
  return { title: `${plan.name} ${plan.version}`, summary: counts.join(', '), steps, layers };
}

function drawn(step: PlanStep): DrawnStep {
  return {
    id: step.id,
    does: doesOf(step),
    waitsFor: step.dependsOn,
    notes: notesOn(step),
    isConditional: step.when !== undefined,
  };
}

function layersOf({ steps, order }: Plan): readonly (readonly number[])[] {
  const depth: number[] = steps.map(() => 0);
  for (const at of order) {
    // A loop, not Math.max(...): a step may wait for ten thousand others.
    let deepest = -1;
    for (const on of steps[at]?.dependsOn ?? []) deepest = Math.max(deepest, depth[on] ?? 0);
    depth[at] = deepest + 1;
  }
  const layers: number[][] = [];
  for (const [at, layer] of depth.entries()) (layers[layer] ??= []).push(at);
  return layers;
}

/** For a picture, where all of a long text would leave no room for the rest. */
export function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
