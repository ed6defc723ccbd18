import type {
  CancelExecutionAnswer,
  CancelExecutionsAnswer,
  CancelExecutionsAsked,
  Event,
  DecideExecutionAsked,
  DecideExecutionAnswer,
  ExecuteWorkflowAnswer,
  ExecuteWorkflowAsked,
  Execution,
  ExplainExecutionAnswer,
  ExplainExecutionAsked,
  GetExecutionStatusAnswer,
  InfrastructureEventsHistoryAnswer,
  InfrastructureEventsHistoryAsked,
  InfrastructureEventsReplayAnswer,
  InfrastructureEventsReplayAsked,
  Json,
  ListExecutionsAnswer,
  ListExecutionsAsked,
  PauseExecutionAnswer,
  ResumeExecutionAnswer,
  RetryExecutionAnswer,
  RetryExecutionsAnswer,
  RetryExecutionsAsked,
  SendEventAnswer,
  SendEventAsked,
  SkipExecutionAnswer,
} from './api-types.ts';
import { follow, type FollowOptions } from './follow.ts';
import { type EventOfAll, followAll, type FollowAllOptions } from './follow-all.ts';
import { BatonError, BatonUnreachable } from './baton-error.ts';
import { pages } from './pages.ts';
import { get, madeUpKey, post } from './requests.ts';
import { type Call, type CallOptions, pause, type Transport } from './transport.ts';
import { type EndedExecution, hasEnded, type InputsOf, type NameOf, type OutputsOf } from './workflow-types.ts';

export interface StartOptions extends CallOptions {
  /** The version that was registered last, unless given. */
  readonly version?: string;
  /** Your own; taken is an error. Such a start is not sent again where no answer came: look with `status` then. */
  readonly executionId?: string;
  /** Who says the same again gets the same execution. Made up for each call unless given, so that a start whose answer
   * was lost starts nothing twice. */
  readonly idempotencyKey?: string;
  /** 1 goes before 5; `high` is 1, `normal` 3, `low` 5. */
  readonly priority?: NonNullable<ExecuteWorkflowAsked['priority']>;
}

export interface EventToSend extends Omit<SendEventAsked, 'execution_id' | 'value' | 'correlation' | 'cursor'> {
  /** The result of the step that takes it; null unless given. */
  readonly value?: unknown;
  readonly correlation?: unknown;
}

export type Decision = DecideExecutionAsked['decision'];
export type ExecutionEvent = Event;
export type EventsAsked = Omit<InfrastructureEventsHistoryAsked, 'execution_id' | 'cursor' | 'limit'>;
export type ReplayAsked = Omit<InfrastructureEventsReplayAsked, 'execution_id'>;

export type Explanation = ExplainExecutionAnswer['explanation'];

/** Which executions are meant: all that is given has to hold. `limit` is how many a request brings, not how many there are. */
export type ExecutionFilter = Omit<ListExecutionsAsked, 'cursor'>;
export type ExecutionSummary = ListExecutionsAnswer['executions'][number];

/** What became of an event to all. */
export interface EventToAll {
  readonly id: string;
  /** To how many executions it went. */
  readonly sent: number;
  /** How many hold as many events as they can. */
  readonly full: number;
}

export interface ExplainOptions extends CallOptions {
  /** Only this step. */
  readonly stepId?: string;
  /** Also the steps that have completed and were not undone. */
  readonly all?: boolean;
  /** How many steps at most; 100 unless given, up to 1,000. */
  readonly limit?: number;
  /** The `next_cursor` of the explanation before. */
  readonly cursor?: string;
}

