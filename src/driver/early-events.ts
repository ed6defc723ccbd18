import { log, type WorkflowInterceptorsFactory, workflowInfo } from '@temporalio/workflow';
import { earlyEvents } from './protocol.ts';

/** A question (a query) comes with the history as it is: with events too, maybe, that no worker has been given as a task
 * yet. The SDK's core hands those to the workflow before it answers, and keeps what became of that: they are taken up at
 * the time, and in the company, of the task before, and with their own task once more by whoever replays the history. What
 * depends on either is then another thing, and the execution is lost. So they are refused: the question fails, whoever asked
 * asks again, and the next task begins with a replay.
 *
 * Each task makes the history longer and tells its size anew; events that come without one only make it longer. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let known = { length: 0, size: 0 };
  return {
    internals: [
      {
        activate: (input, next) => {
          const { historyLength: length, historySize: size, unsafe } = workflowInfo();
          if (!unsafe.isReplaying && length > known.length && size > 0 && size === known.size) {
            log.info(earlyEvents);
            throw new Error(earlyEvents);
          }
          known = { length, size };
          next(input);
        },
      },
    ],
  };
};
