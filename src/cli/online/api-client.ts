import {
  BatonError,
  BatonUnreachable,
  type Bots,
  type CancelExecutionsAnswer,
  type CancelExecutionsAsked,
  createClient,
  type Decision,
  type EventOfAll,
  type ExecuteWorkflowAnswer,
  type Execution,
  type ExecutionEvent,
  type ExecutionFilter,
  type ExecutionSummary,
  type Explanation,
  type FollowAllOptions,
  type InfrastructureEventsReplayAnswer,
  type Problem,
  type RegisterWorkflowAnswer,
  type RegistryRegisterAnswer,
  type RetryExecutionAnswer,
  type ListedSchedule,
  type ListWorkflowsAnswer,
  type Schedule,
  type Schedules,
  type ScheduleWorkflowAnswer,
  type ScheduleWorkflowAsked,
  type Service,
  type Swarm,
  type Swarms,
  type Tasks,
  type TriggerScheduleAnswer,
} from '../../client/index.ts';
import type { Json, JsonObject } from '../../std/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { printable } from '../terminal.ts';

export type { Decision };
export type Registered = RegisterWorkflowAnswer;
export type Retried = RetryExecutionAnswer;
export type Replayed = InfrastructureEventsReplayAnswer;

export interface Said {
  readonly message: string;
}

export interface ToStart {
  readonly workflow_name: string;
  readonly version?: string;
  readonly inputs: JsonObject;
  readonly execution_id?: string;
}

export interface EventSent {
  readonly event: string;
  readonly value?: Json;
  readonly correlation?: Json;
  readonly id?: string;
}

/** What came of telling many, or would come of it. */
export type ManyTold = CancelExecutionsAnswer;

/** The client as commands use it: what it refuses is a CliError `refused`, silence one `unreachable`. */
export interface ApiClient {
  readonly address: string;
  readonly register: (text: Uint8Array, format: 'yaml' | 'json', name?: string) => Promise<Registered>;
  readonly putSequence: (action: string, text: Uint8Array, format: 'yaml' | 'json') => Promise<Registered>;
  readonly execute: (request: ToStart) => Promise<ExecuteWorkflowAnswer>;
  readonly status: (executionId: string) => Promise<Execution>;
  /** Those started last first, as far as they are taken. */
  readonly executions: (filter: ExecutionFilter) => AsyncIterable<ExecutionSummary>;
  readonly explain: (
    executionId: string,
    asked: { readonly stepId?: string; readonly all?: boolean },
  ) => Promise<Explanation>;
  readonly cancel: (executionId: string, reason?: string) => Promise<Said>;
  readonly pause: (executionId: string) => Promise<Said>;
  readonly resume: (executionId: string) => Promise<Said>;
  readonly retry: (executionId: string) => Promise<Retried>;
  readonly decide: (executionId: string, decision: Decision) => Promise<Said>;
  /** Of a filter the first answer only says which. */
  readonly many: (word: 'cancel' | 'retry', asked: CancelExecutionsAsked) => Promise<ManyTold>;
  readonly send: (executionId: string, event: EventSent) => Promise<Said>;
  readonly events: (executionId: string) => Promise<readonly ExecutionEvent[]>;
  /** As they come, until the execution has ended. */
  readonly follow: (
    executionId: string,
    signal: AbortSignal,
    from?: { readonly after: string | undefined; readonly patienceMs: number },
  ) => AsyncIterable<ExecutionEvent>;
  /** Of all executions, as they come. */
  readonly followAll: (options: FollowAllOptions) => AsyncIterable<EventOfAll>;
  readonly replay: (executionId: string, sinks: readonly string[], cursor: string | null) => Promise<Replayed>;
  readonly definition: (name: string, version?: string) => Promise<JsonObject | null>;
  readonly workflows: () => Promise<ListWorkflowsAnswer>;
  readonly registerService: (name: string, urls: readonly string[]) => Promise<RegistryRegisterAnswer>;
  readonly services: () => Promise<readonly Service[]>;
  readonly schedules: ToldSchedules;
  readonly bots: ToldBots;
  readonly swarms: ToldSwarms;
  readonly tasks: Tasks;
}

type ToldBots = Pick<Bots, 'get' | 'statistics' | 'assign' | 'list'>;
type ToldSwarms = Pick<Swarms, 'create' | 'get' | 'resize' | 'delete' | 'assign' | 'distribute'> & {
  readonly list: () => Promise<readonly Swarm[]>;
};

export interface ToldSchedules {
  readonly create: (
    job: ScheduleWorkflowAsked | Uint8Array,
    format: 'yaml' | 'json',
  ) => Promise<ScheduleWorkflowAnswer>;
  readonly get: (id: string) => Promise<Schedule>;
  readonly list: () => Promise<readonly ListedSchedule[]>;
  readonly pause: (id: string, note?: string) => Promise<Said>;
  readonly resume: (id: string, note?: string) => Promise<Said>;
  readonly trigger: (id: string, overlap?: Schedule['overlap']) => Promise<TriggerScheduleAnswer>;
  readonly backfill: (
    id: string,
    span: { readonly from: string; readonly to: string },
    overlap?: Schedule['overlap'],
  ) => Promise<Said>;
  readonly delete: (id: string) => Promise<Said>;
}

