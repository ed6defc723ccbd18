import { Refusal, type RequestCode } from '../problems/index.ts';

/** An operation that was turned away and has changed nothing. */
export interface Refused {
  readonly ok: false;
  readonly code: RequestCode;
  readonly message: string;
  /** With `capacity-exceeded`. */
  readonly capacityRemaining?: number;
}

export function refused(code: RequestCode, message: string): Refused {
  return { ok: false, code, message };
}

/** For those who throw what is turned away. */
export function refusalOf({ code, message, capacityRemaining }: Refused): Refusal {
  return new Refusal(code, message, { capacityRemaining });
}
