import type { FailureCode } from '../problems/index.ts';
import { invariant, isList, type Json } from '../std/index.ts';
import { completeStep, failStep } from './end-step.ts';
import { queue } from './ready-queue.ts';
import type { ElementsState } from './state.ts';
import { fill, unitScope } from './step-scope.ts';
import { recordAt, stepAt, type Turn } from './turn.ts';

/** A step with for_each begins: its list is what its elements are, from now on. */
export function beginElements(turn: Turn, at: number): void {
  const { index, state } = turn;
  const { forEach } = stepAt(turn, at);
  invariant(forEach !== undefined, `step ${at} has no for_each`);
  const filled = fill('for_each', forEach.items, unitScope(index, state, { step: at }));
  if (!filled.ok) {
    failStep(turn, at, filled.code, filled.message);
    return;
  }
  const items = filled.value ?? [];
  if (!isList(items)) {
    const message = `for_each: takes a list, not ${JSON.stringify(items)?.slice(0, 60)}`;
    failStep(turn, at, 'not-a-list', message);
    return;
  }
  const elements: ElementsState = { items, next: 0, running: 0, completed: 0, failed: 0, units: {} };
  if (forEach.collect) elements.results = [];
  recordAt(turn, at).elements = elements;
  settle(turn, at);
}

/** The heap may hold a step that has failed, or whose list has, since it was put there. */
export function hasNextElement(turn: Turn, at: number): boolean {
  const elements = elementsOf(turn, at);
  delete elements.queued;
  return recordAt(turn, at).status === 'running' && elements.failure === undefined && hasLeft(elements);
}

function hasLeft({ next, again, items }: ElementsState): boolean {
  return again !== undefined || next < items.length;
}

/** Which element begins, now that the heap of what may begin has given the step its turn. */
export function nextElement(turn: Turn, at: number): number {
  const elements = elementsOf(turn, at);
  const element = elements.again?.shift() ?? elements.next++;
  if (elements.again?.length === 0) delete elements.again;
  elements.running++;
  const before = elements.units[element];
  // Once more: what may have happened the first time still may have.
  elements.units[element] = {
    status: 'running',
    ...(before?.unknown === true && { unknown: true }),
    ...(before !== undefined && { again: (before.again ?? 0) + 1 }),
  };
  return element;
}

export function elementCompleted(turn: Turn, at: number, element: number, result: Json): void {
  const elements = elementsOf(turn, at);
  const step = stepAt(turn, at);
  const unit = elements.units[element];
  elements.running--;
  elements.completed++;
  if (elements.results !== undefined) {
    while (elements.results.length < element) elements.results.push(null);
    elements.results[element] = result;
  }
  const mayBeUndone = ('compensate' in step && step.compensate !== undefined) || unit?.undoList !== undefined;
  if (!mayBeUndone || unit === undefined) {
    // Of a hundred thousand elements only what can still matter is kept.
    delete elements.units[element];
  } else {
    unit.status = 'completed';
    if (elements.results === undefined) unit.result = result;
    else delete unit.result;
  }
  settle(turn, at);
}

export function elementFailed(turn: Turn, at: number, element: number, code: FailureCode, message: string): void {
  const elements = elementsOf(turn, at);
  const step = stepAt(turn, at);
  const unit = elements.units[element];
  elements.running--;
  elements.failed++;
  const failure = { code, message: `[${element}]: ${message}`, step: step.id };
  elements.failure ??= failure;
  if (unit !== undefined) {
    unit.status = 'failed';
    unit.failure = { code, message, step: step.id };
  }
  settle(turn, at);
}

/** Whether another element may begin, and whether the step has ended with the last one. */
export function settle(turn: Turn, at: number): void {
  const { index, state } = turn;
  const { forEach } = stepAt(turn, at);
  const elements = elementsOf(turn, at);
  const total = elements.items.length;
  const goesOn = elements.failure === undefined && state.phase === 'running' && hasLeft(elements);
  if (goesOn) {
    if (elements.queued === true || elements.running >= (forEach?.maxParallel ?? 1)) return;
    elements.queued = true;
    queue(state.ready, index.place[at] as number);
    return;
  }
  if (elements.running > 0 || recordAt(turn, at).status !== 'running') return;
  const { failure, results } = elements;
  if (failure !== undefined) failStep(turn, at, failure.code, failure.message);
  else if (elements.completed < total) {
    failStep(turn, at, 'cancelled', `stopped after ${elements.completed} of ${total} elements`);
  } else {
    delete elements.results;
    completeStep(turn, at, results ?? total);
  }
}

function elementsOf(turn: Turn, at: number): ElementsState {
  const { elements } = recordAt(turn, at);
  invariant(elements !== undefined, `step ${at} has no elements`);
  return elements;
}
