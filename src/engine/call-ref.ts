import { invariant } from '../std/index.ts';
import type { PlanIndex } from './plan-index.ts';

/** One piece of work of an execution: a step, or one element of a step with for_each. */
export interface UnitRef {
  /** Index into the plan's steps. */
  readonly step: number;
  readonly element?: number;
}

/** Which call of a unit: its own, the polling after it, the one that undoes it, or one of a step's actions. */
export interface CallRef extends UnitRef {
  readonly part: CallPart;
  /** Which action; which of the calls that undo a sub-workflow. */
  readonly at?: number;
}

export type CallPart = 'call' | 'poll' | 'undo' | 'on_success' | 'on_failure';

/** The text form of a unit: `step`, `step[3]`. A step's id holds neither a bracket nor a dot. */
export function unitId(index: PlanIndex, unit: UnitRef): string {
  const id = index.plan.steps[unit.step]?.id;
  invariant(id !== undefined, `no step ${unit.step}`);
  return unit.element === undefined ? id : `${id}[${unit.element}]`;
}

/** The text form of a call: Temporal's activity id. */
export function callId(index: PlanIndex, call: CallRef): string {
  const part = call.part === 'call' ? '' : `.${call.part}`;
  const at = call.at === undefined ? '' : `.${call.at}`;
  return `${unitId(index, call)}${part}${at}`;
}

const form = /^([^[\].]+)(?:\[(\d+)\])?(?:\.(poll|undo|on_success|on_failure))?(?:\.(\d+))?$/;

export function parseCallId(index: PlanIndex, text: string): CallRef | null {
  const [, id = '', element, part = 'call', at] = form.exec(text) ?? [];
  const step = index.stepById.get(id);
  if (step === undefined) return null;
  return {
    step,
    ...(element !== undefined && { element: Number(element) }),
    part: part as CallPart,
    ...(at !== undefined && { at: Number(at) }),
  };
}

export function parseUnitId(index: PlanIndex, text: string): UnitRef | null {
  const call = parseCallId(index, text);
  if (call === null || call.part !== 'call' || call.at !== undefined) return null;
  return { step: call.step, ...(call.element !== undefined && { element: call.element }) };
}

/** The Idempotency-Key that the service sees, equal on every repeat. */
export function callKey(index: PlanIndex, executionId: string, call: CallRef): string {
  const id = index.plan.steps[call.step]?.id ?? '';
  const element = call.element === undefined ? '' : `:${call.element}`;
  const part = call.part === 'call' ? '' : `:${call.part}`;
  const at = call.at === undefined ? '' : `.${call.at}`;
  return `${executionId}_${id}${element}${part}${at}`;
}

/** The id of a sub-workflow's execution. */
export function childId(index: PlanIndex, executionId: string, unit: UnitRef, again = 0): string {
  const id = index.plan.steps[unit.step]?.id ?? '';
  const element = unit.element === undefined ? '' : `~${unit.element}`;
  return `${executionId}~${id}${element}${again === 0 ? '' : `~again${again}`}`;
}

/** Whose sub-workflow it is; null where it is none of this execution's. A step's id holds no tilde. */
export function parseChildId(index: PlanIndex, executionId: string, text: string): UnitRef | null {
  if (!text.startsWith(`${executionId}~`)) return null;
  const [step = '', ...rest] = text.slice(executionId.length + 1).split('~');
  const [element] = rest.filter((each) => !each.startsWith('again'));
  return parseUnitId(index, element === undefined ? step : `${step}[${element}]`);
}
