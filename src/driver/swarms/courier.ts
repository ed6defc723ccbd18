import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { isGone } from './bring.ts';
import type { Pace, Unsent } from './protocol.ts';
import { addUnsent } from './unsent.ts';

/** Brings signals to other entities, and tries again where one could not be brought: it may be starting, or have had as many
 * as one history takes. */
export interface Courier {
  readonly send: (message: Unsent) => void;
  /** Sends what is to be tried again, if it is time. */
  readonly tryAgain: (now: number) => void;
  /** When it will be. */
  readonly due: () => number | null;
  /** Whether it has one for that receiver, on its way or to be tried again. */
  readonly has: (to: string) => boolean;
  /** Nothing is on its way. */
  readonly isIdle: () => boolean;
  readonly unsent: () => readonly Unsent[];
}

export function createCourier(
  { retryMs: [first, longest] }: Pick<Pace, 'retryMs'>,
  unsentBefore: readonly Unsent[],
  hasFailed: () => void,
  /** Hears of a receiver that is no more; true where nothing is to be brought there again. */
  receiverIsGone: (message: Unsent) => boolean = () => false,
): Courier {
  let failed: readonly Unsent[] = unsentBefore;
  let pauseMs = first;
  let again: number | null = failed.length > 0 ? Date.now() : null;
  const onTheirWay = new Set<Unsent>();

  const send = async (message: Unsent): Promise<void> => {
    const { to, signal, content } = message;
    onTheirWay.add(message);
    try {
      await getExternalWorkflowHandle(to).signal(signal, content);
      onTheirWay.delete(message);
      pauseMs = first;
    } catch (error) {
      onTheirWay.delete(message);
      if (isGone(error) && receiverIsGone(message)) return;
      // Whatever else the reason is, only another try can help.
      failed = addUnsent(failed, message);
      again ??= Date.now() + pauseMs;
      pauseMs = Math.min(2 * pauseMs, longest);
      hasFailed();
    }
  };

  return {
    send: (message) => void send(message),
    tryAgain: (now) => {
      if (again === null || again > now) return;
      again = null;
      const messages = failed;
      failed = [];
      for (const message of messages) void send(message);
    },
    due: () => again,
    has: (to) => [...onTheirWay, ...failed].some((each) => each.to === to),
    isIdle: () => onTheirWay.size === 0,
    unsent: () => failed,
  };
}
