import type {
  advance,
  ArrivedEvent,
  Change,
  Command,
  newState,
  Observation,
  Outcome,
  StartCall,
  StartChild,
  StartForeignActivity,
  StartForeignWorkflow,
  StartNotify,
  StartPoll,
  State,
} from '../../src/engine/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import type { AbortedEnding, Answer, CallEnding, ChildEnding } from './endings.ts';
import type { Happened } from './happened.ts';

export interface MadeCall {
  readonly at: number;
  readonly id: string;
  readonly service: string;
  readonly method: string;
  readonly parameters: Json;
  readonly key: string;
  readonly attempt: number;
}

/** Times are milliseconds after the start. */
export interface RunOptions {
  readonly inputs?: JsonObject;
  readonly executionId?: string;
  readonly depth?: number;
  readonly called?: boolean;
  /** What history may still take. */
  readonly historyEvents?: number;
  readonly answer?: (call: StartCall, attempt: number) => Answer;
  /** What comes of a call as a whole, instead of its answers; `follows` where it goes on with a fast one. */
  readonly ending?: (
    id: string,
    command: StartCall | StartPoll | StartNotify,
    follows: boolean,
  ) => CallEnding | undefined;
  /** What comes of an activity of other code, and of a workflow. */
  readonly foreign?: (id: string, command: StartForeignActivity) => CallEnding;
  readonly foreignWorkflow?: (id: string, command: StartForeignWorkflow) => ChildEnding;
  readonly child?: (id: string, command: StartChild) => ChildEnding;
  readonly aborted?: (id: string) => AbortedEnding;
  readonly cancelAt?: readonly number[];
  readonly pauseAt?: readonly number[];
  readonly resumeAt?: readonly number[];
  readonly events?: readonly (ArrivedEvent & { readonly at: number })[];
  /** Takes the state through its JSON text before each observation. */
  readonly viaJson?: boolean;
  /** Another engine than the project's. */
  readonly engine?: { readonly advance: typeof advance; readonly newState: typeof newState };
  readonly watch?: (seen: Seen) => void;
}

/** One turn of the engine. */
export interface Seen {
  readonly observation: Observation;
  readonly commands: readonly Command[];
  readonly changes: readonly Change[];
  readonly state: State;
}

export interface RunResult {
  readonly state: State;
  readonly outcome: Outcome;
  readonly calls: readonly MadeCall[];
  /** Lines without times; of the execution's own timeout nothing. */
  readonly trace: readonly string[];
  readonly happened: readonly Happened[];
  /** What was still under way when it ended: ids of calls and of units. */
  readonly leftBehind: readonly string[];
}
