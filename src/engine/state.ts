import type { Failure } from '../problems/index.ts';
import type { Plan } from '../plan/index.ts';
import { type Json, jsonBytes, type JsonObject, own } from '../std/index.ts';
import type { UnitRef } from './call-ref.ts';
import type { StartPoll, UndoCall } from './command.ts';
import { engineLimits } from './limits.ts';
import type { ArrivedEvent } from './observation.ts';
import { type PlanIndex, planIndex } from './plan-index.ts';
import { recount } from './recount.ts';

/** Everything the engine remembers of one execution: one JSON value. `advance` owns it and changes it in place
 * (copying ten thousand steps for each observation would make the cost grow with the square of the steps). */
export interface State {
  readonly format: 1;
  readonly executionId: string;
  readonly inputs: JsonObject;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** How deep it stands among executions that call executions; with `called`, another one waits for its undo list. */
  readonly depth: number;
  readonly called: boolean;
  phase: Phase;
  /** Why it does not end well. The first cause wins. */
  cause?: Cause;
  /** In the plan's order of writing. */
  readonly steps: StepState[];
  /** A heap of places in the plan's order: the steps that may begin, and those that may begin another element. */
  readonly ready: number[];
  /** Steps' calls, pollings and sub-workflows asked for and not ended, and the bytes of what they were sent. */
  inFlight: number;
  inFlightBytes: number;
  /** Actions asked for and not ended, and their bytes; and the steps whose next action waits for its turn. */
  acting: number;
  actingBytes: number;
  readonly actionsDue: number[];
  /** An undoing call is asked for and not ended. */
  undoing?: true;
  /** What is in flight was asked to stop at once. */
  aborted?: true;
  /** Steps that have not ended. */
  open: number;
  /** Of all results so far, as JSON. */
  resultBytes: number;
  /** Of the parameters of all calls so far, undoing ones left out; and of those. */
  sentBytes: number;
  undoSentBytes: number;
  /** What expressions may still spend. */
  readonly budget: { left: number };
  /** Of those in flight, the fast calls: while there are any nothing begins. */
  fast?: number;
  /** Since when fast calls have followed one another with nothing else told between, and what they have left behind. */
  fastRun?: { readonly since: number; bytes: number };
  /** Events of history that calls may still take; absent where nothing bounds them. */
  eventsLeft?: number;
  /** Nothing new begins. */
  paused?: true;
  /** The history is long: it leaves as soon as nothing is in flight; with `now` nothing new begins before. */
  leaving?: 'soon' | 'now';
  /** What it would carry is being weighed; what it remembered when that began. */
  weighing?: { readonly remembered: number };
  /** It has begun in another history. */
  moved?: true;
  /** It carries too much to leave; it carries so much that nothing new begins. */
  stays?: true;
  crowded?: true;
  /** Of what is in flight, how much would be found again from a new history. */
  joinable?: number;
  /** When the execution's own time runs out; while it is paused, what was left of it. */
  timeoutAt?: number;
  timeoutLeft?: number;
  /** Events that nothing has taken, in the order of their arrival, their bytes, and how many more were dropped. */
  readonly events: ArrivedEvent[];
  eventBytes: number;
  eventsDropped?: number;
  /** Ids of events that have arrived. */
  readonly eventIds: { [id: string]: true };
  /** What waits for an event, by its name, in the order in which it began to. */
  readonly waiting: { [event: string]: UnitRef[] };
  /** While compensating: how far back in the plan's order it has come, and within a step's elements. */
  undoFrom?: number;
  undoElement?: number;
  /** What compensation has come to: when it began, the step that is being undone, the first undo that failed. */
  undone?: { readonly since: number; step?: number; failure?: Failure };
  endedAt?: number;
  /** How many changes there have been. */
  changes?: number;
}

/** running; stopping (nothing new begins, what has begun goes to its end); held (before anything is undone, for an
 * operator); compensating; ended. */
export type Phase = 'running' | 'stopping' | 'held' | 'compensating' | 'ended';

export type Cause = { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'cancelled' };

export type StepStatus = 'pending' | 'running' | 'completed' | 'failed' | 'skipped';

