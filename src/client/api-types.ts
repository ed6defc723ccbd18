/* What the API takes and gives. Made by `npm run client-types` from the schemas of its routes; not to be edited. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface Action {
  readonly on: 'on_success' | 'on_failure';
  readonly index: number;
  readonly status: 'running' | 'done' | 'failed';
  readonly attempt?: number;
  readonly error?: Failure;
}

export interface ActionExecution {
  readonly execution_id: string;
  /** Of an execution of a definition: its name */
  readonly workflow_id: string;
  /** Empty where the execution has not begun, and whoever started it named none */
  readonly version: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly phase?: 'paused' | 'stopping' | 'held' | 'compensating';
  readonly outcome?: 'completed' | 'failed' | 'cancelled' | 'compensated' | 'compensation-failed' | 'terminated';
  readonly parameters: { readonly [name: string]: Json };
  /** Of every action, from the start, in the order of writing */
  readonly action_results: readonly ActionResult[];
  /** Format: date-time. */
  readonly started_at: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly duration_ms?: number;
  readonly trace_id: string;
  readonly error_message?: string;
  readonly error?: Failure;
}

export interface ActionResult {
  readonly action_id: string;
  readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'COMPENSATING';
  /** What the service answered; once it has */
  readonly response?: Json;
  readonly error_message?: string;
  readonly error?: Failure;
  /** Format: date-time. */
  readonly started_at?: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly duration_ms?: number;
  readonly attempt?: number;
}

export interface AssignedTask {
  readonly task_id: string;
  readonly bot_id: string;
  readonly task_type: string;
  readonly status: 'assigned';
  /** Format: date-time. */
  readonly assigned_at: string;
}

export type Because = {
  readonly kind: 'dependency';
  readonly step: string;
  readonly status: string;
} | {
  readonly kind: 'condition';
  readonly key: 'when';
  /** As its author wrote it */
  readonly text: string;
  /** What it gave, as JSON text */
  readonly value?: string;
  readonly error?: string;
  /** What the names in it stood for */
  readonly names: readonly {
    readonly name: string;
    readonly value: string;
  }[];
} | {
  readonly kind: 'event';
  readonly event: string;
  readonly condition?: string;
  /** JSON text */
  readonly correlation?: string;
  /** Why the condition could not be evaluated for the last event */
  readonly unreadable?: string;
  readonly unreadables?: number;
} | {
  readonly kind: 'kept-event';
  readonly event: string;
  readonly id?: string;
  readonly unfit: 'correlation' | 'condition' | 'unreadable';
  readonly text: string;
} | {
  readonly kind: 'timer';
  /** Format: date-time. */
  readonly until: string;
  readonly what: 'goes on' | 'fails' | 'is stopped';
} | {
  readonly kind: 'attempt';
  readonly call: string;
  /** The one under way, or the next */
  readonly attempt: number;
  readonly of?: number;
  /** unclaimed: no worker has taken it; cancelling: it is under way and has been asked to stop */
  readonly state: 'running' | 'waiting' | 'unclaimed' | 'cancelling';
  /** Format: date-time. */
  readonly since?: string;
  /** Format: date-time. */
  readonly next?: string;
  /** Of the attempt before */
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly step?: string;
  };
} | {
  readonly kind: 'poll';
  readonly call: string;
  readonly requests?: number;
  readonly answer?: string;
  /** Format: date-time. */
  readonly next?: string;
  /** Format: date-time. */
  readonly until?: string;
} | {
  readonly kind: 'room';
  /** bytes: of what calls in flight were given */
  readonly of: 'calls' | 'bytes' | 'elements';
  readonly running: number;
  readonly most: number;
} | {
  readonly kind: 'fast-calls';
  readonly running: number;
} | {
  readonly kind: 'paused';
} | {
  readonly kind: 'retried';
  readonly execution: string;
  readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
} | {
  readonly kind: 'failure';
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly step?: string;
  };
} | {
  readonly kind: 'cause';
  readonly cause: 'failed' | 'cancelled';
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly step?: string;
  };
} | {
  readonly kind: 'elements';
  readonly total: number;
  readonly completed: number;
  readonly running: number;
  readonly failed: number;
} | {
  readonly kind: 'undo';
  readonly status: 'running' | 'done' | 'failed' | 'none';
  /** Format: date-time. */
  readonly since?: string;
  readonly attempts?: number;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly step?: string;
  };
} | {
  readonly kind: 'action';
  readonly on: 'on_success' | 'on_failure';
  readonly index: number;
  readonly status: 'running' | 'failed';
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly step?: string;
  };
} | {
  readonly kind: 'execution';
  readonly execution: string;
  readonly workflow: string;
} | {
  readonly kind: 'queue';
  readonly queue: string;
  readonly type: string;
} | {
  readonly kind: 'carried';
  readonly execution: string;
} | {
  readonly kind: 'took';
  /** Format: date-time. */
  readonly from: string;
  /** Format: date-time. */
  readonly to: string;
  readonly attempts?: number;
} | {
  readonly kind: 'step';
  readonly step: string;
  readonly reason: StepReason;
} | {
  readonly kind: 'task';
  readonly seconds: number;
  readonly attempt: number;
  /** How many have asked for work within the last minute */
  readonly workers?: number;
  readonly error?: string;
};

export interface Bot {
  readonly id: string;
  readonly name: string;
  readonly tier: 'standard' | 'advanced' | 'L20';
  /** draining: it ends what it has. lost: its lease has run out; it is active again as soon as it is heard of */
  readonly status: 'active' | 'draining' | 'lost' | 'deleted';
  readonly tasks_completed: number;
  /** pending + completed + failed + cancelled, always */
  readonly total_tasks: number;
  readonly pending_tasks: number;
  readonly completed_tasks: number;
  readonly failed_tasks: number;
  readonly cancelled_tasks: number;
  /** Format: date-time. */
  readonly last_active: string;
  /** Format: date-time. */
  readonly created_at: string;
  /** `swarm-pool` for bots that were made one by one */
  readonly swarm_id: string;
  readonly capabilities: readonly string[];
  /** The task that it has said it works at, and until when */
  readonly lease: {
    readonly task_id: string;
    /** Format: date-time. */
    readonly until: string;
  } | null;
}

export interface BotOutcome {
  readonly bot_id: string;
  readonly task_id: string;
  /** waiting: for a bot that is able. leased: its bot has said that it works at it. running: the orchestrator does it. dead: three bots were lost with it */
  readonly status: 'waiting' | 'assigned' | 'leased' | 'running' | 'completed' | 'failed' | 'cancelled' | 'dead';
  readonly attempts: number;
  readonly error?: string;
  /** Another bot that has it, or has ended it */
  readonly moved_to?: string;
}

export interface BotTask {
  readonly task_id: string;
  readonly task_type: string;
  /** waiting: for a bot that is able. leased: its bot has said that it works at it. running: the orchestrator does it. dead: three bots were lost with it */
  readonly status: 'waiting' | 'assigned' | 'leased' | 'running' | 'completed' | 'failed' | 'cancelled' | 'dead';
  /** Null while it waits for one */
  readonly bot_id: string | null;
  readonly swarm_id: string;
  /** Of tasks that have ended it is not kept for good */
  readonly data?: Json;
  readonly required_capabilities: readonly string[];
  /** Format: date-time. */
  readonly assigned_at: string;
  /** How many bots have had it */
  readonly attempts: number;
  /**
   * When it has ended, however
   * Format: date-time.
   */
  readonly completed_at?: string;
  readonly result?: Json;
  readonly error?: string;
  /** Which mass task it is of, as which of how many */
  readonly mass_task?: MassShare;
}

export interface BotTasks {
  readonly tasks: readonly BotTask[];
  /** Null on the last page */
  readonly next_cursor: string | null;
}

export interface Bots {
  readonly bots: readonly Bot[];
  /** Null on the last page */
  readonly next_cursor: string | null;
}

export interface Compensation {
  readonly status: 'running' | 'done' | 'failed';
  /** Format: date-time. */
  readonly started_at: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly attempt?: number;
  readonly error?: Failure;
}

export interface CreatedBot {
  readonly id: string;
  readonly name: string;
  readonly tier: 'standard' | 'advanced' | 'L20';
  /** draining: it ends what it has. lost: its lease has run out; it is active again as soon as it is heard of */
  readonly status: 'active' | 'draining' | 'lost' | 'deleted';
  readonly tasks_completed: number;
  /** Format: date-time. */
  readonly created_at: string;
}

export interface CreatedSwarm {
  readonly id: string;
  readonly name: string;
  readonly bot_count: number;
  readonly tier: 'standard' | 'advanced' | 'L20';
  /** All of them, up to 10,000 */
  readonly bot_ids: readonly string[];
  /** Of more than 10,000 bots: the cursor for the rest at `GET /swarms/{swarm_id}/bots` */
  readonly bot_ids_next?: string;
  readonly status: 'active' | 'resizing' | 'draining' | 'deleted';
  /** Format: date-time. */
  readonly created_at: string;
}

