import type {
  CallAborted,
  CallCompleted,
  CallFailed,
  Carried,
  StartCall,
  StartPoll,
  State,
  UndoCall,
} from '../engine/index.ts';
import type { EventText } from '../events/index.ts';
import type { CallTarget, Plan, RetryRule, Verb } from '../plan/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import { swarmTypes } from './swarms/protocol.ts';
import type { TaskCallInput } from './swarms/task-protocol.ts';

/** Names and shapes that the generic workflow, the worker, the activities and the clients agree on. All of it is
 * stored in Temporal's histories: change a shape only by adding to it. */

export const taskQueue = 'baton';

/** Nobody polls it: records (definitions, services) are workflows that never run. */
export const recordQueue = 'baton-records';

/** The numbered behaviour of the engine that a new execution is started with: what an execution's commands would be must
 * not change under its number. A worker that does not know a number leaves the execution to one that does. */
export const engineNumber = 1;

/** Events of one history that the engine may plan with, below the 51,200 at which Temporal ends an execution. */
export const historyBudget = 48_000;

/** With this a question fails that met an execution between two tasks of its own: it is to be asked again. */
export const earlyEvents = 'asked while something had just happened: ask again';

/** How long a workflow task may take before another worker gets it. */
export const workflowTaskTimeout = '5s';

/** Our own workflow and activity types carry a dot, which no definition's name can. */
export const typeNames = {
  definition: 'baton.definition',
  newest: 'baton.newest',
  service: 'baton.service',
  removed: 'baton.removed',
  creation: 'baton.creation',
  name: 'baton.name',
  // No service's name holds a slash, so no step can mean these.
  resolve: 'baton/resolve',
  notify: 'baton/notify',
  weigh: 'baton/weigh',
  join: 'baton/join',
  askCancel: 'baton/ask-cancel',
  apart: 'baton.apart',
  lanes: 'baton.lanes',
  orchestration: 'baton.orchestration',
  openLanes: 'baton/open-lanes',
  checkLanes: 'baton/check-lanes',
  lookAtTasks: 'baton/look-at-tasks',
} as const;

/** Workflows of ours that are no executions, and stand in no list of them. */
export const ownTypes: readonly string[] = [
  typeNames.apart,
  typeNames.lanes,
  typeNames.orchestration,
  swarmTypes.fleet,
  swarmTypes.shard,
  swarmTypes.piece,
];

export const signalNames = {
  event: 'baton.event',
  pause: 'baton.pause',
  resume: 'baton.resume',
  retry: 'baton.retry',
  skip: 'baton.skip',
  compensate: 'baton.compensate',
} as const;

/** The search attribute, a Keyword, that says in one word how an execution stands or what became of it. */
export const outcomeAttribute = 'BatonOutcome';

/** The summary of the timer for the execution's own time. A unit's timer has the unit's id, which holds no blank. */
export const timeoutSummary = 'workflow timeout';

/** What the value of an event may be: as much as a step's result, which it becomes. */
export const eventBounds = { size: 256 * 1024, depth: 100 } as const;

/** What the facade starts an execution with. A start from elsewhere (a schedule, another Temporal workflow) gives
 * bare inputs, and the first command then resolves the newest plan. */
export interface ExecutionInput {
  /** Marks the envelope; its number is the envelope's format. */
  readonly baton: 1;
  readonly plan: Plan;
  /** Checked and with defaults filled. */
  readonly inputs: JsonObject;
  readonly engine: number;
  /** What this execution takes over from an earlier one. */
  readonly carried?: Carried;
  /** Where it stood when it left its last history; the inputs are in there. */
  readonly continued?: { readonly state: State };
  /** The namespace has our search attribute, so the execution writes it. */
  readonly attributes?: true;
}

/** What an execution starts another one with that makes a call for it. */
export interface ApartInput {
  readonly baton: 1;
  readonly apart: {
    /** The call's. */
    readonly id: string;
    /** The activity's. */
    readonly type: string;
    readonly request: CallRequest;
    readonly priority?: number;
  };
  readonly engine: number;
}

export interface ApartResult {
  readonly baton: 1;
  readonly ended:
    | Omit<CallCompleted, 'at' | 'call'>
    | Omit<CallFailed, 'at' | 'call'>
    | Omit<CallAborted, 'at' | 'call'>;
}

/** Waits for the end of an execution that was started from an earlier history. */
export interface JoinRequest {
  readonly executionId: string;
}

export interface JoinAnswer {
  readonly baton: 1;
  readonly executionId: string;
  /** What it gave, or how it ended without giving anything. */
  readonly joined:
    | { readonly kind: 'completed'; readonly value: Json }
    | { readonly kind: 'failed'; readonly message: string; readonly code?: string }
    | { readonly kind: 'unreadable' }
    | { readonly kind: 'cancelled' | 'terminated' | 'timed-out' };
}