export interface Executions<Workflows> {
  /** Starts an execution. What was acknowledged is never lost. */
  start<Name extends NameOf<Workflows>>(
    name: Name,
    inputs: InputsOf<Workflows, Name>,
    options?: StartOptions,
  ): Promise<ExecuteWorkflowAnswer>;
  /** Starts an execution and waits for its end, however it ends: look at `status`. */
  startAndWait<Name extends NameOf<Workflows>>(
    name: Name,
    inputs: InputsOf<Workflows, Name>,
    options?: StartOptions,
  ): Promise<EndedExecution<OutputsOf<Workflows, Name>>>;
  /** How it stands, every step of it. */
  status(executionId: string, options?: CallOptions): Promise<Execution>;
  /** Executions that fit, those started last first, page by page as they are taken. */
  list(filter?: ExecutionFilter, options?: CallOptions): AsyncGenerator<ExecutionSummary, void, undefined>;
  /** Why it stands as it does, step by step, and what would change that: in words, and as what the words are made from. */
  explain(executionId: string, options?: ExplainOptions): Promise<Explanation>;
  /** Waits for its end, for as long as that takes; `signal` ends the waiting. */
  wait(executionId: string, options?: CallOptions): Promise<EndedExecution>;
  /** Stops it: what was done is undone. The answer does not wait for that. */
  cancel(executionId: string, options?: CallOptions & { readonly reason?: string }): Promise<CancelExecutionAnswer>;
  /** Lets nothing new begin. */
  pause(executionId: string, options?: CallOptions): Promise<PauseExecutionAnswer>;
  resume(executionId: string, options?: CallOptions): Promise<ResumeExecutionAnswer>;
  /** Runs again what failed: in a new execution, whose id is in the answer, or in one that is held. Not sent again where
   * no answer came: look with `status` then. */
  retry(executionId: string, options?: CallOptions): Promise<RetryExecutionAnswer>;
  /** Cancels many: of a filter the first answer only says which, and holds the `confirm` that does it. */
  cancelMany(asked: CancelExecutionsAsked, options?: CallOptions): Promise<CancelExecutionsAnswer>;
  /** Retries many, in the same manner. */
  retryMany(asked: RetryExecutionsAsked, options?: CallOptions): Promise<RetryExecutionsAnswer>;
  /** Takes what failed as skipped, in one that is held. */
  skip(executionId: string, options?: CallOptions): Promise<SkipExecutionAnswer>;
  /** Says what becomes of one that is held. */
  decide(executionId: string, decision: Decision, options?: CallOptions): Promise<DecideExecutionAnswer>;
  /** An event that a step of it waits for, or will wait for. It counts once, however often it is sent again. */
  sendEvent(executionId: string, event: EventToSend, options?: CallOptions): Promise<SendEventAnswer>;
  /** An event to all that run and may wait for it. */
  sendEventToAll(event: EventToSend, options?: CallOptions): Promise<EventToAll>;
  /** What has become of it so far, in order. */
  events(executionId: string, options?: CallOptions & EventsAsked): AsyncGenerator<ExecutionEvent, void, undefined>;
  /** What becomes of it, from the beginning, as it happens, until it has ended. Goes on by itself where the connection was
   * lost: no event is missed, none comes twice. */
  follow(executionId: string, options?: FollowOptions): AsyncGenerator<ExecutionEvent, void, undefined>;
  /** What becomes of all executions as a whole, as it happens, until `signal` ends it. Goes on by itself where the connection
   * was lost; an event may come twice, with the same `id` inside. */
  followAll(options?: FollowAllOptions): AsyncGenerator<EventOfAll, void, undefined>;
  /** Sends what has become of it to the server's event sinks again. */
  replayEvents(
    executionId: string,
    asked?: ReplayAsked,
    options?: CallOptions,
  ): Promise<InfrastructureEventsReplayAnswer>;
}

/** How long a start may leave the waiting to the server: less than proxies wait for an answer. */
const SERVER_WAITS_MS = 20_000;
/** How long a request about many may take: that much for counting, and as much again. */
const SERVER_COUNTS_MS = 30_000;
const FIRST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 1_000;

