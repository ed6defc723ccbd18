import type { CallPart, Observation, PlanIndex, UnitRef } from '../engine/index.ts';

/** The order in which one workflow task's observations reach the engine. A rule of our own instead of the order of
 * arrival, so that a fold over the history, which sees events, and the workflow, which sees promises, agree. What stops
 * an execution comes first: nothing is then begun and aborted within one task, which would leave no trace in the
 * history; an answer that came with it still counts. Events keep the order in which they were sent. */
export function inOrder(index: PlanIndex, observations: readonly Observation[]): readonly Observation[] {
  if (observations.length < 2) return observations;
  return onlyLastWord(observations)
    .map((observation) => ({ observation, rank: rank(index, observation) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ observation }) => observation);
}

/** Of pauses and resumes within one task the last one says how it shall be. */
function onlyLastWord(observations: readonly Observation[]): readonly Observation[] {
  const last = observations.findLast(isPauseOrResume);
  return observations.filter((each) => !isPauseOrResume(each) || each === last);
}

function isPauseOrResume({ kind }: Observation): boolean {
  return kind === 'pause-requested' || kind === 'resume-requested';
}

type Rank = readonly [group: number, place: number, element: number, part: number, at: number];

const groups = {
  'history-long': -1,
  'cancel-requested': 0,
  'pause-requested': 1,
  'time-ran-out': 2,
  'resume-requested': 3,
  // An operator's words keep their order.
  'retry-requested': 4,
  'skip-requested': 4,
  'compensate-requested': 4,
  begun: 5,
  continued: 5,
  'event-arrived': 6,
} as const;
const answers = 7;
/** Against all else that is known. */
const weighed = 8;

/** Of one unit, what has ended comes before the time-out that came too late for it. */
const parts: Readonly<Record<CallPart, number>> = { call: 0, poll: 1, undo: 2, on_success: 3, on_failure: 4 };
const started = -1;
const timer = 5;

function rank(index: PlanIndex, observation: Observation): Rank {
  switch (observation.kind) {
    case 'call-completed':
    case 'call-failed':
    case 'call-aborted':
      return unitRank(index, observation.call, parts[observation.call.part], observation.call.at);
    case 'child-completed':
    case 'child-failed':
    case 'child-aborted':
      return unitRank(index, observation.unit, parts.call);
    case 'child-started':
      return unitRank(index, observation.unit, started);
    case 'weighed':
      return [weighed, 0, 0, 0, 0];
    case 'timer-fired':
      return unitRank(index, observation.unit, timer);
    case 'cancel-requested':
    case 'pause-requested':
    case 'time-ran-out':
    case 'resume-requested':
    case 'retry-requested':
    case 'skip-requested':
    case 'compensate-requested':
    case 'begun':
    case 'continued':
    case 'history-long':
    case 'event-arrived':
      // Equal ones keep their order: the sort is stable.
      return [groups[observation.kind], 0, 0, 0, 0];
  }
}

// oxlint-disable-next-line max-params -- four numbers of one tuple
function unitRank(index: PlanIndex, unit: UnitRef, part: number, at = -1): Rank {
  return [answers, index.place[unit.step] ?? 0, unit.element ?? -1, part, at];
}

function compare(a: Rank, b: Rank): number {
  for (const [i, each] of a.entries()) {
    const difference = each - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