/** One piece of work: a step's, or an element's. */
export interface UnitState {
  status: StepStatus;
  result?: Json;
  failure?: Failure;
  attempts?: number;
  /** Bytes of the parameters of its call in flight. */
  sentBytes?: number;
  /** Its call in flight is a fast one; or it follows one, which made so many attempts. */
  fast?: 'in-flight' | { readonly attempts: number; readonly unanswered: boolean };
  /** An attempt ended without an answer and none succeeded: it may have happened, so it is undone. */
  unknown?: true;
  /** What its timer is armed for: the end of a delay, or a time-out. */
  timer?: 'end' | 'time-out';
  timerAt?: number;
  /** Its polling, where that may have to begin anew in another history, and how long it may go on. */
  polling?: Polling;
  /** Counts among what would be found again. */
  joinable?: true;
  /** How often an operator has let its sub-workflow begin once more. */
  again?: number;
  /** Its sub-workflow was told to stop because its time was over. */
  timedOut?: true;
  /** What would undo the sub-workflow. */
  undoList?: readonly UndoCall[];
  undo?: UndoState;
  /** What a wait compares an event's correlation with. */
  correlation?: Json;
}

export type Polling = Omit<StartPoll, 'kind' | 'call' | 'timeoutMs'> & { readonly endsAt: number };

export interface StepState extends UnitState {
  /** Dependencies that have not ended. */
  waits: number;
  /** When it was first decided: what now() gives in its expressions, on every attempt and in its undo. */
  decidedAt?: number;
  endedAt?: number;
  /** Taken over from that execution. */
  carried?: string;
  /** What its call was answered before the polling that gave its result, where the payload is read. */
  answered?: JsonObject;
  elements?: ElementsState;
  actions?: ActionState[];
  /** Events whose condition could not be evaluated: the last one's message, and how many there were. */
  unreadable?: { message: string; count: number };
}

/** The elements of a step with for_each. */
export interface ElementsState {
  readonly items: readonly Json[];
  /** The element that begins next. */
  next: number;
  /** Elements that begin before it, once more. */
  again?: number[];
  running: number;
  completed: number;
  failed: number;
  /** The first failure by order of arrival. */
  failure?: Failure;
  /** In order; null where there is none yet. Only where the step collects. */
  results?: Json[];
  /** Of those that run, failed, or may have to be undone. */
  readonly units: { [element: number]: UnitState };
  /** Stands in the heap of steps that may begin. */
  queued?: true;
}

export interface UndoState {
  status: 'running' | 'done' | 'failed';
  readonly startedAt: number;
  endedAt?: number;
  attempts?: number;
  failure?: Failure;
  /** Of a sub-workflow's list, the call that is under way. */
  call?: number;
}

export interface ActionState {
  readonly on: 'on_success' | 'on_failure';
  readonly at: number;
  status: 'due' | 'running' | 'done' | 'failed';
  sentBytes?: number;
  attempts?: number;
  failure?: Failure;
}

/** Steps of an earlier execution by id, as they stood at its end. */
export interface Carried {
  readonly from: string;
  readonly steps: { readonly [id: string]: StepState };
}

export interface Begin {
  readonly executionId: string;
  readonly inputs: JsonObject;
  readonly startedAt: number;
  readonly depth?: number;
  readonly called?: boolean;
  readonly events?: number;
  /** What this execution takes over from an earlier one. */
  readonly carried?: Carried;
}

export function newState(plan: Plan, begin: Begin): State {
  const index = planIndex(plan);
  const state: State = {
    format: 1,
    executionId: begin.executionId,
    inputs: begin.inputs,
    startedAt: begin.startedAt,
    depth: begin.depth ?? 0,
    called: begin.called ?? false,
    phase: 'running',
    steps: plan.steps.map((step) => ({ status: 'pending', waits: step.dependsOn.length })),
    // Already a heap: the places are ascending.
    ready: index.roots.slice(),
    inFlight: 0,
    inFlightBytes: 0,
    acting: 0,
    actingBytes: 0,
    actionsDue: [],
    open: plan.steps.length,
    resultBytes: 0,
    sentBytes: 0,
    undoSentBytes: 0,
    budget: { left: engineLimits.expressionSteps },
    ...(begin.events !== undefined && { eventsLeft: begin.events }),
    events: [],
    eventBytes: 0,
    eventIds: {},
    waiting: {},
  };
  if (begin.carried !== undefined) carryOver(index, state, begin.carried);
  return state;
}

/** A step is taken over only where all that it depends on is. */
function carryOver(index: PlanIndex, state: State, { from, steps }: Carried): void {
  for (const at of index.plan.order) {
    const step = index.plan.steps[at];
    const earlier = step && own(steps, step.id);
    if (earlier === undefined || step?.dependsOn.some((on) => state.steps[on]?.carried === undefined)) continue;
    state.steps[at] = { ...earlier, waits: 0, carried: earlier.carried ?? from };
    state.resultBytes += jsonBytes(earlier.result ?? null);
  }
  recount(index, state);
}
