import { printExpression } from '../../expressions/index.ts';
import type { Condition, Plan, PlanStep, RetryRule } from '../../plan/index.ts';
import { stepDefaults } from '../definition/limits.ts';

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
  /** Condition, retries, time-out and compensation, a line each; nothing that goes without saying. */
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
  const { id, dependsOn, when, timeoutMs, retry, compensate } = step;
  const notes = [
    ...(when === undefined ? [] : [`when ${condition(when)}`]),
    ...(retry.count === 0 ? [] : [retries(retry)]),
    ...(timeoutMs === stepDefaults.timeoutMs ? [] : [`at most ${duration(timeoutMs)}`]),
    ...(compensate === undefined ? [] : [`undone by ${compensate.method}`]),
  ];
  return { id, does: `${step.service}.${step.method}`, waitsFor: dependsOn, notes, isConditional: when !== undefined };
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

function condition(when: Condition): string {
  return plain(typeof when === 'boolean' ? String(when) : printExpression(when));
}

function retries({ count: most, delayMs, backoff, maxDelayMs }: RetryRule): string {
  const growing = backoff === 1 ? '' : `, × ${backoff} each`;
  const atMost = maxDelayMs === undefined ? '' : `, ${duration(maxDelayMs)} at most`;
  return `${count(most, 'retry', 'retries')} after ${duration(delayMs)}${growing}${atMost}`;
}

function duration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}

/** An author's text without what drives a terminal, turns text around or is no character of XML. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, ' ');
}

/** For a picture, where all of a long text would leave no room for the rest. */
export function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
