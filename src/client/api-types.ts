/* What the API takes and gives. Made by `npm run client-types` from the schemas of its routes; not to be edited. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface Action {
  readonly on: 'on_success' | 'on_failure';
  readonly index: number;
  readonly status: 'running' | 'done' | 'failed';
  readonly attempt?: number;
  readonly error?: Failure;
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

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly step?: string;
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

export interface Problem {
  readonly success: false;
  readonly message: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly request_id: string;
    readonly details: readonly ProblemDetail[];
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

export interface StepResult {
  readonly step_id: string;
  readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'COMPENSATING';
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

export interface Workflow {
  readonly name: string;
  readonly version: string;
  readonly [name: string]: unknown;
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
  /** What the dry run of this filter gave, ten minutes ago at most */
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
export type CancelExecutionsAnswer = {
  readonly success: true;
  readonly message: string;
  readonly dry_run: true;
  readonly count: number;
  /** False where there are more than were counted (5000) */
  readonly count_is_complete: boolean;
  /** The first 20 */
  readonly execution_ids: readonly string[];
  /** Of a filter: with it, the same request does what it says */
  readonly confirm?: string;
} | {
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
};

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
  /** What the dry run of this filter gave, ten minutes ago at most */
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
export type RetryExecutionsAnswer = {
  readonly success: true;
  readonly message: string;
  readonly dry_run: true;
  readonly count: number;
  /** False where there are more than were counted (5000) */
  readonly count_is_complete: boolean;
  /** The first 20 */
  readonly execution_ids: readonly string[];
  /** Of a filter: with it, the same request does what it says */
  readonly confirm?: string;
} | {
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
};

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
  readonly explanation: {
    readonly execution_id: string;
    readonly workflow_name: string;
    readonly version: string;
    readonly status: 'PENDING' | 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
    readonly phase?: 'paused' | 'stopping' | 'held' | 'compensating';
    readonly reason: 'no-worker' | 'task-failing' | 'plan-unknown' | 'running' | 'waiting' | 'paused' | 'held' | 'stopping' | 'compensating' | 'moving' | 'completed' | 'failed' | 'cancelled' | 'terminated';
    /** All of it in words */
    readonly text: string;
    readonly because: readonly ({
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
      readonly reason: 'waits-for-steps' | 'about-to-begin' | 'no-room' | 'paused' | 'held' | 'stopped' | 'moving' | 'never-began' | 'waits-for-event' | 'waits-for-time' | 'calling' | 'retrying' | 'unclaimed' | 'polling' | 'waits-for-workflow' | 'waits-for-other-code' | 'goes-through-list' | 'compensating' | 'completed' | 'carried-over' | 'condition-false' | 'skipped-by-operator' | 'failed' | 'failure-passed' | 'aborted' | 'cut-short';
    } | {
      readonly kind: 'task';
      readonly seconds: number;
      readonly attempt: number;
      /** How many have asked for work within the last minute */
      readonly workers?: number;
      readonly error?: string;
    })[];
    /** What would change it */
    readonly unblock: readonly {
      readonly kind: 'send-event' | 'resume' | 'retry' | 'skip' | 'compensate' | 'wait' | 'explain' | 'mend-service' | 'start-worker' | 'report';
      readonly text: string;
      /** On the command line */
      readonly command?: string;
      /** Of /orchestrator */
      readonly method?: string;
      /** What that method takes */
      readonly fields?: { readonly [name: string]: Json };
    }[];
    readonly counts: {
      readonly total: number;
      readonly pending: number;
      readonly running: number;
      readonly completed: number;
      readonly failed: number;
      readonly skipped: number;
      readonly compensating: number;
    };
    readonly steps: readonly {
      readonly step_id: string;
      readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'COMPENSATING';
      readonly reason: 'waits-for-steps' | 'about-to-begin' | 'no-room' | 'paused' | 'held' | 'stopped' | 'moving' | 'never-began' | 'waits-for-event' | 'waits-for-time' | 'calling' | 'retrying' | 'unclaimed' | 'polling' | 'waits-for-workflow' | 'waits-for-other-code' | 'goes-through-list' | 'compensating' | 'completed' | 'carried-over' | 'condition-false' | 'skipped-by-operator' | 'failed' | 'failure-passed' | 'aborted' | 'cut-short';
      /** All of it in words */
      readonly text: string;
      readonly because: readonly ({
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
        readonly reason: 'waits-for-steps' | 'about-to-begin' | 'no-room' | 'paused' | 'held' | 'stopped' | 'moving' | 'never-began' | 'waits-for-event' | 'waits-for-time' | 'calling' | 'retrying' | 'unclaimed' | 'polling' | 'waits-for-workflow' | 'waits-for-other-code' | 'goes-through-list' | 'compensating' | 'completed' | 'carried-over' | 'condition-false' | 'skipped-by-operator' | 'failed' | 'failure-passed' | 'aborted' | 'cut-short';
      } | {
        readonly kind: 'task';
        readonly seconds: number;
        readonly attempt: number;
        /** How many have asked for work within the last minute */
        readonly workers?: number;
        readonly error?: string;
      })[];
      /** What would change it */
      readonly unblock: readonly {
        readonly kind: 'send-event' | 'resume' | 'retry' | 'skip' | 'compensate' | 'wait' | 'explain' | 'mend-service' | 'start-worker' | 'report';
        readonly text: string;
        /** On the command line */
        readonly command?: string;
        /** Of /orchestrator */
        readonly method?: string;
        /** What that method takes */
        readonly fields?: { readonly [name: string]: Json };
      }[];
      /** Of a step with for_each: the first ten that run, and the first ten that failed */
      readonly elements?: readonly {
        readonly index: number;
        readonly reason: 'waits-for-steps' | 'about-to-begin' | 'no-room' | 'paused' | 'held' | 'stopped' | 'moving' | 'never-began' | 'waits-for-event' | 'waits-for-time' | 'calling' | 'retrying' | 'unclaimed' | 'polling' | 'waits-for-workflow' | 'waits-for-other-code' | 'goes-through-list' | 'compensating' | 'completed' | 'carried-over' | 'condition-false' | 'skipped-by-operator' | 'failed' | 'failure-passed' | 'aborted' | 'cut-short';
        /** All of it in words */
        readonly text: string;
        readonly because: readonly ({
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
          readonly reason: 'waits-for-steps' | 'about-to-begin' | 'no-room' | 'paused' | 'held' | 'stopped' | 'moving' | 'never-began' | 'waits-for-event' | 'waits-for-time' | 'calling' | 'retrying' | 'unclaimed' | 'polling' | 'waits-for-workflow' | 'waits-for-other-code' | 'goes-through-list' | 'compensating' | 'completed' | 'carried-over' | 'condition-false' | 'skipped-by-operator' | 'failed' | 'failure-passed' | 'aborted' | 'cut-short';
        } | {
          readonly kind: 'task';
          readonly seconds: number;
          readonly attempt: number;
          /** How many have asked for work within the last minute */
          readonly workers?: number;
          readonly error?: string;
        })[];
        /** What would change it */
        readonly unblock: readonly {
          readonly kind: 'send-event' | 'resume' | 'retry' | 'skip' | 'compensate' | 'wait' | 'explain' | 'mend-service' | 'start-worker' | 'report';
          readonly text: string;
          /** On the command line */
          readonly command?: string;
          /** Of /orchestrator */
          readonly method?: string;
          /** What that method takes */
          readonly fields?: { readonly [name: string]: Json };
        }[];
      }[];
    }[];
    readonly next_cursor: string | null;
  };
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
  /** What registering it would come to: conflict where its version has other content on record */
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