function toldSchedules(schedules: Schedules): ToldSchedules {
  const withNote = (note: string | undefined) => (note === undefined ? {} : { note });
  const withOverlap = (overlap: Schedule['overlap'] | undefined) => (overlap === undefined ? {} : { overlap });
  return {
    create: (job, format) => told(schedules.create(job, { format })),
    get: (id) => told(schedules.get(id)),
    list: () => told(allOf(schedules.list())),
    pause: (id, note) => told(schedules.pause(id, withNote(note))),
    resume: (id, note) => told(schedules.resume(id, withNote(note))),
    trigger: (id, overlap) => told(schedules.trigger(id, withOverlap(overlap))),
    backfill: (id, span, overlap) => told(schedules.backfill(id, span, withOverlap(overlap))),
    delete: (id) => told(schedules.delete(id)),
  };
}

/** How long the API may be away while events are followed. */
const PATIENCE_MS = 60_000;

export function apiClient(address: string): ApiClient {
  // Somebody sits there and sees what is wrong at once: who follows an execution has patience of its own.
  const { tasks, ...client } = createClient({ address, retries: 0 });
  const { workflows, executions, schedules, services, sequences, bots, swarms } = client;
  return {
    address,
    register: (text, format, name) => told(workflows.register(text, { format, ...(name !== undefined && { name }) })),
    putSequence: async (action, text, format) => {
      const { action: name, ...put } = await told(sequences.put(action, text, { format }));
      return { ...put, name };
    },
    execute: ({ workflow_name, inputs, version, execution_id }) =>
      told(
        executions.start(workflow_name, inputs, {
          ...(version !== undefined && { version }),
          ...(execution_id !== undefined && { executionId: execution_id }),
        }),
      ),
    status: (id) => told(executions.status(id)),
    executions: (filter) => toldEach(executions.list(filter)),
    explain: (id, asked) => told(executions.explain(id, asked)),
    cancel: (id, reason) => told(executions.cancel(id, reason === undefined ? {} : { reason })),
    pause: (id) => told(executions.pause(id)),
    resume: (id) => told(executions.resume(id)),
    retry: (id) => told(executions.retry(id)),
    decide: (id, decision) => told(executions.decide(id, decision)),
    many: (word, asked) => told(word === 'cancel' ? executions.cancelMany(asked) : executions.retryMany(asked)),
    send: (id, event) => told(executions.sendEvent(id, event)),
    events: (id) => told(allOf(executions.events(id))),
    follow: (id, signal, { after, ...patience } = { after: undefined, patienceMs: PATIENCE_MS }) =>
      toldEach(executions.follow(id, { signal, ...patience, ...(after !== undefined && { after }) })),
    followAll: (options) => toldEach(executions.followAll(options)),
    replay: (id, sinks, cursor) =>
      told(executions.replayEvents(id, { ...(sinks.length > 0 && { sinks }), ...(cursor !== null && { cursor }) })),
    definition: (name, version) =>
      told(workflows.get(name, version === undefined ? {} : { version })) as Promise<JsonObject | null>,
    workflows: () => told(workflows.listed()),
    registerService: (name, base_urls) => told(services.register({ name, base_urls })),
    services: () => told(services.list()),
    schedules: toldSchedules(schedules),
    bots: {
      get: (id) => told(bots.get(id)),
      statistics: () => told(bots.statistics()),
      assign: (id, task) => told(bots.assign(id, task)),
      list: (filter) => toldEach(bots.list(filter)),
    },
    swarms: {
      create: (swarm) => told(swarms.create(swarm)),
      get: (id) => told(swarms.get(id)),
      list: () => told(allOf(swarms.list())),
      resize: (id, count) => told(swarms.resize(id, count)),
      delete: (id) => told(swarms.delete(id)),
      assign: (id, task) => told(swarms.assign(id, task)),
      distribute: (id, task) => told(swarms.distribute(id, task)),
    },
    tasks: {
      orchestrate: (asked, options) => told(tasks.orchestrate(asked, options)),
      get: (id) => told(tasks.get(id)),
      cancel: (id) => told(tasks.cancel(id)),
    },
  };
}

async function allOf<Each>(those: AsyncIterable<Each>): Promise<readonly Each[]> {
  const all: Each[] = [];
  for await (const each of those) all.push(each);
  return all;
}

async function* toldEach<Each>(those: AsyncGenerator<Each, void, undefined>): AsyncGenerator<Each, void, undefined> {
  try {
    for (;;) {
      const next = await told(those.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await those.return();
  }
}

/** What the client throws, in the words and with the exit code of a command. */
async function told<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof BatonError) {
      const code = error.status >= 500 ? exitCodes.unreachable : exitCodes.refused;
      throw new CliError(code, problemText(error.problem), error.problem);
    }
    if (!(error instanceof BatonUnreachable)) throw error;
    // One that answers otherwise is there; one that does not answer may not be.
    const advice =
      error.cause === undefined ? '' : '\nIs it running? `npm start` brings it up; BATON_URL names another.';
    throw new CliError(exitCodes.unreachable, `${error.message}${advice}`);
  }
}

/** The message, then each detail on a line of its own unless it only repeats the message. */
export function problemText({ error }: Problem): string {
  const lines = [`${printable(error.message)} [${error.code}]`];
  for (const { message, path, line, column, severity, code, hint } of error.details) {
    const place = line === undefined ? (path ?? '') : `line ${line}, column ${column ?? 1}`;
    const where = place === '' ? '' : `${place}: `;
    const advice = hint === undefined || message.includes(hint) ? '' : ` (${hint})`;
    if (message !== error.message || where !== '')
      lines.push(`  ${printable(`${where}${severity}: ${message}${advice}`)} [${code}]`);
  }
  return lines.join('\n');
}
