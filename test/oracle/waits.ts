import type { WaitStep } from '../../src/plan/index.ts';
import { type Json, jsonEqual } from '../../src/std/index.ts';
import type { Fact, Log, Unit } from './log.ts';
import { completed, failed, timer } from './made.ts';
import { filled, holds } from './sees.ts';
import type { World } from './world.ts';

export function openWait(world: World, log: Log, step: WaitStep, unit: Unit): readonly Fact[] {
  const at = log.now;
  const opened = { kind: 'open', of: unit.id, at, unit } as const;
  let correlation: Json | undefined;
  if (step.correlation !== undefined) {
    const found = filled(world, log, unit, step.correlation);
    if (!found.ok) return [opened, failed(log, unit, found.error.code)];
    correlation = found.value;
  }
  const wait = { ...opened, ...(correlation !== undefined && { correlation }) };
  const facts: Fact[] = [wait];
  for (const nth of keptEvents(log)) {
    const fit = fits(world, log, step, wait, nth);
    if (fit === 'misread') facts.push({ kind: 'misread', of: unit.id, at, nth });
    if (fit === true) {
      return [...facts, { kind: 'take', of: unit.id, at, nth }, completed(log, unit, eventAt(log, nth).value)];
    }
  }
  if (step.timeoutMs !== undefined) facts.push(timer(log, unit, step.timeoutMs));
  return facts;
}

/** Events that arrived and that nothing has taken, a duplicate's first arrival only. */
function keptEvents(log: Log): readonly number[] {
  return log
    .all('event')
    .map(({ nth }) => nth)
    .filter((nth) => !isDuplicate(log, nth) && !log.all('take').some((take) => take.nth === nth));
}

export function isDuplicate(log: Log, nth: number): boolean {
  const { id } = eventAt(log, nth);
  return id !== undefined && log.all('event').some((other) => other.nth < nth && other.event.id === id);
}

export function eventAt(
  log: Log,
  nth: number,
): { readonly name: string; readonly value: Json; readonly id?: string; readonly correlation?: Json } {
  const found = log.all('event').find((each) => each.nth === nth);
  if (found === undefined) throw new Error(`no event ${nth}`);
  return found.event;
}

/** Whether a wait takes an event. */
export function fits(
  world: World,
  log: Log,
  step: WaitStep,
  wait: { readonly unit: Unit; readonly correlation?: Json },
  nth: number,
): boolean | 'misread' {
  const { name, value, correlation } = eventAt(log, nth);
  if (name !== step.event) return false;
  // An event without a correlation has null.
  if (wait.correlation !== undefined && !jsonEqual(wait.correlation, correlation ?? null)) return false;
  const found = holds(world, log, wait.unit, step.condition ?? true, { value });
  return found.ok ? found.value === true : 'misread';
}
