import { diagnostic, nearest, type Diagnostic } from '../../../problems/index.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** Queues of our own: what waits there is no other team's code, and on one of them nobody looks. */
const OWN: ReadonlySet<string> = new Set(['baton', 'baton-records']);
/** Temporal's own. */
const RESERVED = '/_sys/';

/** Which queues a step may reach: not ours, and where an operator has listed the allowed ones, none but those. */
export const taskQueueRefused: Rule = ({ root, steps, known: { taskQueues: allowed } }) => {
  const found: Diagnostic[] = [];
  for (const { index, draft } of steps) {
    const { task_queue: queue } = draft;
    if (queue === undefined) continue;
    const at = { path: `steps[${index}].task_queue`, span: spanOfField(root, index, 'task_queue') };
    if (OWN.has(queue)) {
      const message = `\`${queue}\` is a task queue of Baton itself`;
      const hint = 'call another definition with `workflow`, and a service with `service`';
      found.push(diagnostic('task-queue-refused', message, { ...at, hint }));
    } else if (queue.startsWith(RESERVED)) {
      found.push(diagnostic('task-queue-refused', `\`${queue}\` is a task queue of Temporal itself`, at));
    } else if (allowed !== undefined && !allowed.has(queue)) {
      const near = nearest(queue, allowed);
      const list = allowed.size === 0 ? 'none is' : `allowed: ${[...allowed].join(', ')}`;
      const message = `the task queue \`${queue}\` is not among those that definitions may reach here (${list})`;
      found.push(diagnostic('task-queue-refused', message, { ...at, hint: near ?? 'BATON_FOREIGN_QUEUES lists them' }));
    }
  }
  return found;
};
