import type { Outcome, UndoCall } from '../../src/engine/index.ts';
import { evaluateTemplate } from '../../src/expressions/index.ts';
import type { Json } from '../../src/std/index.ts';
import { setOwn } from '../../src/std/index.ts';
import { beginActions } from './actions.ts';
import { beginNext } from './begin.ts';
import { compensate, undos } from './compensation.ts';
import { abortInFlight, endSteps, endUnits } from './ends.ts';
import { hasten } from './hasten.ts';
import { aborts, callsInFlight, causeOf, childrenInFlight, compensates, isPaused, openUnits } from './how-it-stands.ts';
import { type Fact, Log } from './log.ts';
import { nextFromOutside } from './outside.ts';
import { scopeOf, stepOf } from './sees.ts';
import { fits, isDuplicate } from './waits.ts';
import type { World } from './world.ts';

/** How an execution goes, told the slow way: a list of facts, to which the rules below add what follows from them until
 * nothing does; then time moves on to the next thing from outside. Written from docs/reference/how-an-execution-ends.md
 * and the language reference, not from the engine. */
export function playOut(world: World): Log {
  const log = new Log();
  for (let turns = 0; turns < 100_000; turns++) {
    log.add(nextFromOutside(world, log));
    const before = log.facts.length;
    for (let facts = whatFollows(world, log); facts.length > 0; facts = whatFollows(world, log)) {
      for (const fact of facts) log.add(fact);
    }
    if (log.has('end', '')) return log;
    for (const fact of hasten(world, log, log.facts.slice(before))) log.add(fact);
  }
  throw new Error('the model does not end');
}

/** The rules, the most urgent first. */
function whatFollows(world: World, log: Log): readonly Fact[] {
  if (log.has('end', '')) return [];
  for (const rule of [holdTimeout, abortInFlight, takeEvent, endUnits, endSteps, beginActions, beginNext, finish]) {
    const facts = rule(world, log);
    if (facts.length > 0) return facts;
  }
  return [];
}

/** The execution's own time runs while it isn't paused. */
function holdTimeout({ plan }: World, log: Log): readonly Fact[] {
  if (plan.timeoutMs === undefined || !log.has('told', 'begun') || aborts(log) || compensates(log)) return [];
  const at = log.now;
  const changes = [...log.all('timeout'), ...log.all('stop-timeout')].sort(
    (a, b) => log.facts.indexOf(a) - log.facts.indexOf(b),
  );
  const runs = changes.at(-1)?.kind === 'timeout';
  if (isPaused(log) === !runs) return [];
  if (runs) return [{ kind: 'stop-timeout', of: '', at, happened: { at, what: 'stop-timeout' } }];
  const spent = changes.reduce((sum, change) => sum + (change.kind === 'timeout' ? -change.at : change.at), 0);
  return [{ kind: 'timeout', of: '', at, happened: { at, what: 'timeout', ms: Math.max(1, plan.timeoutMs - spent) } }];
}

/** An event that has just arrived is taken by every wait that it fits. */
function takeEvent(world: World, log: Log): readonly Fact[] {
  const event = log.facts.at(-1);
  if (event?.kind !== 'event' || isDuplicate(log, event.nth)) return [];
  return openUnits(world, log).flatMap((unit): readonly Fact[] => {
    const step = stepOf(world, unit.step);
    const wait = log.find('open', unit.id);
    if (step.kind !== 'wait' || wait === undefined) return [];
    const fit = fits(world, log, step, wait, event.nth);
    if (fit === false) return [];
    return [{ kind: fit === true ? 'take' : 'misread', of: unit.id, at: log.now, nth: event.nth }];
  });
}

/** Everything is over: a good end, or compensation and a bad one. */
function finish(world: World, log: Log): readonly Fact[] {
  if (callsInFlight(log).length > 0 || childrenInFlight(log).length > 0 || openUnits(world, log).length > 0) return [];
  if (causeOf(world, log) !== null) return compensate(world, log);
  if (!world.plan.steps.every(({ id }) => log.has('step-end', id))) return [];
  const at = log.now;
  const result = resultOf(world, log);
  if (!('value' in result)) return [{ kind: 'outputs-lost', of: '', at, failure: result }];
  const undo: UndoCall[] = [];
  // Whoever called it would be left with something that can't be undone.
  for (const { call } of world.called ? undos(world, log) : []) {
    if ('code' in call) return [{ kind: 'outputs-lost', of: '', at, failure: { code: call.code, message: '…' } }];
    undo.push(call);
  }
  const outcome: Outcome = { kind: 'completed', result: result.value, ...(world.called && { undo }) };
  return [{ kind: 'end', of: '', at, happened: { at, what: 'end', outcome } }];
}

function resultOf(
  world: World,
  log: Log,
): { readonly value: Json } | Extract<Fact, { kind: 'outputs-lost' }>['failure'] {
  const { outputs, steps } = world.plan;
  if (outputs !== undefined) {
    const found = evaluateTemplate(outputs, scopeOf(world, log, null, {}));
    return found.ok ? { value: found.value } : { code: found.error.code, message: 'outputs: …' };
  }
  const results: Record<string, Json> = {};
  for (const { id } of steps) {
    const end = log.find('step-end', id);
    setOwn(results, id, end?.status === 'completed' ? end.result : null);
  }
  return { value: results };
}
