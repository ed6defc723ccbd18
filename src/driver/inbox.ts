import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import type { Observation } from '../engine/index.ts';
import { signalNames } from './protocol.ts';
import { type News, newsOfSignal } from './signals.ts';
import { isSoleAnswer } from './sole-answer.ts';

/** What has happened and the engine has not been told yet. */
export interface Inbox {
  readonly add: (news: News) => void;
  /** Until it is released, and everything else that holds it, nothing is taken. */
  readonly hold: () => () => void;
  /** All that one workflow task has brought, as soon as there is anything. */
  readonly take: () => Promise<readonly Observation[]>;
}

/** The first thing that an execution does, so that no signal is missed: what came before its first task is handed over
 * at once. */
export function openInbox(): Inbox {
  const waiting: News[] = [];
  let isSignalled = false;
  let holding = 0;
  let wake = (): void => undefined;
  let isStandingBy = false;
  const isReady = (): boolean => waiting.length > 0 && holding === 0;
  /** A condition is looked at again when all that has come has been taken up. One is enough, however often it is waited. */
  const standBy = (): void => {
    if (isStandingBy) return;
    isStandingBy = true;
    void condition(isReady).then(() => {
      isStandingBy = false;
      wake();
    });
  };
  for (const name of Object.values(signalNames)) {
    setHandler(defineSignal<unknown[]>(name), (...args) => {
      const news = newsOfSignal(name, args);
      if (news === null) return;
      waiting.push(news);
      isSignalled = true;
    });
  }
  return {
    add: (news) => {
      waiting.push(news);
      // To wait for more that cannot come would be one more entry into the sandbox, a fourth of what a step has.
      if (isSoleAnswer() && holding === 0) wake();
    },
    hold: () => {
      holding++;
      return () => void holding--;
    },
    take: async () => {
      // With as many turns as ever: recorded histories have batches that were made so.
      if (isReady()) await condition(isReady);
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          standBy();
        });
      }
      // A signal wakes us while other news of the same task are still on their way; a condition is looked at again when
      // they have come. Without one, all have come.
      if (isSignalled) {
        isSignalled = false;
        let hasComeAgain = false;
        await condition(() => hasComeAgain || !(hasComeAgain = true));
      }
      const at = Date.now();
      return waiting.splice(0).map((news) => news(at));
    },
  };
}
