import type { Swarms } from '../../src/swarms/index.ts';
import { onceAnswered } from './once-answered.ts';

/** As a caller does who is told to try later: on a busy machine nobody may have answered in time. Only what changes
 * nothing is asked again. */
export function patientSwarms(swarms: Swarms): Swarms {
  return {
    ...swarms,
    task: async (id) => await onceAnswered(async () => await swarms.task(id)),
    bot: async (id) => await onceAnswered(async () => await swarms.bot(id)),
    swarm: async (id) => await onceAnswered(async () => await swarms.swarm(id)),
    massTask: async (...asked) => await onceAnswered(async () => await swarms.massTask(...asked)),
    outcomes: async (...asked) => await onceAnswered(async () => await swarms.outcomes(...asked)),
    statistics: async () => await onceAnswered(async () => await swarms.statistics()),
  };
}
