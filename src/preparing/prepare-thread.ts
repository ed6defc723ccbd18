import { parentPort } from 'node:worker_threads';
import { performTask, type Task } from './tasks.ts';

/** The thread beside: one text after another, an answer to each. */
parentPort?.on('message', (task: Task) => {
  const answer = performTask(task);
  // Bytes are handed over rather than copied.
  parentPort?.postMessage(answer, answer.kind === 'start' ? [answer.plan.buffer] : []);
});
