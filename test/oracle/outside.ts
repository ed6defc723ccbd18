import { compareRanks, rankOf, type Rank, type RankedPart } from '../support/agenda.ts';
import { startedAt } from '../support/run-in-memory.ts';
import { callsInFlight, childrenInFlight } from './how-it-stands.ts';
import type { Fact, Log } from './log.ts';
import { endingOf, type World } from './world.ts';

interface Due {
  readonly rank: Rank;
  readonly fact: Fact;
}

/** Of all that is due to come from outside, what comes first. */
export function nextFromOutside(world: World, log: Log): Fact {
  const [first, ...rest] = [
    ...commands(world, log),
    ...callsInFlight(log).map((id) => answer(world, log, id)),
    ...childrenInFlight(log).map((id) => childEnd(world, log, id)),
    ...rings(world, log),
  ];
  if (first === undefined) throw new Error('the model waits for nothing');
  return rest.reduce((least, each) => (isBefore(each, least) ? each : least), first).fact;
}

function isBefore(a: Due, b: Due): boolean {
  return (a.fact.at - b.fact.at || compareRanks(a.rank, b.rank)) < 0;
}

function commands(world: World, log: Log): readonly Due[] {
  const due: Due[] = [];
  if (!log.has('told', 'begun')) due.push({ rank: rankOf.begun, fact: { kind: 'told', of: 'begun', at: startedAt } });
  for (const kind of ['cancel', 'pause', 'resume'] as const) {
    const told = log.all('told').filter((fact) => fact.of === kind).length;
    const next = world.commands.filter((each) => each.kind === kind).toSorted((a, b) => a.at - b.at)[told];
    if (next !== undefined) due.push({ rank: rankOf[kind], fact: { kind: 'told', of: kind, at: startedAt + next.at } });
  }
  const nth = log.all('event').length;
  const next = world.events.toSorted((a, b) => a.at - b.at)[nth];
  if (next !== undefined) {
    const { at, ...event } = next;
    due.push({ rank: rankOf.event, fact: { kind: 'event', of: '', at: startedAt + at, nth, event } });
  }
  return due;
}

const callId = /^([^[.]+)(?:\[(\d+)\])?(?:\.(poll|undo|on_success|on_failure|again)(?:\.(\d+))?)?$/;

/** A text id taken apart. */
function parts(world: World, id: string, plain: RankedPart) {
  const [, step = '', element, written = plain, at] = callId.exec(id) ?? [];
  const again = written === 'again';
  const part = again ? 'call' : written;
  const place = world.plan.order.findIndex((each) => world.plan.steps[each]?.id === step);
  const numbers = {
    element: element === undefined ? undefined : Number(element),
    at: at === undefined ? undefined : Number(at),
  };
  return {
    step,
    ...numbers,
    rank: rankOf.part(place, numbers.element, part as RankedPart, numbers.at),
    part: part as RankedPart,
    again,
  };
}

function answer(world: World, log: Log, id: string): Due {
  const { step, element, at, rank, part, again } = parts(world, id, 'call');
  const asked =
    (log.find('call', id) ?? log.find('poll', id) ?? log.find('notify', id) ?? log.find('foreign', id))?.at ?? 0;
  const kind = part === 'call' || part === 'poll' || part === 'undo' ? part : 'action';
  const ending = endingOf(world, step, kind, element, again ? 1 : at);
  const aborted = log.find('abort', id);
  if (aborted !== undefined) {
    const { afterMs, ...how } = endingOf(world, step, 'aborted', element);
    // An answer that was on its way before the abort arrived still counts.
    if (aborted.at + afterMs < asked + ending.afterMs) {
      return { rank, fact: { kind: 'answer', of: id, at: aborted.at + afterMs, ending: { kind: 'aborted', ...how } } };
    }
  }
  return { rank, fact: { kind: 'answer', of: id, at: asked + ending.afterMs, ending } };
}

function childEnd(world: World, log: Log, id: string): Due {
  const { step, element, rank } = parts(world, id, 'child');
  const started = (log.find('child', id) ?? log.find('foreign', id))?.at ?? 0;
  const ending = endingOf(world, step, 'child', element);
  const aborted = log.find('abort', id);
  if (aborted !== undefined) {
    const { afterMs } = endingOf(world, step, 'aborted', element);
    if (aborted.at + afterMs < started + ending.afterMs) {
      const at = aborted.at + afterMs;
      return { rank, fact: { kind: 'child-end', of: id, at, ending: { kind: 'aborted', afterMs } } };
    }
  }
  return { rank, fact: { kind: 'child-end', of: id, at: started + ending.afterMs, ending } };
}

function rings(world: World, log: Log): readonly Due[] {
  const due: Due[] = [];
  for (const { of: id, happened } of log.all('timer')) {
    if (happened.what !== 'timer' || log.has('ring', id) || log.has('stop-timer', id)) continue;
    due.push({ rank: parts(world, id, 'timer').rank, fact: { kind: 'ring', of: id, at: happened.at + happened.ms } });
  }
  const timeout = log.all('timeout').at(-1)?.happened;
  const stopped = log.all('stop-timeout').length === log.all('timeout').length;
  if (timeout?.what === 'timeout' && !stopped && !log.has('told', 'time-ran-out')) {
    due.push({ rank: rankOf.timeRanOut, fact: { kind: 'told', of: 'time-ran-out', at: timeout.at + timeout.ms } });
  }
  return due;
}
