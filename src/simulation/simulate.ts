import {
  advance,
  callId,
  type Command,
  newState,
  type Observation,
  type Outcome,
  planIndex,
  type StartChild,
  type StartForeignWorkflow,
  type StartNotify,
  type State,
} from '../engine/index.ts';
import type { Plan } from '../plan/index.ts';
import { unreachable } from '../std/index.ts';
import { type Entry, newAgenda } from './agenda.ts';
import { simulationLimits } from './limits.ts';
import { performCall } from './perform-call.ts';
import { performChild } from './perform-child.ts';
import { performForeignActivity, performForeignWorkflow } from './perform-foreign.ts';
import { performPoll } from './perform-poll.ts';
import { beginFlight, type Flight, idOf, type MadeCall, type Run } from './run.ts';
import type { World } from './world.ts';

export interface SimulationOptions {
  readonly executionId?: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt?: number;
  /** Beyond so many happenings it is given up. */
  readonly happenings?: number;
  /** Whenever all that falls on one instant has happened. The state is the engine's own: to be read, and only then. */
  readonly onInstant?: (state: State, now: number) => void;
}

export interface Simulation {
  readonly plan: Plan;
  readonly state: State;
  readonly ending: Ending;
  /** When the last thing happened. */
  readonly endedAt: number;
  readonly calls: readonly MadeCall[];
  readonly children: readonly (StartChild | StartForeignWorkflow)[];
  /** The texts, in order. */
  readonly notifications: readonly string[];
}

/** `waits-for-ever`: nothing more is going to happen, and it has not ended. `too-long`: more happens than a simulation may
 * take. */
export type Ending = Outcome | { readonly kind: 'waits-for-ever' } | { readonly kind: 'too-long' };

/** The order of what falls on the same instant. */
const ranks = {
  cancel: 0,
  pause: 1,
  timeout: 2,
  resume: 3,
  retry: 4,
  skip: 4,
  compensate: 4,
  event: 5,
  unit: 6,
} as const;

/** Runs a plan in memory with a hand-moved clock: the engine decides, as it does on Temporal, and the world answers what
 * it was told to. */
export function simulate(plan: Plan, world: World, options: SimulationOptions = {}): Simulation {
  const { executionId = 'simulated', startedAt = simulationLimits.startedAt } = options;
  const { happenings = simulationLimits.happenings } = options;
  const index = planIndex(plan);
  const state = newState(plan, { executionId, inputs: world.inputs, startedAt });
  const agenda = newAgenda();
  const timers = new Map<string, Entry>();
  const children: (StartChild | StartForeignWorkflow)[] = [];
  const notifications: string[] = [];
  const outcomes: Outcome[] = [];
  let timeout: Entry | undefined;
  let now = startedAt;

  const tell = (observation: Observation): void => {
    for (const command of advance(plan, state, observation).commands) perform(command);
  };
  const after: Run['after'] = (ms, { step, element = -1 }, happen, part = 'answer') =>
    agenda.add({ at: now + ms, rank: ranks.unit, place: index.place[step] ?? 0, element, part }, happen);
  const fromOutside = (ms: number, rank: number, observed: (at: number) => Observation): Entry =>
    agenda.add({ at: now + ms, rank, place: 0, element: -1, part: 'answer' }, () => tell(observed(now)));
  const run: Run = {
    index,
    world,
    startedAt,
    now: () => now,
    after,
    tell,
    calls: [],
    flights: new Map(),
    fastCalls: new Map(),
  };

  /** It ends after the command that aborts it, not within it. */
  const abort = ({ unit, abort: land }: Flight): void => {
    if (land !== null) after(0, unit, land);
  };
  const perform = (command: Command): void => {
    switch (command.kind) {
      case 'start-call':
        performCall(run, command);
        return;
      case 'start-poll':
        performPoll(run, command);
        return;
      case 'start-child':
        children.push(command);
        performChild(run, command);
        return;
      case 'start-foreign-activity':
        performForeignActivity(run, command);
        return;
      case 'start-foreign-workflow':
        children.push(command);
        performForeignWorkflow(run, command);
        return;
      case 'start-notify':
        notifications.push(command.text);
        performNotify(run, command);
        return;
      case 'abort-calls':
        for (const flight of run.flights.values()) abort(flight);
        return;
      case 'abort-child': {
        const flight = run.flights.get(idOf(run, command.unit));
        if (flight !== undefined) abort(flight);
        return;
      }
      case 'start-timer': {
        const { unit, ms } = command;
        const fire = (): void => tell({ kind: 'timer-fired', at: now, unit });
        timers.set(idOf(run, unit), after(ms, unit, fire, 'timer'));
        return;
      }
      case 'stop-timer':
        drop(timers.get(idOf(run, command.unit)));
        return;
      case 'start-timeout':
        timeout = fromOutside(command.ms, ranks.timeout, (at) => ({ kind: 'time-ran-out', at }));
        return;
      case 'stop-timeout':
        drop(timeout);
        return;
      case 'weigh':
      case 'continue':
      case 'join':
        throw new Error(`${command.kind}: memory has no histories that could grow long`);
      case 'end':
        outcomes.push(command.outcome);
        return;
      default:
        unreachable(command);
    }
  };

  for (const { kind, atMs } of world.commands) {
    fromOutside(atMs, ranks[kind], (at) => ({ kind: `${kind}-requested`, at }));
  }
  for (const { event: name, value, correlation, id, atMs } of world.events) {
    const event = { name, value, ...(correlation !== undefined && { correlation }), ...(id !== undefined && { id }) };
    fromOutside(atMs, ranks.event, (at) => ({ kind: 'event-arrived', at, event }));
  }
  tell({ kind: 'begun', at: now });
  let happened = 0;
  let next = agenda.take();
  while (outcomes.length === 0 && next !== null && happened < happenings) {
    if (next.at > now) options.onInstant?.(state, now);
    now = next.at;
    next.happen();
    happened++;
    next = agenda.take();
  }
  options.onInstant?.(state, now);
  const ending: Ending = outcomes[0] ?? { kind: next === null ? 'waits-for-ever' : 'too-long' };
  return { plan, state, ending, endedAt: now, calls: run.calls, children, notifications };
}

function drop(entry: Entry | undefined): void {
  if (entry !== undefined) entry.holds = false;
}

function performNotify(run: Run, { call }: StartNotify): void {
  const flight = beginFlight(run, callId(run.index, call), call, null);
  run.after(simulationLimits.usualMs, call, () =>
    flight.land({ kind: 'call-completed', at: run.now(), call, result: null, attempts: 1 }),
  );
}