export interface CreatedWorkflow {
  readonly workflow_id: string;
  readonly name: string;
  /** Empty where there is none */
  readonly description: string;
  readonly version: number;
  readonly status: 'active' | 'deleted';
  readonly parameters: readonly Json[];
  readonly actions: readonly Json[];
  readonly tags: readonly Json[];
  /** A plain id, as X-User-ID named it; null where it named nobody */
  readonly created_by: string | null;
  readonly created_by_verified: false;
  /** Format: date-time. */
  readonly created_at: string;
  /** A plain id, as X-User-ID named it; null where it named nobody */
  readonly updated_by: string | null;
  /** Format: date-time. */
  readonly updated_at: string;
  /** A plain id, as X-User-ID named it; null where it named nobody */
  readonly deleted_by?: string | null;
  /** Format: date-time. */
  readonly deleted_at?: string;
  readonly [name: string]: unknown;
}

export interface DistributedTask {
  readonly swarm_id: string;
  readonly task_type: string;
  /** How many bots got it */
  readonly assignments: number;
  readonly status: 'distributed';
  /** Format: date-time. */
  readonly timestamp: string;
  /** Where its progress is: `GET /swarms/{swarm_id}/tasks/{task_id}` */
  readonly task_id: string;
}

export interface Elements {
  readonly total: number;
  readonly completed: number;
  readonly running: number;
  readonly failed: number;
}

export interface Event {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: 'workflow.started' | 'workflow.paused' | 'workflow.resumed' | 'workflow.held' | 'workflow.cancelled' | 'workflow.compensating' | 'workflow.compensated' | 'workflow.completed' | 'step.started' | 'step.completed' | 'step.failed' | 'step.skipped' | 'step.compensating' | 'step.compensated';
  readonly subject: string;
  /** Format: date-time. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly sequence: string;
  readonly data: {
    readonly execution_id: string;
    readonly trace_id: string;
    readonly [name: string]: unknown;
  };
}

export interface Execution {
  readonly execution_id: string;
  readonly workflow_name: string;
  readonly version: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly phase?: 'paused' | 'stopping' | 'held' | 'compensating';
  /** The status line of what runs */
  readonly display?: string;
  readonly outcome?: 'completed' | 'failed' | 'cancelled' | 'compensated' | 'compensation-failed' | 'terminated';
  /** The schedule that has started it */
  readonly schedule_id?: string;
  /** JSON text */
  readonly inputs: string;
  readonly step_results: readonly StepResult[];
  /** Format: date-time. */
  readonly started_at: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly error_message?: string;
  readonly error?: Failure;
  readonly outputs?: Json;
  readonly duration_ms?: number;
}

export interface Explanation {
  readonly execution_id: string;
  readonly workflow_name: string;
  readonly version: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly phase?: 'paused' | 'stopping' | 'held' | 'compensating';
  readonly reason: 'no-worker' | 'task-failing' | 'plan-unknown' | 'running' | 'waiting' | 'paused' | 'held' | 'stopping' | 'compensating' | 'moving' | 'completed' | 'failed' | 'cancelled' | 'terminated';
  /** All of it in words */
  readonly text: string;
  readonly because: readonly Because[];
  /** What would change it */
  readonly unblock: readonly Unblock[];
  readonly counts: {
    readonly total: number;
    readonly pending: number;
    readonly running: number;
    readonly completed: number;
    readonly failed: number;
    readonly skipped: number;
    readonly compensating: number;
  };
  readonly steps: readonly StepExplanation[];
  readonly next_cursor: string | null;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly step?: string;
}

export interface GivenTask {
  readonly task_id: string;
  /** Null where no bot that is able is there: the task waits for one */
  readonly bot_id: string | null;
  readonly task_type: string;
  readonly status: 'assigned' | 'waiting';
  /** Format: date-time. */
  readonly assigned_at: string;
}

export interface Lease {
  readonly bot_id: string;
  /** Null where there is nothing to do */
  readonly task: LeasedTask | null;
  /** Whoever is not heard of by then loses the task to another bot */
  readonly lease_until: string | null;
}

export interface LeasedTask {
  readonly task_id: string;
  readonly task_type: string;
  readonly data: Json;
  /** Format: date-time. */
  readonly assigned_at: string;
  /** 1, unless other bots were lost with it */
  readonly attempt: number;
  readonly mass_task?: MassShare;
}

export interface ListedActionExecution {
  readonly execution_id: string;
  /** Of an execution of a definition: its name */
  readonly workflow_id: string;
  /** Empty where the execution has not begun, and whoever started it named none */
  readonly version: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly phase?: 'paused' | 'stopping' | 'held' | 'compensating';
  readonly outcome?: 'completed' | 'failed' | 'cancelled' | 'compensated' | 'compensation-failed' | 'terminated';
  /** Format: date-time. */
  readonly started_at: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly duration_ms?: number;
  readonly trace_id: string;
}

export interface ListedSchedule {
  readonly schedule_id: string;
  readonly title: string;
  readonly workflow_name: string;
  readonly recurrence_rule?: string;
  readonly timezone: string;
  /** COMPLETED: no time is left; MISSED: none is left, and nothing was started */
  readonly status: 'ACTIVE' | 'PAUSED' | 'COMPLETED' | 'MISSED';
  /** The next times, as Temporal has them; five at most */
  readonly next_times: readonly string[];
  readonly last_run?: {
    readonly execution_id: string;
    /** Format: date-time. */
    readonly scheduled_time: string;
  };
}

export interface MassShare {
  readonly task_id: string;
  readonly index: number;
  readonly of: number;
}

export interface MassTask {
  readonly task_id: string;
  readonly swarm_id: string;
  readonly task_type: string;
  /** completed: by every bot. failed: none is pending any more, and some have failed */
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly assignments: number;
  readonly pending: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of its bots, those that have ended it, with one decimal */
  readonly progress_percent: number;
  /** Format: date-time. */
  readonly assigned_at: string;
}

export interface Problem {
  readonly success: false;
  readonly message: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly request_id: string;
    readonly details: readonly ProblemDetail[];
    /** How many more bots there may be, where that is what is lacking */
    readonly capacity_remaining?: number;
  };
}

export interface ProblemDetail {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly hint?: string;
}

export interface Request {
  readonly request_id: string;
  readonly action: string;
  /** Of the sequence: a request keeps the one that it began with */
  readonly version: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  /** The status line: that of the task that runs or comes next, or how it has ended */
  readonly display: string;
  /** Format: date-time. */
  readonly created_at: string;
  readonly tasks: readonly RequestTask[];
  /** As it stands: what was sent, and what was answered merged into it */
  readonly payload: { readonly [name: string]: Json };
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly task?: string;
  };
}

export interface RequestError {
  readonly code: string;
  readonly message: string;
}

export interface RequestTask {
  readonly action: string;
  /** Its status line; its Action where it has none */
  readonly display: string;
  readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED';
  /** Format: date-time. */
  readonly started_at?: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly error?: RequestError;
}

export interface Schedule {
  readonly schedule_id: string;
  readonly title: string;
  readonly service: string;
  readonly method: string;
  readonly parameters: { readonly [name: string]: Json };
  /** Format: date-time. */
  readonly scheduled_time?: string;
  readonly recurrence_rule?: string;
  readonly timezone: string;
  readonly overlap: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';
  readonly catchup_window_ms: number;
  readonly jitter_ms: number;
  readonly pause_on_failure: boolean;
  /** COMPLETED: no time is left; MISSED: none is left, and nothing was started */
  readonly status: 'ACTIVE' | 'PAUSED' | 'COMPLETED' | 'MISSED';
  readonly note?: string;
  /** The next times, as Temporal has them; five at most */
  readonly next_times: readonly string[];
  /** The last ones, the newest first; five at most */
  readonly recent_runs: readonly {
    readonly execution_id: string;
    /** Format: date-time. */
    readonly scheduled_time: string;
    /** Format: date-time. */
    readonly started_at: string;
    /** null: the execution is past retention */
    readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | null;
  }[];
  readonly counts: {
    readonly started: number;
    /** Temporal was away for longer than the catch-up window */
    readonly missed: number;
    /** An earlier execution was still running */
    readonly skipped: number;
    /** Until an earlier execution has ended */
    readonly waiting: number;
  };
  /** Format: date-time. */
  readonly created_at: string;
  /** Format: date-time. */
  readonly updated_at?: string;
}

export interface Service {
  readonly name: string;
  readonly base_urls: readonly string[];
  /** Services are not asked for their health yet */
  readonly health: 'unknown';
  /** configured: by SERVICE_<NAME>_URL, which wins; built-in: part of this program */
  readonly origin: 'registered' | 'configured' | 'built-in';
  /** Format: date-time. */
  readonly registered_at: string;
  /** The methods that are known */
  readonly operations?: readonly string[];
}

export interface StepExplanation {
  readonly step_id: string;
  readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'COMPENSATING';
  readonly reason: StepReason;
  /** All of it in words */
  readonly text: string;
  readonly because: readonly Because[];
  /** What would change it */
  readonly unblock: readonly Unblock[];
  /** Of a step with for_each: the first ten that run, and the first ten that failed */
  readonly elements?: readonly {
    readonly index: number;
    readonly reason: StepReason;
    /** All of it in words */
    readonly text: string;
    readonly because: readonly Because[];
    /** What would change it */
    readonly unblock: readonly Unblock[];
  }[];
}

