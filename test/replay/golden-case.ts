import type { JsonObject } from '../../src/std/index.ts';
import type { Answer } from '../support/recording-service.ts';

/** What the stored histories are of: each feature of the language, in each way an execution may end. */
export interface GoldenCase {
  /** `feature.ending`: of its file, and with `_` of its definition. */
  readonly name: string;
  readonly definition: string;
  /** How it stands when its history is taken. */
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'RUNNING' | 'PAUSED';
  readonly inputs?: JsonObject;
  /** By `service.method`; everything else is answered `{}`. */
  readonly answers?: Answers;
  /** What is done to it, in order. */
  readonly acts?: readonly Act[];
  /** On a server that thinks histories long after thirty events. */
  readonly isLong?: true;
  /** Started by a client of Temporal with nothing but inputs. */
  readonly isBare?: true;
  /** Which histories are kept; its own last one where nothing is said. */
  readonly kept?: readonly Kept[];
}

export type Answers = Readonly<Record<string, Answer | readonly Answer[]>>;

export interface Kept {
  /** What the file's name says of it after the case's name. */
  readonly as: string;
  /** What the execution's id has after the case's own. */
  readonly of: string;
  readonly which: 'first' | 'last';
}

export type Act =
  | { readonly kind: 'until-called'; readonly method: string }
  | { readonly kind: 'until-step'; readonly step: string; readonly status: string }
  | { readonly kind: 'until-phase'; readonly phase: string }
  | { readonly kind: 'send'; readonly event: string; readonly value: number }
  | { readonly kind: 'answer'; readonly answers: Answers }
  | { readonly kind: 'decide'; readonly decision: 'skip' | 'compensate' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'cancel' | 'pause' | 'resume' | 'retry' };

export const called = (method: string): Act => ({ kind: 'until-called', method });
export const running = (step: string): Act => ({ kind: 'until-step', step, status: 'RUNNING' });
export const phase = (name: string): Act => ({ kind: 'until-phase', phase: name });
export const send = (event: string, value: number): Act => ({ kind: 'send', event, value });
export const cancel: Act = { kind: 'cancel' };
export const pause: Act = { kind: 'pause' };
export const resume: Act = { kind: 'resume' };

export const never: Answer = { noAnswer: true };
export const refuses: Answer = { status: 422, result: 'no' };
