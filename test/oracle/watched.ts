import type { CallRef, Command, Observation, UnitRef } from '../../src/engine/index.ts';
import type { Seen } from '../support/run-in-memory.ts';
import type { World } from './world.ts';

/** What must hold at every turn of every execution; told of each turn, it lists what didn't. Knows the commands and the
 * observations, and of the state only what it has of results. */
export function watchOver({ plan }: World): {
  readonly watch: (seen: Seen) => void;
  readonly broken: readonly string[];
} {
  const broken: string[] = [];
  /** Calls, pollings and sub-workflows in flight, by the unit they belong to. */
  const inFlight = new Map<string, number>();
  const results = new Map<string, string>();
  let undoing: string | null = null;
  let paused = false;
  let stopped = false;
  let aborted = false;
  let compensates = false;

  const name = ({ step, element }: UnitRef): string => `${step}${element === undefined ? '' : `[${element}]`}`;
  const isOwn = ({ part }: CallRef): boolean => part === 'call' || part === 'poll';

  /** Fast calls that have failed in passing: what goes on with them is no beginning. */
  const goesOn = new Set<string>();
  const land = (observation: Observation): void => {
    if (observation.kind === 'call-failed' && observation.passing === true) goesOn.add(name(observation.call));
    if ('call' in observation && observation.call.part === 'undo') undoing = null;
    if ('call' in observation && isOwn(observation.call)) inFlight.delete(name(observation.call));
    if ('unit' in observation && observation.kind.startsWith('child-')) inFlight.delete(name(observation.unit));
  };
  const note = (observation: Observation): void => {
    if (observation.kind === 'pause-requested') paused = !aborted && !compensates;
    if (observation.kind === 'resume-requested') paused = false;
    if (observation.kind === 'cancel-requested' || observation.kind === 'time-ran-out') {
      paused = false;
      aborted = true;
      stopped = true;
    }
  };
  const begins = (command: Command): UnitRef | null => {
    if (command.kind === 'start-call' && command.call.part === 'call') return command.call;
    if (command.kind === 'start-child' || command.kind === 'start-timer') return command.unit;
    return null;
  };
  const perform = (command: Command): void => {
    const unit = begins(command);
    const isNew = unit !== null && !goesOn.delete(name(unit));
    if (isNew && paused) broken.push(`${command.kind} of ${name(unit)} while paused`);
    if (isNew && stopped) broken.push(`${command.kind} of ${name(unit)} after it was stopped`);
    if (command.kind === 'start-call' && command.call.part === 'undo') {
      if (paused) broken.push(`undo of ${name(command.call)} while paused`);
      if (undoing !== null) broken.push(`undo of ${name(command.call)} while that of ${undoing} runs`);
      if (inFlight.size > 0) broken.push(`undo of ${name(command.call)} with calls in flight`);
      undoing = name(command.call);
      compensates = true;
    }
    if (command.kind === 'start-child') inFlight.set(name(command.unit), command.unit.step);
    else if (command.kind === 'start-poll' || (command.kind === 'start-call' && isOwn(command.call))) {
      inFlight.set(name(command.call), command.call.step);
    }
    for (const [at, step] of plan.steps.entries()) {
      const most = step.forEach?.maxParallel ?? 1;
      const flying = [...inFlight.values()].filter((each) => each === at).length;
      if (flying > most) broken.push(`${flying} of ${step.id} in flight, of at most ${most}`);
    }
  };
  const watch = ({ observation, commands, state }: Seen): void => {
    land(observation);
    note(observation);
    for (const command of commands) perform(command);
    stopped ||= state.cause !== undefined;
    for (const [at, record] of state.steps.entries()) {
      if (record.status !== 'completed') continue;
      const result = JSON.stringify(record.result ?? null);
      const before = results.get(name({ step: at }));
      if (before !== undefined && before !== result) broken.push(`the result of ${at} was ${before}, is ${result}`);
      results.set(name({ step: at }), result);
    }
  };
  return { watch, broken };
}