export function createExecutions<Workflows>(transport: Transport): Executions<Workflows> {
  const word = async <Answer>(
    method: string,
    fields: object,
    isSafe: boolean,
    options: CallOptions = {},
  ): Promise<Answer> => await transport.call(post(`/orchestrator/${method}`, fields, isSafe, options));

  const many = async <Answer>(method: string, asked: object, isSafe: boolean, options: CallOptions): Promise<Answer> =>
    await transport.call({ ...post(`/orchestrator/${method}`, asked, isSafe, options), waitsMs: SERVER_COUNTS_MS });

  const status = async (execution_id: string, options: CallOptions = {}): Promise<Execution> => {
    const asked = get('/orchestrator/get_execution_status', { execution_id }, options);
    const answer: GetExecutionStatusAnswer = await transport.call(asked);
    return answer.execution;
  };

  const started = async (
    workflow_name: string,
    inputs: object,
    { version, executionId, idempotencyKey, priority, ...options }: StartOptions,
    wait_ms?: number,
  ): Promise<ExecuteWorkflowAnswer> => {
    const key = idempotencyKey ?? (executionId === undefined ? madeUpKey() : undefined);
    const fields = {
      workflow_name,
      inputs,
      version,
      execution_id: executionId,
      idempotency_key: key,
      priority,
      wait_ms,
    };
    const call = post('/orchestrator/execute_workflow', fields, key !== undefined, options);
    return await transport.call(wait_ms === undefined ? call : { ...call, waitsMs: wait_ms });
  };
  const start: Executions<Workflows>['start'] = async (name, inputs, options = {}) =>
    await started(name, inputs, options);

  const wait = async (executionId: string, { signal }: CallOptions = {}): Promise<EndedExecution> => {
    const options = signal === undefined ? {} : { signal };
    for (let ms = FIRST_LOOK_MS; ; ms = Math.min(ms * 1.5, LONGEST_LOOK_MS)) {
      const execution = await status(executionId, options);
      if (hasEnded(execution)) return execution as EndedExecution;
      // One that takes a while is listened to; where that cannot be, it is looked at now and then.
      if (ms === LONGEST_LOOK_MS) await heardOut(executionId, options);
      await pause(ms, signal);
    }
  };
  const heardOut = async (executionId: string, options: CallOptions): Promise<void> => {
    try {
      const events = follow(transport, executionId, { ...options, patienceMs: 0 });
      while ((await events.next()).done !== true);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof BatonError || error instanceof BatonUnreachable)) throw error;
    }
  };

  return {
    start,
    startAndWait: async <Name extends NameOf<Workflows>>(
      name: Name,
      inputs: InputsOf<Workflows, Name>,
      options: StartOptions = {},
    ) => {
      const { execution_id, execution } = await started(name, inputs, options, SERVER_WAITS_MS);
      const ended = execution !== undefined && hasEnded(execution) ? execution : await wait(execution_id, options);
      return ended as EndedExecution<OutputsOf<Workflows, Name>>;
    },
    status,
    list: (filter = {}, options = {}) => listed(transport, filter, options),
    explain: async (execution_id, { stepId: step_id, all, limit, cursor, ...options } = {}) => {
      const fields: ExplainExecutionAsked = {
        execution_id,
        ...(step_id !== undefined && { step_id }),
        ...(all !== undefined && { all }),
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      };
      const answer: ExplainExecutionAnswer = await word('explain_execution', fields, true, options);
      return answer.explanation;
    },
    wait,
    cancel: async (execution_id, { reason, ...options } = {}) =>
      await word('cancel_execution', { execution_id, reason }, true, options),
    pause: async (execution_id, options) => await word('pause_execution', { execution_id }, true, options),
    resume: async (execution_id, options) => await word('resume_execution', { execution_id }, true, options),
    // By the second time its retry may have failed, and what failed in that would run again.
    retry: async (execution_id, options) => await word('retry_execution', { execution_id }, false, options),
    // To cancel what has been is told, and changes nothing.
    cancelMany: async (asked, options = {}) => await many('cancel_executions', asked, true, options),
    retryMany: async (asked, options = {}) => await many('retry_executions', asked, isDryRun(asked), options),
    skip: async (execution_id, options) => await word('skip_execution', { execution_id }, false, options),
    // By the second time it may be held for another reason.
    decide: async (execution_id, decision, options) =>
      await word('decide_execution', { execution_id, decision }, false, options),
    sendEvent: async (execution_id, event, options) =>
      await word('send_event', { execution_id, ...event, id: event.id ?? madeUpKey() }, true, options),
    sendEventToAll: async (event, options) => {
      const id = event.id ?? madeUpKey();
      let [sent, full] = [0, 0];
      let cursor: string | null | undefined;
      do {
        const fields = { ...event, id, cursor: cursor ?? undefined };
        const answer: SendEventAnswer = await word('send_event', fields, true, options);
        sent += answer.sent ?? 0;
        full += answer.full ?? 0;
        cursor = answer.next_cursor;
      } while (typeof cursor === 'string');
      return { id, sent, full };
    },
    events: (execution_id, options = {}) => eventsOf(transport, execution_id, options),
    follow: (execution_id, options = {}) => follow(transport, execution_id, options),
    followAll: (options = {}) => followAll(transport, options),
    replayEvents: async (execution_id, asked = {}, options = {}) =>
      await transport.call(post('/infrastructure/events/replay', { execution_id, ...asked }, false, options)),
  };
}

function isDryRun({ dry_run, filter, confirm }: RetryExecutionsAsked): boolean {
  return dry_run ?? (filter !== undefined && confirm === undefined);
}

function listed(
  transport: Transport,
  filter: ExecutionFilter,
  options: CallOptions,
): AsyncGenerator<ExecutionSummary, void, undefined> {
  const callFor = (cursor: string | undefined): Call => {
    const fields: ListExecutionsAsked = { ...filter, ...(cursor !== undefined && { cursor }) };
    return post('/orchestrator/list_executions', fields, true, options);
  };
  return pages(transport, callFor, ({ executions }: ListExecutionsAnswer) => executions);
}

function eventsOf(
  transport: Transport,
  execution_id: string,
  { signal, ...asked }: CallOptions & EventsAsked,
): AsyncGenerator<ExecutionEvent, void, undefined> {
  const options = signal === undefined ? {} : { signal };
  return pages(
    transport,
    (cursor) => get('/infrastructure/events/history', { execution_id, ...asked, cursor }, options),
    ({ events }: InfrastructureEventsHistoryAnswer) => events,
  );
}

/** What a step gave, out of how its execution stands; undefined where it gave nothing. */
export function resultOf(execution: Pick<Execution, 'step_results'>, stepId: string): Json | undefined {
  const result = execution.step_results.find((step) => step.step_id === stepId)?.result;
  return result === undefined ? undefined : (JSON.parse(result) as Json);
}
