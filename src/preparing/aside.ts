import { Worker } from 'node:worker_threads';
import { Refusal } from '../problems/index.ts';
import type { PreparingLimits } from './limits.ts';
import type { Answer, Task } from './tasks.ts';

/** One thread beside ours that looks at one text at a time. A text that takes too long or too much memory costs its sender
 * an error, and the thread its life; the next text gets a new one. */
export interface Aside {
  readonly perform: (task: Task) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

interface Turn {
  readonly task: Task;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export function createAside(thread: URL, limits: PreparingLimits): Aside {
  const waiting: Turn[] = [];
  let running: Worker | null = null;
  let current: Turn | null = null;
  let timer: NodeJS.Timeout | undefined;

  const end = (): void => {
    const ending = running;
    running = null;
    ending?.removeAllListeners().on('error', () => undefined);
    void ending?.terminate();
  };

  const settle = (tell: (turn: Turn) => void): void => {
    const turn = current;
    current = null;
    clearTimeout(timer);
    if (turn !== null) tell(turn);
    next();
  };

  const begin = (): Worker => {
    const begun = new Worker(thread, {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    });
    begun.on('message', (answer: Answer) => settle(({ resolve }) => resolve(answer)));
    begun.on('error', (error: NodeJS.ErrnoException) => {
      end();
      settle(({ reject }) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooCostly('memory') : error));
    });
    begun.unref();
    return begun;
  };

  const next = (): void => {
    current = waiting.shift() ?? null;
    if (current === null) {
      timer = setTimeout(end, limits.idleMs).unref();
      return;
    }
    timer = setTimeout(() => {
      end();
      settle(({ reject }) => reject(tooCostly('time')));
    }, limits.deadlineMs).unref();
    running ??= begin();
    running.postMessage(current.task);
  };

  return {
    perform: async (task) =>
      await new Promise((resolve, reject) => {
        if (waiting.length >= limits.waiting) {
          reject(new Refusal('overloaded', 'as many long definitions wait to be checked as may'));
          return;
        }
        waiting.push({ task, resolve, reject });
        if (current !== null) return;
        clearTimeout(timer);
        next();
      }),
    close: async () => {
      const left = waiting.splice(0);
      const ending = running;
      end();
      for (const { reject } of left) reject(new Refusal('shutting-down', 'this process is ending'));
      settle(({ reject }) => reject(new Refusal('shutting-down', 'this process is ending')));
      clearTimeout(timer);
      await ending?.terminate();
    },
  };
}

function tooCostly(ofWhat: 'time' | 'memory'): Refusal {
  return new Refusal('definition-too-costly', `the definition takes too much ${ofWhat} to check`);
}
