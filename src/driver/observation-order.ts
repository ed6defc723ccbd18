import type { Observation, PlanIndex } from '../engine/index.ts';

/** The order in which one workflow task's observations reach the engine: a cancel, a time-out, then answers in the
 * plan's order. A rule of our own instead of the order of arrival, so that a fold over the history, which sees events,
 * and the workflow, which sees promises, agree. What stops an execution comes first: nothing is then begun and aborted
 * within one task, which would leave no trace in the history; an answer that came with it still counts. */
export function inOrder(index: PlanIndex, observations: readonly Observation[]): readonly Observation[] {
  if (observations.length < 2) return observations;
  return observations
    .map((observation) => ({ observation, rank: rank(index, observation) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ observation }) => observation);
}

function rank(index: PlanIndex, observation: Observation): number {
  switch (observation.kind) {
    case 'cancel-requested':
      return -3;
    case 'time-ran-out':
      return -2;
    case 'begun':
      return -1;
    case 'call-completed':
    case 'call-failed':
    case 'call-aborted':
      return index.place[observation.call.step] ?? 0;
  }
}
