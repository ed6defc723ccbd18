import type { ProcessIdentity } from './process-identity.ts';

/** One part of the local stack: Temporal, the worker, the API, the example services. */
export interface Member {
  readonly name: string;
  /** Settles when it can be used; throws a DevstackError when it can't be brought up. Its processes are told as soon as
   * they are born, so that none is forgotten if all of this is cut short. */
  start(born: Born): Promise<Running>;
}

export type Born = (processes: readonly ProcessIdentity[]) => void;

export interface Running {
  /** Settles when it has ended, asked to or not; says how. */
  readonly ended: Promise<string>;
  /** Asks it to end, and ends it when it hasn't by itself within its grace. */
  stop(): Promise<void>;
}
