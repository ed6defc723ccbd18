import type { PrepareOptions } from '../language/index.ts';
import { invariant } from '../std/index.ts';
import { createAside } from './aside.ts';
import { preparingLimits, type PreparingLimits } from './limits.ts';
import {
  type Answer,
  type ForCheck,
  type ForRecord,
  type ForStart,
  type NotPrepared,
  performTask,
  type Task,
} from './tasks.ts';

/** From text to what is kept of it, or run. Refuses with `overloaded` and `definition-too-costly`. */
export interface Preparing {
  readonly forRecord: (text: string, options: PrepareOptions) => Promise<ForRecord | NotPrepared>;
  /** Of a text that may have inputs beside the definition. */
  readonly forCheck: (text: string, options: PrepareOptions) => Promise<ForCheck | NotPrepared>;
  readonly forStart: (text: string, options: PrepareOptions) => Promise<ForStart | NotPrepared>;
  readonly close: () => Promise<void>;
}

export interface PreparingOptions {
  /** What a thread beside ours runs, which takes the long texts so that nobody else waits meanwhile: `prepareThread`.
   * Without it all are looked at right here. */
  readonly thread?: URL;
  readonly limits?: PreparingLimits;
}

export function createPreparing({ thread, limits = preparingLimits }: PreparingOptions = {}): Preparing {
  const aside = thread === undefined ? null : createAside(thread, limits);
  const perform = async (task: Task): Promise<Answer> =>
    aside === null || task.text.length <= limits.charactersHere ? performTask(task) : await aside.perform(task);
  return {
    forRecord: async (text, options) => {
      const answer = await perform({ kind: 'record', text, options });
      invariant(answer.kind === 'record' || answer.kind === 'refused', 'an answer is of its task');
      return answer;
    },
    forCheck: async (text, options) => {
      const answer = await perform({ kind: 'check', text, options });
      invariant(answer.kind === 'check' || answer.kind === 'refused', 'an answer is of its task');
      return answer;
    },
    forStart: async (text, options) => {
      const answer = await perform({ kind: 'start', text, options });
      invariant(answer.kind === 'start' || answer.kind === 'refused', 'an answer is of its task');
      return answer;
    },
    close: async () => await aside?.close(),
  };
}
