import { Refusal } from '../../src/problems/index.ts';

/** Asks again where Temporal did not answer in time: what it says of a schedule comes from the schedule's own workflow,
 * which may be at work for longer than a deadline. */
export async function onceAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'temporal-unavailable') throw error;
    }
  }
}