/** What an execution starts its sub-workflow with. */
export interface CalledInput {
  readonly baton: 1;
  readonly call: {
    /** The newest, where none is given. */
    readonly version?: string;
    readonly inputs: Json;
    readonly depth: number;
    /** Given where the workflow has such inputs, and `inputs` does not say them. */
    readonly offered?: JsonObject;
  };
  readonly engine: number;
}

/** The result of an execution that another one called. */
export interface CalledResult {
  readonly baton: 1;
  readonly result: Json;
  /** What would undo it, in order. */
  readonly undo: readonly UndoCall[];
}

export interface ResolveRequest {
  readonly name: string;
  readonly version?: string;
  readonly inputs: Json;
  readonly offered?: JsonObject;
  /** No workflow on record: one of this call alone, whose parameters are the inputs. */
  readonly call?: TaskCallInput['taskCall']['run'];
}

/** One retried call of a service, the argument of the activity. */
export interface CallRequest {
  readonly service: string;
  /** With a verb, the path of an endpoint. */
  readonly method: string;
  readonly verb?: Verb;
  readonly parameters: Json;
  /** Where secrets stand in the parameters: the one who calls puts them there. */
  readonly secrets?: NonNullable<StartCall['secrets']>;
  /** The Idempotency-Key, the same on each attempt. */
  readonly key: string;
  /** For one attempt. */
  readonly timeoutMs: number;
  readonly retry: RetryRule;
  /** One attempt, as a local activity; a larger answer counts as a failure in passing. */
  readonly fast?: { readonly resultBytes: number };
  /** Not before so many milliseconds: a fast attempt was told to wait. */
  readonly delayMs?: number;
}

export interface CallAnswer {
  readonly result: Json;
  /** Real attempts: a worker that died is none. Of a polling, its requests. */
  readonly attempts: number;
  /** Answered 202 with a Location on the service's own origin. */
  readonly accepted?: { readonly path: string; readonly origin?: string; readonly retryAfterMs?: number };
}

/** A service that is asked again and again; the argument of the same activity as a call's. */
export interface PollRequest extends Omit<StartPoll, 'kind' | 'call' | 'priority'> {
  readonly kind: 'poll';
}

export interface NotifyRequest {
  readonly execution: string;
  readonly step: string;
  readonly text: string;
  readonly key: string;
  readonly timeoutMs: number;
  readonly retry: RetryRule;
}

/** The first detail of the ApplicationFailure (its `type` is the code) or CancelledFailure that ends a call. */
export interface CallFailureDetail {
  readonly attempts: number;
  /** True when any attempt ended without an answer: what it did is unknown, so it is compensated. */
  readonly unanswered: boolean;
  /** Of a fast attempt: another one may fare better, not before so many milliseconds where the service said so. */
  readonly passing?: boolean;
  readonly retryAfterMs?: number;
}

/** The first detail of the ApplicationFailure that ends a failed execution; its `type` is the code. */
export interface ExecutionFailureDetail {
  readonly step?: string;
}

/** In the memo of an execution, for readers that do not fold its history. */
export interface ExecutionMemo {
  readonly version: string;
  /** Digest of the request, to tell a repeated idempotency key from a reused one. */
  readonly request?: string;
  /** How many executions stand above it, each of which started the next by a step that calls the orchestrator. */
  readonly depth?: number;
  /** When it was started, of one that goes on in a later history. */
  readonly startedAt?: number;
}

/** The id of the activity that waits for an execution which works for a unit. */
export function joinId(unitId: string): string {
  return unitId + joinSuffix;
}

/** Null where it is another activity's id. */
export function unitOfJoin(activityId: string): string | null {
  return activityId.endsWith(joinSuffix) ? activityId.slice(0, -joinSuffix.length) : null;
}

const joinSuffix = '.join';

/** How a call is spoken of, in messages and as its activity's type: `payment.charge`, `reports.GET /summary`. */
export function callName({ service, method, verb }: CallTarget): string {
  return verb === undefined ? `${service}.${method}` : `${service}.${verb} ${method}`;
}

/** Temporal's own limit is a thousand; the request says in full what is called. */
const longestType = 250;

export function activityType(name: string): string {
  return name.length <= longestType ? name : `${name.slice(0, longestType - 1)}…`;
}

export function pollName({ service, target }: Pick<PollRequest, 'service' | 'target'>): string {
  return target.kind === 'method' ? callName({ service, ...target }) : `${service}.GET location`;
}

/** What the workflow tells its worker beside Temporal. A type, since the SDK asks for an index signature. */
export type EventSinks = {
  readonly batonEvents: { readonly tell: (events: readonly EventText[]) => void };
};