export type StepReason = 'waits-for-steps' | 'about-to-begin' | 'no-room' | 'paused' | 'held' | 'stopped' | 'moving' | 'never-began' | 'waits-for-event' | 'waits-for-time' | 'calling' | 'retrying' | 'unclaimed' | 'polling' | 'waits-for-workflow' | 'waits-for-other-code' | 'goes-through-list' | 'compensating' | 'completed' | 'carried-over' | 'condition-false' | 'skipped-by-operator' | 'failed' | 'failure-passed' | 'aborted' | 'cut-short';

export interface StepResult {
  readonly step_id: string;
  readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'COMPENSATING';
  /** Its status line */
  readonly display?: string;
  /** JSON text */
  readonly result?: string;
  readonly error_message?: string;
  readonly error?: Failure;
  /** Format: date-time. */
  readonly started_at?: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  readonly duration_ms?: number;
  readonly attempt?: number;
  readonly elements?: Elements;
  readonly actions?: readonly Action[];
  readonly compensation?: Compensation;
}

export interface Swarm {
  readonly id: string;
  readonly name: string;
  readonly bot_count: number;
  readonly tier: 'standard' | 'advanced' | 'L20';
  readonly active_bots: number;
  readonly lost_bots: number;
  readonly total_tasks_completed: number;
  /** total_tasks_completed / bot_count; 0 where there is no bot */
  readonly average_tasks_per_bot: number;
  readonly pending_tasks: number;
  readonly failed_tasks: number;
  readonly cancelled_tasks: number;
  /** Tasks that were given up, since three bots were lost with them */
  readonly dead_letters: number;
  readonly capabilities: readonly string[];
  readonly status: 'active' | 'resizing' | 'draining' | 'deleted';
  /** Format: date-time. */
  readonly created_at: string;
}

export interface TierStatistics {
  readonly active_bots: number;
  readonly tasks_completed: number;
  readonly tasks_failed: number;
  /** From assignment to completion; null before the first */
  readonly average_latency_ms: number | null;
  /** Of late; null where nothing is known of it yet */
  readonly completed_per_minute: number | null;
}

export interface ToldMany {
  readonly success: true;
  readonly message: string;
  readonly dry_run: false;
  readonly done: number;
  readonly refused: number;
  readonly results: readonly {
    readonly execution_id: string;
    readonly done: boolean;
    /** Of a retry: what runs now */
    readonly retried_as?: string;
    readonly code?: string;
    readonly message?: string;
  }[];
  /** Where the next request goes on; null where all have been told */
  readonly next_cursor: string | null;
}

export interface Unblock {
  readonly kind: 'send-event' | 'resume' | 'retry' | 'skip' | 'compensate' | 'wait' | 'explain' | 'mend-service' | 'start-worker' | 'report';
  readonly text: string;
  /** On the command line */
  readonly command?: string;
  /** Of /orchestrator */
  readonly method?: string;
  /** What that method takes */
  readonly fields?: { readonly [name: string]: Json };
}

export interface Workflow {
  readonly name: string;
  readonly version: string;
  readonly [name: string]: unknown;
}

export interface WouldTouch {
  readonly success: true;
  readonly message: string;
  readonly dry_run: true;
  readonly count: number;
  /** False where there are more than were counted (5000) */
  readonly count_is_complete: boolean;
  /** The first 20 */
  readonly execution_ids: readonly string[];
  /** With it, the same request does what it says, once, however often it comes */
  readonly confirm: string;
}

/** POST /orchestrator/register_workflow: Checks a definition and puts it on record. A version is immutable; the same content again changes nothing. */
export interface RegisterWorkflowAnswer {
  readonly success: true;
  readonly message: string;
  readonly name: string;
  readonly version: string;
  readonly unchanged: boolean;
  readonly warnings: readonly ProblemDetail[];
}

/** POST /orchestrator/execute_workflow: Starts an execution of a registered workflow, of its newest version unless one is named. */
export interface ExecuteWorkflowAsked {
  readonly workflow_name: string;
  /** A JSON object, or the text of one */
  readonly inputs?: string | { readonly [name: string]: unknown };
  readonly version?: string;
  readonly execution_id?: string;
  readonly idempotency_key?: string;
  /**
   * Answers when the execution has ended, or after so long, with how it stands then
   * At least 0.
   * At most 60000.
   */
  readonly wait_ms?: number;
  /** 1 goes before 5; high is 1, normal 3, low 5 */
  readonly priority?: number | 'high' | 'normal' | 'low';
}

/** POST /orchestrator/execute_workflow: Starts an execution of a registered workflow, of its newest version unless one is named. */
export interface ExecuteWorkflowAnswer {
  readonly execution_id: string;
  readonly success: true;
  readonly message: string;
  readonly workflow_name: string;
  readonly version: string;
  /** With wait_ms: whether it ended in time */
  readonly ended?: boolean;
  /** With wait_ms: as get_execution_status has it */
  readonly execution?: Execution;
}

/** POST /orchestrator/get_execution_status: How an execution stands: every step of its definition, with result, times and error. */
export interface GetExecutionStatusAsked {
  readonly execution_id: string;
}

/** POST /orchestrator/get_execution_status: How an execution stands: every step of its definition, with result, times and error. */
export interface GetExecutionStatusAnswer {
  readonly execution: Execution;
  readonly success: true;
}

/** POST /orchestrator/cancel_execution: Stops an execution: calls in flight are aborted, then what was done is compensated. */
export interface CancelExecutionAsked {
  readonly execution_id: string;
  readonly reason?: string;
}

/** POST /orchestrator/cancel_execution: Stops an execution: calls in flight are aborted, then what was done is compensated. */
export interface CancelExecutionAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /orchestrator/pause_execution: Lets nothing new begin; what has begun goes on and ends. */
export interface PauseExecutionAsked {
  readonly execution_id: string;
}

/** POST /orchestrator/pause_execution: Lets nothing new begin; what has begun goes on and ends. */
export interface PauseExecutionAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /orchestrator/resume_execution: Lets a paused execution go on. */
export interface ResumeExecutionAsked {
  readonly execution_id: string;
}

/** POST /orchestrator/resume_execution: Lets a paused execution go on. */
export interface ResumeExecutionAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /orchestrator/retry_execution: Runs again what failed: in a new execution that takes over what completed and was not undone, or in one that is held. */
export interface RetryExecutionAsked {
  readonly execution_id: string;
}

/** POST /orchestrator/retry_execution: Runs again what failed: in a new execution that takes over what completed and was not undone, or in one that is held. */
export interface RetryExecutionAnswer {
  readonly success: true;
  readonly message: string;
  readonly execution_id: string;
  readonly carried: readonly string[];
}

/** POST /orchestrator/decide_execution: Says what becomes of an execution that is held: retry what failed, skip it, or compensate. */
export interface DecideExecutionAsked {
  readonly execution_id: string;
  readonly decision: 'retry' | 'skip' | 'compensate';
}

/** POST /orchestrator/decide_execution: Says what becomes of an execution that is held: retry what failed, skip it, or compensate. */
export interface DecideExecutionAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /orchestrator/skip_execution: Takes what failed in an execution that is held as skipped, and lets what depends on it run. */
export interface SkipExecutionAsked {
  readonly execution_id: string;
}

/** POST /orchestrator/skip_execution: Takes what failed in an execution that is held as skipped, and lets what depends on it run. */
export interface SkipExecutionAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /orchestrator/send_event: Sends an event to an execution, or to all that run and may wait for it; kept until a step waits for it. */
export interface SendEventAsked {
  /** Without it, to every execution that runs and may wait for it */
  readonly execution_id?: string;
  readonly event: string;
  readonly value?: Json;
  readonly correlation?: Json;
  readonly id?: string;
  /** Goes on with an event that has too many receivers for one request */
  readonly cursor?: string;
}

/** POST /orchestrator/send_event: Sends an event to an execution, or to all that run and may wait for it; kept until a step waits for it. */
export interface SendEventAnswer {
  readonly success: true;
  readonly message: string;
  /** Of an event to all: the event's id */
  readonly id?: string;
  /** To how many executions it went now */
  readonly sent?: number;
  /** How many have been sent as many events as they can hold */
  readonly full?: number;
  readonly next_cursor?: string | null;
}

/** POST /orchestrator/list_workflows: The newest version of every registered workflow, by name. */
export interface ListWorkflowsAnswer {
  readonly workflows: readonly Workflow[];
  /** What each was written in, by its name: a sequence and actions are shown as what they come to */
  readonly notations: { readonly [name: string]: 'definition' | 'sequence' | 'actions' };
}

/** POST /orchestrator/get_workflow: A definition as it was registered; `found` is false where there is none. */
export interface GetWorkflowAsked {
  readonly workflow_name: string;
  readonly version?: string;
}

/** POST /orchestrator/get_workflow: A definition as it was registered; `found` is false where there is none. */
export interface GetWorkflowAnswer {
  readonly workflow?: Workflow;
  readonly found: boolean;
}

