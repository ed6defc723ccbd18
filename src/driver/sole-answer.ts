import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** Of whichever execution is at work: set before anything of it runs, and until it has come to rest nothing of another runs. */
let isSole = false;

/** Whether all that has come is the answer of one activity: then nothing else of this task is on its way. */
export function isSoleAnswer(): boolean {
  return isSole;
}

export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate: (input, next) => {
        const [job, ...others] = input.activation.jobs ?? [];
        // What is no such answer has null there, or nothing.
        isSole = others.length === 0 && job?.resolveActivity?.isLocal === false;
        next(input);
      },
    },
  ],
});