/** POST /orchestrator/list_executions: Executions that fit a filter, those started last first, in pages. */
export interface ListExecutionsAsked {
  /** One of several, or a list of them */
  readonly status?: readonly ('PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED')[] | string;
  /** Of executions that have not ended: how they stand */
  readonly phase?: readonly ('paused' | 'stopping' | 'held' | 'compensating')[] | string;
  /** Of executions that have ended: what became of them */
  readonly outcome?: readonly ('completed' | 'failed' | 'cancelled' | 'compensated' | 'compensation-failed' | 'terminated')[] | string;
  readonly workflow_name?: string;
  readonly version?: string;
  /** Started then or later, as RFC 3339 has it */
  readonly from?: string;
  /** Started before that */
  readonly to?: string;
  /** Started by that schedule */
  readonly schedule_id?: string;
  /** Called by that execution */
  readonly parent_execution_id?: string;
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** POST /orchestrator/list_executions: Executions that fit a filter, those started last first, in pages. */
export interface ListExecutionsAnswer {
  readonly executions: readonly {
    readonly execution_id: string;
    readonly workflow_name: string;
    /** Empty where the execution has not begun, and whoever started it named none */
    readonly version: string;
    readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
    readonly phase?: 'paused' | 'stopping' | 'held' | 'compensating';
    readonly outcome?: 'completed' | 'failed' | 'cancelled' | 'compensated' | 'compensation-failed' | 'terminated';
    /** Format: date-time. */
    readonly started_at: string;
    /** Format: date-time. */
    readonly completed_at?: string;
    readonly duration_ms?: number;
    readonly parent_execution_id?: string;
    readonly schedule_id?: string;
  }[];
  /** Null on the last page */
  readonly next_cursor: string | null;
}

/** POST /orchestrator/cancel_executions: Cancels the executions that are named, or all that fit a filter, after a dry run that says which. */
export interface CancelExecutionsAsked {
  /** Those that are told; either these or a filter */
  readonly execution_ids?: readonly string[];
  /** All that fit it are told, but for sub-workflows: those only with `parent_execution_id` */
  readonly filter?: {
    /** One of several, or a list of them */
    readonly status?: readonly ('PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED')[] | string;
    /** Of executions that have not ended: how they stand */
    readonly phase?: readonly ('paused' | 'stopping' | 'held' | 'compensating')[] | string;
    /** Of executions that have ended: what became of them */
    readonly outcome?: readonly ('completed' | 'failed' | 'cancelled' | 'compensated' | 'compensation-failed' | 'terminated')[] | string;
    readonly workflow_name?: string;
    readonly version?: string;
    /** Started then or later, as RFC 3339 has it */
    readonly from?: string;
    /** Started before that */
    readonly to?: string;
    /** Started by that schedule */
    readonly schedule_id?: string;
    /** Called by that execution */
    readonly parent_execution_id?: string;
  };
  /** Only says what would be touched. True for a filter unless `confirm` is given */
  readonly dry_run?: boolean;
  /** What the dry run of this filter, or of these ids, gave, ten minutes ago at most */
  readonly confirm?: string;
  /**
   * How many are told by this request, 1000 at most
   * At least 1.
   * At most 1000.
   */
  readonly limit?: number;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
  readonly reason?: string;
}

/** POST /orchestrator/cancel_executions: Cancels the executions that are named, or all that fit a filter, after a dry run that says which. */
export type CancelExecutionsAnswer = WouldTouch | ToldMany;

/** POST /orchestrator/retry_executions: Retries the executions that are named, or all that fit a filter, after a dry run that says which. */
export interface RetryExecutionsAsked {
  /** Those that are told; either these or a filter */
  readonly execution_ids?: readonly string[];
  /** All that fit it are told, but for sub-workflows: those only with `parent_execution_id` */
  readonly filter?: {
    /** One of several, or a list of them */
    readonly status?: readonly ('PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED')[] | string;
    /** Of executions that have not ended: how they stand */
    readonly phase?: readonly ('paused' | 'stopping' | 'held' | 'compensating')[] | string;
    /** Of executions that have ended: what became of them */
    readonly outcome?: readonly ('completed' | 'failed' | 'cancelled' | 'compensated' | 'compensation-failed' | 'terminated')[] | string;
    readonly workflow_name?: string;
    readonly version?: string;
    /** Started then or later, as RFC 3339 has it */
    readonly from?: string;
    /** Started before that */
    readonly to?: string;
    /** Started by that schedule */
    readonly schedule_id?: string;
    /** Called by that execution */
    readonly parent_execution_id?: string;
  };
  /** Only says what would be touched. True for a filter unless `confirm` is given */
  readonly dry_run?: boolean;
  /** What the dry run of this filter, or of these ids, gave, ten minutes ago at most */
  readonly confirm?: string;
  /**
   * How many are told by this request, 1000 at most
   * At least 1.
   * At most 1000.
   */
  readonly limit?: number;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** POST /orchestrator/retry_executions: Retries the executions that are named, or all that fit a filter, after a dry run that says which. */
export type RetryExecutionsAnswer = WouldTouch | ToldMany;

/** POST /orchestrator/explain_execution: Why an execution, and each of its steps, stands as it does, and what would change that. */
export interface ExplainExecutionAsked {
  readonly execution_id: string;
  /** Only this step */
  readonly step_id?: string;
  /** Also the steps that have completed and were not undone */
  readonly all?: boolean | 'true' | 'false';
  /** How many steps at most; 100 unless given */
  readonly limit?: number | string;
  readonly cursor?: string;
}

/** POST /orchestrator/explain_execution: Why an execution, and each of its steps, stands as it does, and what would change that. */
export interface ExplainExecutionAnswer {
  readonly explanation: Explanation;
  readonly success: true;
}

/** POST /orchestrator/validate_workflow: Checks a definition, and inputs for it, without putting it on record. */
export interface ValidateWorkflowAnswer {
  readonly success: true;
  readonly message: string;
  readonly valid: boolean;
  readonly errors: readonly ProblemDetail[];
  readonly warnings: readonly ProblemDetail[];
  /** Where the definition is valid */
  readonly plan?: {
    readonly name: string;
    readonly version?: string;
    readonly step_count: number;
    /** The first thousand, in order of writing */
    readonly steps: readonly {
      readonly id: string;
      readonly kind: 'call' | 'workflow' | 'foreign-activity' | 'foreign-workflow' | 'wait' | 'delay' | 'until';
      /** What it calls or waits for; null of a wait for a time */
      readonly does: string | null;
      readonly depends_on: readonly string[];
    }[];
    readonly inputs: readonly {
      readonly name: string;
      readonly type?: string;
      readonly required: boolean;
      readonly default?: Json;
    }[];
    /** By name; null where the result is every step's result */
    readonly outputs: readonly string[] | null;
    readonly services: readonly string[];
    /** Those that its steps start */
    readonly workflows: readonly string[];
    /** Those that its steps wait for */
    readonly events: readonly string[];
    /** Of other Temporal code */
    readonly task_queues: readonly string[];
  };
  /** What registering it would come to: conflict where its version has other content on record, or its name is that of another kind */
  readonly registration?: 'new' | 'unchanged' | 'conflict';
}

/** GET /orchestrator/events/{execution_id}: The events of an execution from its beginning, as server-sent events: those that were, then each as it comes. */
export interface EventsExecutionIdAsked {
  /** The `sequence` of the last event that is known; Last-Event-ID, which browsers send, wins over it */
  readonly after?: string;
}

/** GET /orchestrator/events/{execution_id}: The events of an execution from its beginning, as server-sent events: those that were, then each as it comes. */
export type EventsExecutionIdAnswer = unknown;

/** GET /orchestrator/events: What becomes of all executions as a whole (`workflow.*`), as server-sent events, each at least once. */
export interface EventsAsked {
  /** Only of executions of this workflow */
  readonly workflow_name?: string;
  /** Only events of this type */
  readonly type?: 'workflow.started' | 'workflow.paused' | 'workflow.resumed' | 'workflow.held' | 'workflow.cancelled' | 'workflow.compensating' | 'workflow.compensated' | 'workflow.completed';
}

/** GET /orchestrator/events: What becomes of all executions as a whole (`workflow.*`), as server-sent events, each at least once. */
export type EventsAnswer = unknown;

/** POST /orchestrator/schedule_workflow: Puts a job on a schedule: a workflow or any other call, once or again and again. */
export interface ScheduleWorkflowAsked {
  readonly title: string;
  /** `ifex-orchestrator`, or any service on record */
  readonly service: string;
  /** `execute_workflow`, or any method of the service */
  readonly method: string;
  /** A JSON object, or the text of one */
  readonly parameters?: string | { readonly [name: string]: unknown };
  /** Alone: once, at this time. With recurrence_rule: not before it */
  readonly scheduled_time?: string;
  /** A cron rule of five fields, six (second first) or seven (year last), or @every 10m, @daily and their like */
  readonly recurrence_rule?: string;
  /** A name of the IANA database; UTC without it */
  readonly timezone?: string;
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id?: string;
  /** What becomes of a time at which an earlier execution of the schedule still runs */
  readonly overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';
  /**
   * How late an execution may be started after Temporal was away
   * At least 10000.
   * At most 2592000000.
   */
  readonly catchup_window_ms?: number;
  /**
   * Starts are spread over so much time
   * At least 0.
   * At most 86400000.
   */
  readonly jitter_ms?: number;
  readonly pause_on_failure?: boolean;
  readonly paused?: boolean;
  readonly note?: string;
}

/** POST /orchestrator/schedule_workflow: Puts a job on a schedule: a workflow or any other call, once or again and again. */
export interface ScheduleWorkflowAnswer {
  readonly success: true;
  readonly message: string;
  readonly unchanged: boolean;
  readonly schedule: Schedule;
}

/** POST /orchestrator/list_schedules: The schedules, in pages. */
export interface ListSchedulesAsked {
  readonly limit?: number | string;
  readonly cursor?: string;
}

/** POST /orchestrator/list_schedules: The schedules, in pages. */
export interface ListSchedulesAnswer {
  readonly schedules: readonly ListedSchedule[];
  readonly next_cursor: string | null;
}

/** POST /orchestrator/get_schedule: A schedule: its job, its next times, and what has become of the last ones. */
export interface GetScheduleAsked {
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id: string;
}

/** POST /orchestrator/get_schedule: A schedule: its job, its next times, and what has become of the last ones. */
export interface GetScheduleAnswer {
  readonly success: true;
  readonly schedule: Schedule;
}

/** POST /orchestrator/pause_schedule: Starts nothing until it is resumed; what was started goes on. */
export interface PauseScheduleAsked {
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id: string;
  readonly note?: string;
}

/** POST /orchestrator/pause_schedule: Starts nothing until it is resumed; what was started goes on. */
export interface PauseScheduleAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /orchestrator/resume_schedule: Goes on with the next time; what was left out stays so. */
export interface ResumeScheduleAsked {
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id: string;
  readonly note?: string;
}

/** POST /orchestrator/resume_schedule: Goes on with the next time; what was left out stays so. */
export interface ResumeScheduleAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /orchestrator/trigger_schedule: Starts an execution now, whether it is paused or not. */
export interface TriggerScheduleAsked {
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id: string;
  /** What becomes of a time at which an earlier execution of the schedule still runs */
  readonly overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';
}

/** POST /orchestrator/trigger_schedule: Starts an execution now, whether it is paused or not. */
export interface TriggerScheduleAnswer {
  readonly success: true;
  readonly message: string;
  /** null: an earlier execution still runs, so none was started yet */
  readonly execution_id: string | null;
}

/** POST /orchestrator/backfill_schedule: Starts what would have been started in a time that has passed. */
export interface BackfillScheduleAsked {
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id: string;
  /** A time as RFC 3339 has it, with its zone */
  readonly from: string;
  /** A time as RFC 3339 has it, with its zone */
  readonly to: string;
  /** buffer_all unless said otherwise: one after the other */
  readonly overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';
}

/** POST /orchestrator/backfill_schedule: Starts what would have been started in a time that has passed. */
export interface BackfillScheduleAnswer {
  readonly success: true;
  readonly message: string;
  readonly times: number;
}

/** POST /orchestrator/update_schedule: Changes what is named and leaves the rest; null takes away. What was started goes on. */
export interface UpdateScheduleAsked {
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id: string;
  /** `ifex-orchestrator`, or any service on record */
  readonly service?: string;
  /** `execute_workflow`, or any method of the service */
  readonly method?: string;
  /** A JSON object, or the text of one */
  readonly parameters?: string | { readonly [name: string]: unknown };
  readonly scheduled_time?: string | null;
  readonly recurrence_rule?: string | null;
  readonly timezone?: string | null;
  /** What becomes of a time at which an earlier execution of the schedule still runs */
  readonly overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';
  /**
   * How late an execution may be started after Temporal was away
   * At least 10000.
   * At most 2592000000.
   */
  readonly catchup_window_ms?: number;
  /**
   * Starts are spread over so much time
   * At least 0.
   * At most 86400000.
   */
  readonly jitter_ms?: number;
  readonly pause_on_failure?: boolean;
}

/** POST /orchestrator/update_schedule: Changes what is named and leaves the rest; null takes away. What was started goes on. */
export interface UpdateScheduleAnswer {
  readonly success: true;
  readonly message: string;
  readonly schedule: Schedule;
}

/** POST /orchestrator/delete_schedule: Takes a schedule away; what it has started goes on. */
export interface DeleteScheduleAsked {
  /** A letter or digit, then letters, digits, dots, hyphens, underscores */
  readonly schedule_id: string;
}

/** POST /orchestrator/delete_schedule: Takes a schedule away; what it has started goes on. */
export interface DeleteScheduleAnswer {
  readonly success: true;
  readonly message: string;
}

/** POST /workflows: Checks a workflow of actions and puts it on record, as version 1 under an id made from its name. */
export interface WorkflowsCreateAnswer {
  readonly success: true;
  readonly message: string;
  readonly workflow_id: string;
  readonly workflow: CreatedWorkflow;
  readonly warnings: readonly ProblemDetail[];
}

/** GET /workflows: The workflows that were created here, those created last first, in numbered pages. */
export interface WorkflowsListAsked {
  /** From 1 */
  readonly page?: number | string;
  /** From 1 to 100 */
  readonly page_size?: number | string;
  /** active unless given */
  readonly status?: 'active' | 'deleted';
  readonly created_by?: string;
  readonly tag?: string;
}

/** GET /workflows: The workflows that were created here, those created last first, in numbered pages. */
export interface WorkflowsListAnswer {
  readonly workflows: readonly CreatedWorkflow[];
  readonly total: number;
  readonly page: number;
  readonly page_size: number;
  readonly total_pages: number;
}

/** GET /workflows/search: The workflows in whose name, tags, actions or description every word stands, the best first. */
export interface WorkflowsSearchAsked {
  readonly q: string;
  /** From 1 to 100 */
  readonly limit?: number | string;
}

/** GET /workflows/search: The workflows in whose name, tags, actions or description every word stands, the best first. */
export interface WorkflowsSearchAnswer {
  readonly results: readonly CreatedWorkflow[];
  readonly total: number;
}

/** GET /workflows/{workflow_id}: A workflow, as its newest version has it unless another is named; a deleted one too. */
export interface WorkflowsGetAsked {
  /** 1, 2, 3 …; the newest unless given */
  readonly version?: number | string;
}

/** GET /workflows/{workflow_id}: A workflow, as its newest version has it unless another is named; a deleted one too. */
export type WorkflowsGetAnswer = CreatedWorkflow;

/** PUT /workflows/{workflow_id}: Replaces what is given of a workflow, and nothing else: the next version. What runs keeps its own. */
export interface WorkflowsUpdateAsked {
  readonly name?: string;
  readonly description?: string | null;
  readonly tags?: readonly string[] | null;
  readonly parameters?: readonly { readonly [name: string]: unknown }[] | null;
  readonly actions?: readonly { readonly [name: string]: unknown }[];
  readonly version?: number;
  readonly [name: string]: unknown;
}

/** PUT /workflows/{workflow_id}: Replaces what is given of a workflow, and nothing else: the next version. What runs keeps its own. */
export interface WorkflowsUpdateAnswer {
  readonly success: true;
  readonly message: string;
  readonly workflow_id: string;
  readonly workflow: CreatedWorkflow;
  readonly warnings: readonly ProblemDetail[];
}

/** DELETE /workflows/{workflow_id}: Hides a workflow: nobody can start it any more. Its versions and executions stay; what runs goes on, what failed can be retried. */
export interface WorkflowsDeleteAnswer {
  readonly success: true;
  readonly message: string;
  readonly workflow_id: string;
  readonly workflow: CreatedWorkflow;
}

/** GET /workflows/{workflow_id}/versions: Who changed what when, the newest version first. */
export interface WorkflowsVersionsAsked {
  /** From 1 to 1000 */
  readonly limit?: number | string;
}

/** GET /workflows/{workflow_id}/versions: Who changed what when, the newest version first. */
export interface WorkflowsVersionsAnswer {
  readonly workflow_id: string;
  /** The newest first */
  readonly versions: readonly {
    readonly version: number;
    /** A plain id, as X-User-ID named it; null where it named nobody */
    readonly changed_by: string | null;
    /** Format: date-time. */
    readonly changed_at: string;
    /** The members that are others than in the version before */
    readonly changed: readonly string[];
  }[];
  readonly total: number;
  /** A plain id, as X-User-ID named it; null where it named nobody */
  readonly deleted_by?: string | null;
  /** Format: date-time. */
  readonly deleted_at?: string;
}

/** POST /workflows/{workflow_id}/execute: Starts an execution of the newest version of a workflow. */
export interface WorkflowsExecuteAsked {
  /** A JSON object, or the text of one */
  readonly parameters?: string | { readonly [name: string]: unknown };
}

/** POST /workflows/{workflow_id}/execute: Starts an execution of the newest version of a workflow. */
export interface WorkflowsExecuteAnswer {
  readonly success: true;
  readonly message: string;
  readonly execution_id: string;
  readonly workflow_id: string;
  readonly version: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
}

/** GET /workflows/executions/{execution_id}: How an execution stands: every action of its workflow, with response, times and error. */
export type WorkflowsExecutionAnswer = ActionExecution;

/** POST /workflows/executions/{execution_id}/cancel: Stops an execution: calls in flight are aborted, and no further action begins. */
export interface WorkflowsCancelAsked {
  readonly reason?: string;
}

/** POST /workflows/executions/{execution_id}/cancel: Stops an execution: calls in flight are aborted, and no further action begins. */
export interface WorkflowsCancelAnswer {
  readonly success: true;
  readonly message: string;
  readonly execution_id: string;
}

/** GET /workflows/{workflow_id}/executions: The executions of a workflow, of all its versions. */
export interface WorkflowsExecutionsAsked {
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /workflows/{workflow_id}/executions: The executions of a workflow, of all its versions. */
export interface WorkflowsExecutionsAnswer {
  /** Those started last come first */
  readonly executions: readonly ListedActionExecution[];
  /** By Temporal's lists, which come a moment after what is acknowledged */
  readonly total: number;
  /** Null on the last page */
  readonly next_cursor: string | null;
}

/** GET /workflows/history: The executions of all workflows, however those were registered. */
export interface WorkflowsHistoryAsked {
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /workflows/history: The executions of all workflows, however those were registered. */
export interface WorkflowsHistoryAnswer {
  /** Those started last come first */
  readonly executions: readonly ListedActionExecution[];
  /** By Temporal's lists, which come a moment after what is acknowledged */
  readonly total: number;
  /** Null on the last page */
  readonly next_cursor: string | null;
}

/** GET /workflows/statistics: How many workflows there are, how many executions of any workflow, and how those went. */
export interface WorkflowsStatisticsAnswer {
  /** Created here, deleted ones too */
  readonly total_workflows: number;
  readonly active_workflows: number;
  /** That Temporal still has, of all workflows, however those were registered */
  readonly total_executions: number;
  /** RUNNING: also those that wait for a worker */
  readonly executions_by_status: {
    readonly RUNNING: number;
    readonly PAUSED: number;
    readonly COMPLETED: number;
    readonly FAILED: number;
    readonly CANCELLED: number;
  };
  /** Completed among ended ones, 0 to 1; null where none has ended */
  readonly success_rate: number | null;
  /** Of the 1,000 that completed last; null where none has */
  readonly average_duration_ms: number | null;
}

/** GET /workflows/health: Workflows can be created and started: the process is not ending, and Temporal answers. */
export interface WorkflowsHealthAnswer {
  readonly status: 'healthy';
  readonly temporal: 'connected';
  readonly active_workflows: number;
}

/** POST /workflows/from-template: Creates a workflow from a template, with what is given in the place of what that has. */
export interface WorkflowsFromTemplateAsked {
  readonly template_name: string;
  /** Members of the document: each replaces that of the template, null takes it away */
  readonly customizations?: {
    readonly name?: string;
    readonly description?: string | null;
    readonly tags?: readonly string[] | null;
    readonly parameters?: readonly { readonly [name: string]: unknown }[] | null;
    readonly actions?: readonly { readonly [name: string]: unknown }[];
    readonly [name: string]: unknown;
  };
}

/** POST /workflows/from-template: Creates a workflow from a template, with what is given in the place of what that has. */
export interface WorkflowsFromTemplateAnswer {
  readonly success: true;
  readonly message: string;
  readonly workflow_id: string;
  readonly workflow: CreatedWorkflow;
  readonly warnings: readonly ProblemDetail[];
}

/** GET /workflows/templates: The templates that workflows can be created from. */
export interface WorkflowsTemplatesAnswer {
  readonly templates: readonly {
    readonly template_name: string;
    /** What a workflow is called that is made of it, unless it is given another name */
    readonly name: string;
    readonly description: string;
    readonly tags: readonly Json[];
    readonly parameters: readonly Json[];
  }[];
  readonly total: number;
}

/** PUT /sequences/{action}: Puts a sequence on record, as a new version where it differs from the one before. */
export interface PutSequenceAnswer {
  readonly success: true;
  readonly message: string;
  readonly action: string;
  readonly version: string;
  readonly unchanged: boolean;
  readonly warnings: readonly ProblemDetail[];
}

/** GET /sequences/{action}: The tasks of a sequence as they were registered, in its newest version unless one is named. */
export interface GetSequenceAsked {
  readonly version?: string;
}

/** GET /sequences/{action}: The tasks of a sequence as they were registered, in its newest version unless one is named. */
export interface GetSequenceAnswer {
  readonly action: string;
  readonly version: string;
  /** Format: date-time. */
  readonly registered_at: string;
  /** As they were registered */
  readonly tasks: readonly { readonly [name: string]: unknown }[];
}

/** GET /sequences: The newest version of every sequence, by action. */
export interface ListSequencesAnswer {
  readonly sequences: readonly {
    readonly action: string;
    readonly version: string;
    /** Format: date-time. */
    readonly registered_at: string;
    readonly tasks: readonly {
      readonly action: string;
      readonly display: string;
    }[];
  }[];
}

/** POST /requests: Begins a request: the tasks of a sequence, one after the other, with a payload that they share. */
export interface PostRequestAsked {
  /** The name of a sequence */
  readonly action: string;
  /** Nothing in it without it */
  readonly payload?: { readonly [name: string]: unknown };
  /** Your own; made up otherwise */
  readonly request_id?: string;
  readonly idempotency_key?: string;
}

/** POST /requests: Begins a request: the tasks of a sequence, one after the other, with a payload that they share. */
export interface PostRequestAnswer {
  readonly request_id: string;
  readonly action: string;
  /** Of the sequence: a request keeps the one that it began with */
  readonly version: string;
  readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  /** The status line: that of the task that runs or comes next, or how it has ended */
  readonly display: string;
  /** Format: date-time. */
  readonly created_at: string;
}

/** GET /requests: Requests, those begun last first, in pages. */
export interface ListRequestsAsked {
  readonly action?: string;
  /** One of several, or a list of them */
  readonly status?: readonly ('PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED')[] | string;
  /** Started then or later, as RFC 3339 has it */
  readonly from?: string;
  /** Started before that */
  readonly to?: string;
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /requests: Requests, those begun last first, in pages. */
export interface ListRequestsAnswer {
  readonly requests: readonly {
    readonly request_id: string;
    readonly action: string;
    readonly version: string;
    readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
    /** Format: date-time. */
    readonly created_at: string;
    /** Format: date-time. */
    readonly completed_at?: string;
  }[];
  /** Null on the last page */
  readonly next_cursor: string | null;
}

/** GET /requests/{request_id}: How a request stands: its status line, every task, and the payload. */
export type GetRequestAnswer = Request;

/** POST /requests/{request_id}/cancel: Stops a request: the call in flight is aborted, and no further task begins. */
export interface CancelRequestAsked {
  readonly reason?: string;
}

/** POST /requests/{request_id}/cancel: Stops a request: the call in flight is aborted, and no further task begins. */
export interface CancelRequestAnswer {
  readonly success: true;
  readonly message: string;
  readonly request_id: string;
}

/** POST /bots: Makes one bot, which belongs to no swarm of its own. */
export interface BotsCreateAsked {
  readonly name: string;
  /** standard, advanced or L20, in any case */
  readonly tier: string;
  /** What it can do; a task may ask for some of them */
  readonly capabilities?: readonly string[];
}

/** POST /bots: Makes one bot, which belongs to no swarm of its own. */
export type BotsCreateAnswer = CreatedBot;

/** GET /bots: Bots, swarm by swarm, in pages. */
export interface BotsListAsked {
  /** standard, advanced or L20, in any case */
  readonly tier?: string;
  readonly status?: 'active' | 'draining' | 'lost';
  /** As an answer gave it: `swarm-abc` */
  readonly swarm_id?: string;
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /bots: Bots, swarm by swarm, in pages. */
export type BotsListAnswer = Bots;

/** GET /bots/stats: All bots in figures, in the same time whether there are fifty or fifty thousand. */
export interface BotsStatisticsAnswer {
  /** Ever, deleted ones too */
  readonly total_created: number;
  readonly active_bots: number;
  /** Completed ever, by deleted bots too */
  readonly tasks_executed: number;
  /** Of active bots */
  readonly tier_distribution: {
    readonly standard: number;
    readonly advanced: number;
    readonly L20: number;
  };
  readonly swarm_count: number;
  /** How many more bots there may be: a bot that drains or is lost keeps its place */
  readonly capacity_remaining: number;
  /** Active bots of all that there may be, with one decimal */
  readonly utilization_percent: number;
  /** Format: date-time. */
  readonly timestamp: string;
  readonly tiers: {
    readonly standard: TierStatistics;
    readonly advanced: TierStatistics;
    readonly L20: TierStatistics;
  };
}

/** GET /bots/{bot_id}: How a bot stands, and how many tasks it has had. */
export type BotsGetAnswer = Bot;

/** DELETE /bots/{bot_id}: Takes a bot away. What it has not ended goes to others of its swarm; its figures stay in the totals. */
export type BotsDeleteAnswer = Bot;

/** POST /bots/{bot_id}/drain: Gives a bot nothing new: it ends what it has. */
export type BotsDrainAnswer = Bot;

/** POST /bots/{bot_id}/lease: Hands a bot its next task, with a time by which it must be heard of: or else another bot gets it. */
export interface BotsLeaseAsked {
  /**
   * From now on, in milliseconds; 60000 without it
   * At least 1000.
   * At most 3600000.
   */
  readonly duration_ms?: number;
  /** The one that it wants; the oldest without it */
  readonly task_id?: string;
}

/** POST /bots/{bot_id}/lease: Hands a bot its next task, with a time by which it must be heard of: or else another bot gets it. */
export type BotsLeaseAnswer = Lease;

/** POST /bots/{bot_id}/heartbeat: Says that a bot still works at the task that it has leased. */
export interface BotsHeartbeatAsked {
  /**
   * From now on, in milliseconds; 60000 without it
   * At least 1000.
   * At most 3600000.
   */
  readonly duration_ms?: number;
}

/** POST /bots/{bot_id}/heartbeat: Says that a bot still works at the task that it has leased. */
export interface BotsHeartbeatAnswer {
  readonly bot_id: string;
  readonly task_id: string;
  /** Format: date-time. */
  readonly lease_until: string;
}

/** POST /bots/{bot_id}/tasks: Gives a bot a task. */
export interface BotsAssignAsked {
  /** What is to be done: any word, or the name of a registered workflow or `service.method`, which the orchestrator then does itself */
  readonly type: string;
  /** What the bot needs for it; an empty object without it */
  readonly data?: Json;
  /** The bot must have all of them */
  readonly required_capabilities?: readonly string[];
}

/** POST /bots/{bot_id}/tasks: Gives a bot a task. */
export type BotsAssignAnswer = AssignedTask;

/** GET /bots/{bot_id}/tasks: What a bot has to do, in the order in which it will, then what it has ended of late. */
export interface BotsTasksAsked {
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /bots/{bot_id}/tasks: What a bot has to do, in the order in which it will, then what it has ended of late. */
export type BotsTasksAnswer = BotTasks;

/** POST /swarms/{swarm_id}/assign: Gives one task to that bot of a swarm which has the least to do. */
export interface SwarmsAssignAsked {
  /** What is to be done: any word, or the name of a registered workflow or `service.method`, which the orchestrator then does itself */
  readonly type: string;
  /** What the bot needs for it; an empty object without it */
  readonly data?: Json;
  /** The bot must have all of them */
  readonly required_capabilities?: readonly string[];
}

/** POST /swarms/{swarm_id}/assign: Gives one task to that bot of a swarm which has the least to do. */
export type SwarmsAssignAnswer = GivenTask;

/** POST /bots/{bot_id}/tasks/{task_id}/complete: Says that a bot has done a task. */
export interface BotsCompleteAsked {
  /** What came of it */
  readonly result?: Json;
}

/** POST /bots/{bot_id}/tasks/{task_id}/complete: Says that a bot has done a task. */
export interface BotsCompleteAnswer {
  readonly task_id: string;
  readonly bot_id: string;
  readonly status: 'completed';
  /** Format: date-time. */
  readonly completed_at: string;
}

/** POST /bots/{bot_id}/tasks/{task_id}/fail: Says that a bot could not do a task, and why. Nobody tries it again. */
export interface BotsFailAsked {
  /** The first 500 characters are kept */
  readonly error: string;
}

/** POST /bots/{bot_id}/tasks/{task_id}/fail: Says that a bot could not do a task, and why. Nobody tries it again. */
export interface BotsFailAnswer {
  readonly task_id: string;
  readonly bot_id: string;
  readonly status: 'failed';
  /** Format: date-time. */
  readonly failed_at: string;
}

/** POST /swarms: Makes a swarm of equal bots, all of them or none. */
export interface SwarmsCreateAsked {
  /** Your own: `swarm-123`, whose bots are `bot-123-0`, `bot-123-1` …; made up otherwise */
  readonly id?: string;
  readonly name: string;
  /**
   * At least 1.
   * At most 10000000.
   */
  readonly count: number;
  /** standard, advanced or L20, in any case */
  readonly tier: string;
  /** What each of them can do; a task may ask for some of them */
  readonly capabilities?: readonly string[];
}

/** POST /swarms: Makes a swarm of equal bots, all of them or none. */
export type SwarmsCreateAnswer = CreatedSwarm;

/** GET /swarms: Swarms in the order of their making, in pages. */
export interface SwarmsListAsked {
  readonly status?: 'active' | 'resizing' | 'draining';
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /swarms: Swarms in the order of their making, in pages. */
export interface SwarmsListAnswer {
  readonly swarms: readonly Swarm[];
  /** Null on the last page */
  readonly next_cursor: string | null;
}

/** GET /swarms/{swarm_id}: How a swarm stands: its bots and their tasks in figures. */
export type SwarmsGetAnswer = Swarm;

/** PATCH /swarms/{swarm_id}: Makes a swarm larger or smaller. Of more bots than are wanted, those with the highest numbers go; what they had goes to others. */
export interface SwarmsResizeAsked {
  /**
   * At least 0.
   * At most 10000000.
   */
  readonly count: number;
}

/** PATCH /swarms/{swarm_id}: Makes a swarm larger or smaller. Of more bots than are wanted, those with the highest numbers go; what they had goes to others. */
export type SwarmsResizeAnswer = Swarm;

/** DELETE /swarms/{swarm_id}: Takes a swarm and its bots away. What they have not ended is cancelled; their figures stay in the totals. */
export type SwarmsDeleteAnswer = Swarm;

/** POST /swarms/{swarm_id}/drain: Gives the bots of a swarm nothing new: they end what they have. */
export type SwarmsDrainAnswer = Swarm;

/** GET /swarms/{swarm_id}/bots: The bots of a swarm, in pages. */
export interface SwarmsBotsAsked {
  readonly status?: 'active' | 'draining' | 'lost';
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /swarms/{swarm_id}/bots: The bots of a swarm, in pages. */
export type SwarmsBotsAnswer = Bots;

/** POST /swarms/{swarm_id}/tasks: Gives a task to every bot of a swarm, in one operation that is done to its end whatever happens. */
export interface SwarmsDistributeAsked {
  /** What is to be done: any word, or the name of a registered workflow or `service.method`, which the orchestrator then does itself */
  readonly type: string;
  /** What the bot needs for it; an empty object without it */
  readonly data?: Json;
  /** The bot must have all of them */
  readonly required_capabilities?: readonly string[];
}

/** POST /swarms/{swarm_id}/tasks: Gives a task to every bot of a swarm, in one operation that is done to its end whatever happens. */
export type SwarmsDistributeAnswer = DistributedTask;

/** GET /swarms/{swarm_id}/tasks: The mass tasks of a swarm and how far they are, the last first. */
export interface SwarmsTasksAsked {
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /swarms/{swarm_id}/tasks: The mass tasks of a swarm and how far they are, the last first. */
export interface SwarmsTasksAnswer {
  readonly tasks: readonly MassTask[];
  /** Null on the last page */
  readonly next_cursor: string | null;
}

/** GET /swarms/{swarm_id}/tasks/{task_id}: How far a mass task is, and what became of it, bot by bot in pages. */
export interface SwarmsTaskAsked {
  readonly status?: 'waiting' | 'assigned' | 'leased' | 'running' | 'completed' | 'failed' | 'cancelled' | 'dead';
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /swarms/{swarm_id}/tasks/{task_id}: How far a mass task is, and what became of it, bot by bot in pages. */
export interface SwarmsTaskAnswer {
  readonly task_id: string;
  readonly swarm_id: string;
  readonly task_type: string;
  /** completed: by every bot. failed: none is pending any more, and some have failed */
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly assignments: number;
  readonly pending: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of its bots, those that have ended it, with one decimal */
  readonly progress_percent: number;
  /** Format: date-time. */
  readonly assigned_at: string;
  /** Bot by bot, in pages */
  readonly outcomes: readonly BotOutcome[];
  /** Null on the last page */
  readonly next_cursor: string | null;
}

/** POST /swarms/{swarm_id}/tasks/{task_id}/retry: Gives a mass task again to those bots that have failed at it, and to no other. */
export interface SwarmsRetryAnswer {
  readonly task_id: string;
  readonly swarm_id: string;
  readonly task_type: string;
  /** completed: by every bot. failed: none is pending any more, and some have failed */
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly assignments: number;
  readonly pending: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of its bots, those that have ended it, with one decimal */
  readonly progress_percent: number;
  /** Format: date-time. */
  readonly assigned_at: string;
  /** How many bots get it again */
  readonly retried: number;
}

/** GET /swarms/{swarm_id}/dead-letters: Tasks that were given up because three bots were lost with them, the last first. */
export interface SwarmsDeadLettersAsked {
  /** From 1 to 1000 */
  readonly limit?: number | string;
  /** What the page before gave as next_cursor */
  readonly cursor?: string;
}

/** GET /swarms/{swarm_id}/dead-letters: Tasks that were given up because three bots were lost with them, the last first. */
export type SwarmsDeadLettersAnswer = BotTasks;

/** POST /swarms/{swarm_id}/dead-letters/{task_id}/retry: Gives a task that was given up to a bot again, for three more attempts. */
export type SwarmsDeadLetterRetryAnswer = GivenTask;

/** DELETE /swarms/{swarm_id}/dead-letters/{task_id}: Throws a task away that was given up; it counts as cancelled. */
export interface SwarmsDeadLetterDiscardAnswer {
  readonly task_id: string;
  readonly status: 'discarded';
  /** Format: date-time. */
  readonly discarded_at: string;
}

/** POST /registry/register: Puts a service on record under a name that steps call; a record of that name is replaced. */
export interface RegistryRegisterAsked {
  readonly name: string;
  readonly base_url?: string;
  readonly base_urls?: readonly string[];
  /** By method JSON Schemas of its `parameters` and its `result`: definitions are checked against them */
  readonly operations?: { readonly [name: string]: { readonly [name: string]: unknown } };
}

/** POST /registry/register: Puts a service on record under a name that steps call; a record of that name is replaced. */
export interface RegistryRegisterAnswer {
  readonly success: true;
  readonly message: string;
  readonly service: Service;
}

/** GET /registry: The services on record. */
export interface RegistryAnswer {
  readonly services: readonly Service[];
}

/** POST /orchestrate: Begins tasks that services and workflows do, all at once or one after the other. */
export interface OrchestrateAsked {
  readonly tasks: readonly {
    /** `image_*`, `video_*`, `crypto_*`, `fraud_*`, `compress*`, `marketing_*`, a workflow, or `service.method` */
    readonly type: string;
    /** What the service is sent, or the inputs of the workflow */
    readonly params?: { readonly [name: string]: unknown };
  }[];
  /** normal without it */
  readonly priority?: 'high' | 'normal' | 'low';
  /** Each when the one before has completed; none after one that did not */
  readonly sequential?: boolean;
  readonly idempotency_key?: string;
}

/** POST /orchestrate: Begins tasks that services and workflows do, all at once or one after the other. */
export interface OrchestrateAnswer {
  readonly task_id: string;
  /** Of one that never began, since another failed before it or all were told to stop: cancelled */
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly priority: 'high' | 'normal' | 'low';
  readonly tasks: readonly {
    readonly task_id: string;
    readonly type: string;
    /** Of one that never began, since another failed before it or all were told to stop: cancelled */
    readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
  }[];
}

/** GET /task/{task_id}: How a task stands: of /orchestrate, of a bot, or of all bots of a swarm. */
export type GetTaskAnswer = {
  readonly task_id: string;
  /** None of several tasks together */
  readonly type?: string;
  /** Of one that never began, since another failed before it or all were told to stop: cancelled */
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
  /** Format: date-time. */
  readonly started_at?: string;
  /** Format: date-time. */
  readonly completed_at?: string;
  /** What the service answered, or the outputs of the workflow */
  readonly result?: unknown;
  /** In place of a long result, among others: the task by itself has it */
  readonly result_bytes?: number;
  readonly error?: string;
  /** The id that /orchestrate gave for all of them */
  readonly part_of?: string;
  readonly priority?: 'high' | 'normal' | 'low';
  readonly sequential?: boolean;
  /** Format: date-time. */
  readonly created_at?: string;
  /** Of one that /orchestrate began */
  readonly tasks?: readonly {
    readonly task_id: string;
    readonly type: string;
    /** Of one that never began, since another failed before it or all were told to stop: cancelled */
    readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
    /** Format: date-time. */
    readonly started_at?: string;
    /** Format: date-time. */
    readonly completed_at?: string;
    /** What the service answered, or the outputs of the workflow */
    readonly result?: unknown;
    /** In place of a long result, among others: the task by itself has it */
    readonly result_bytes?: number;
    readonly error?: string;
  }[];
} | BotTask | MassTask;

/** POST /task/{task_id}/cancel: Stops what /orchestrate began: what has not begun never will, what runs is asked to stop. */
export interface CancelTaskAnswer {
  readonly success: true;
  readonly message: string;
  readonly task_id: string;
}

/** GET /infrastructure/events/history: The events of an execution, made again from its history: the same as the sinks were sent. */
export interface InfrastructureEventsHistoryAsked {
  readonly execution_id: string;
  /** A time as RFC 3339 has it */
  readonly from?: string;
  /** A time as RFC 3339 has it */
  readonly to?: string;
  readonly cursor?: string;
  readonly type?: 'workflow.started' | 'workflow.paused' | 'workflow.resumed' | 'workflow.held' | 'workflow.cancelled' | 'workflow.compensating' | 'workflow.compensated' | 'workflow.completed' | 'step.started' | 'step.completed' | 'step.failed' | 'step.skipped' | 'step.compensating' | 'step.compensated';
  readonly limit?: string;
}

/** GET /infrastructure/events/history: The events of an execution, made again from its history: the same as the sinks were sent. */
export interface InfrastructureEventsHistoryAnswer {
  readonly events: readonly Event[];
  readonly next_cursor: string | null;
}

/** POST /infrastructure/events/replay: Sends the events of an execution to the sinks again, with the ids that they had. */
export interface InfrastructureEventsReplayAsked {
  readonly execution_id: string;
  /** A time as RFC 3339 has it */
  readonly from?: string;
  /** A time as RFC 3339 has it */
  readonly to?: string;
  readonly cursor?: string;
  readonly sinks?: readonly string[];
}

/** POST /infrastructure/events/replay: Sends the events of an execution to the sinks again, with the ids that they had. */
export interface InfrastructureEventsReplayAnswer {
  readonly success: true;
  readonly message: string;
  readonly replayed: number;
  readonly sinks: readonly string[];
  readonly next_cursor: string | null;
}

/** GET /health: The process lives. */
export interface HealthAnswer {
  readonly status: 'healthy';
  readonly service: 'orchestrator';
  readonly redis: 'connected' | 'disconnected' | 'not_configured';
  /** Format: date-time. */
  readonly timestamp: string;
}

/** GET /ready: The process can take work: it is not ending, and Temporal answers. */
export interface ReadyAnswer {
  readonly status: 'ready';
}

/** GET /health/system: How Temporal, the workers and Redis are, as this process sees them. */
export interface HealthSystemAnswer {
  /** unhealthy: Temporal does not answer; degraded: nobody works, or Redis is away */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly service: 'orchestrator';
  /**
   * A few seconds ago, at most
   * Format: date-time.
   */
  readonly checked_at: string;
  readonly temporal: {
    readonly status: 'connected' | 'unreachable';
    readonly address: string;
    readonly server_version?: string;
    readonly answered_in_ms?: number;
  };
  readonly workers: {
    /** unknown: Temporal does not answer */
    readonly status: 'polling' | 'none' | 'unknown';
    readonly task_queue?: string;
    /** Processes that have asked for work within the last minute */
    readonly workflow_pollers?: number;
    /** Processes that have asked for work within the last minute */
    readonly activity_pollers?: number;
  };
  readonly redis: 'connected' | 'disconnected' | 'not_configured';
}

/** GET /info: What this process is. */
export interface InfoAnswer {
  readonly service: 'orchestrator';
  readonly name: 'baton';
  readonly version: string;
  readonly description: string;
  /** The version of Node */
  readonly node: string;
  /** Temporal's, that everything of this process is in */
  readonly namespace: string;
  /** Format: date-time. */
  readonly started_at: string;
  readonly uptime_seconds: number;
  /** Paths */
  readonly documents: {
    readonly openapi: string;
    readonly page: string;
    readonly ifex: string;
  };
}

/** GET /config/effective: What this process was told, by whom, and what of it has no effect. Secrets are not in it. */
export interface ConfigEffectiveAnswer {
  /** Configuration files that there are, in the order in which they count */
  readonly files: readonly string[];
  readonly settings: readonly {
    /** Of the variable */
    readonly name: string;
    /** Null where nothing is set; of secrets *** */
    readonly value: string | null;
    readonly origin: 'environment' | 'file' | 'default';
    /** In the file */
    readonly key?: string;
    /** File, line and column */
    readonly place?: string;
    /** What counts where nothing is set, in words, where no one value says it */
    readonly otherwise?: string;
  }[];
  /** What has no effect, and why */
  readonly notes: readonly string[];
}

/** GET /orchestrator/schema: The IFEX file of this service: its enumerations, structs and methods. */
export interface SchemaAnswer {
  readonly name: 'ifex_orchestrator';
  readonly namespaces: readonly { readonly [name: string]: unknown }[];
  readonly [name: string]: unknown;
}

/** GET /openapi.json: This API as an OpenAPI document, made from the schemas that check what is sent. */
export interface OpenapiJsonAnswer {
  readonly openapi: '3.1.1';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly [name: string]: unknown;
  };
  readonly paths: { readonly [name: string]: unknown };
  readonly components: { readonly [name: string]: unknown };
  readonly [name: string]: unknown;
}

/** GET /docs: This API as a page, to read and to try it. Nothing on it comes from elsewhere. */
export type DocsAnswer = string;

/** GET /docs/{file}: What the page is made of. */
export type DocsFileAnswer = string;
