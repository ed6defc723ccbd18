import type { ExecutionAnswer, Problem, ProblemDetail, ToldEvent } from '../../api/index.ts';
import { isObject, type Json, type JsonObject, own } from '../../std/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { printable } from '../terminal.ts';

export interface Started {
  readonly execution_id: string;
  readonly workflow_name: string;
  readonly version: string;
}

export interface Registered {
  readonly name: string;
  readonly version: string;
  readonly unchanged: boolean;
  readonly message: string;
  readonly warnings: readonly ProblemDetail[];
}

/** What an operator may say about an execution that is held. */
export type Decision = 'retry' | 'skip' | 'compensate';

export interface Said {
  readonly message: string;
}

export interface Retried extends Said {
  readonly execution_id: string;
  /** The steps that the new execution has taken over. */
  readonly carried: readonly string[];
}

export interface EventSent {
  readonly event: string;
  readonly value?: Json;
  readonly correlation?: Json;
  readonly id?: string;
}

export interface Replayed extends Said {
  readonly replayed: number;
  readonly sinks: readonly string[];
  /** Where to go on, if there was no time for all. */
  readonly next_cursor: string | null;
}

export interface RegisteredService {
  readonly name: string;
  readonly base_urls: readonly string[];
  readonly origin: 'registered' | 'configured';
}

export interface ListedWorkflow {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
}

/** The API's methods that commands use. What it refuses is a CliError `refused`, silence one `unreachable`. */
export interface ApiClient {
  readonly address: string;
  readonly register: (text: Uint8Array, format: 'yaml' | 'json') => Promise<Registered>;
  readonly execute: (request: JsonObject) => Promise<Started>;
  readonly status: (executionId: string) => Promise<ExecutionAnswer>;
  readonly cancel: (executionId: string, reason?: string) => Promise<Said>;
  readonly pause: (executionId: string) => Promise<Said>;
  readonly resume: (executionId: string) => Promise<Said>;
  readonly retry: (executionId: string) => Promise<Retried>;
  readonly decide: (executionId: string, decision: Decision) => Promise<Said>;
  readonly send: (executionId: string, event: EventSent) => Promise<Said>;
  readonly events: (executionId: string) => Promise<readonly ToldEvent[]>;
  readonly replay: (executionId: string, sinks: readonly string[], cursor: string | null) => Promise<Replayed>;
  readonly definition: (name: string, version: string) => Promise<JsonObject | null>;
  readonly workflows: () => Promise<readonly ListedWorkflow[]>;
  readonly registerService: (
    name: string,
    urls: readonly string[],
  ) => Promise<Said & { readonly service: RegisteredService }>;
  readonly services: () => Promise<readonly RegisteredService[]>;
}

const DEADLINE_MS = 15_000;

export function apiClient(address: string): ApiClient {
  const post = (method: string, body: JsonObject): Promise<JsonObject> =>
    call(address, `orchestrator/${method}`, asJson(body));
  const say = async (method: string, body: JsonObject): Promise<Said> =>
    (await post(`${method}_execution`, body)) as unknown as Said;
  // The answers are those of our own API, whose shapes its tests hold.
  return {
    address,
    register: async (text, format) => {
      const answer = await call(address, 'orchestrator/register_workflow', {
        contentType: `application/${format}`,
        body: text,
      });
      return answer as unknown as Registered;
    },
    execute: async (request) => (await post('execute_workflow', request)) as unknown as Started,
    status: async (execution_id) =>
      own(await post('get_execution_status', { execution_id }), 'execution') as unknown as ExecutionAnswer,
    cancel: (execution_id, reason) => say('cancel', { execution_id, ...(reason !== undefined && { reason }) }),
    pause: (execution_id) => say('pause', { execution_id }),
    resume: (execution_id) => say('resume', { execution_id }),
    retry: async (execution_id) => (await post('retry_execution', { execution_id })) as unknown as Retried,
    decide: (execution_id, decision) => say('decide', { execution_id, decision }),
    send: async (execution_id, event) => (await post('send_event', { execution_id, ...event })) as unknown as Said,
    events: async (execution_id) => {
      const events: ToldEvent[] = [];
      let cursor: string | null = null;
      do {
        const asked = new URLSearchParams({ execution_id, ...(cursor !== null && { cursor }) });
        const page = await call(address, `infrastructure/events/history?${asked.toString()}`);
        events.push(...(own(page, 'events') as unknown as readonly ToldEvent[]));
        cursor = own(page, 'next_cursor') as string | null;
      } while (cursor !== null);
      return events;
    },
    replay: async (execution_id, sinks, cursor) => {
      const asked = { execution_id, ...(sinks.length > 0 && { sinks }), ...(cursor !== null && { cursor }) };
      return (await call(address, 'infrastructure/events/replay', asJson(asked))) as unknown as Replayed;
    },
    definition: async (workflow_name, version) => {
      const workflow = own(await post('get_workflow', { workflow_name, version }), 'workflow');
      return isObject(workflow) ? workflow : null;
    },
    workflows: async () => own(await post('list_workflows', {}), 'workflows') as unknown as readonly ListedWorkflow[],
    registerService: async (name, base_urls) => {
      const answer = await call(address, 'registry/register', asJson({ name, base_urls }));
      return answer as unknown as Said & { readonly service: RegisteredService };
    },
    services: async () => own(await call(address, 'registry'), 'services') as unknown as readonly RegisteredService[],
  };
}

interface Sent {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

function asJson(body: JsonObject): Sent {
  return { contentType: 'application/json', body: JSON.stringify(body) };
}

/** POST where something is sent, GET otherwise. */
async function call(address: string, path: string, sent?: Sent): Promise<JsonObject> {
  const url = `${address}/${path}`;
  let status: number;
  let text: string;
  try {
    const accept = 'application/json';
    const response = await fetch(url, {
      ...(sent === undefined
        ? { headers: { accept } }
        : { method: 'POST', headers: { 'content-type': sent.contentType, accept }, body: sent.body }),
      signal: AbortSignal.timeout(DEADLINE_MS),
      redirect: 'error',
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw unreachable(
      `no answer from ${address}: ${reasonOf(error)}\nIs it running? \`npm start\` brings it up; BATON_URL names another.`,
    );
  }
  const answer = parsed(text);
  if (!isObject(answer))
    throw unreachable(`${address} is no Baton API: it answered ${status} with something other than JSON`);
  if (status >= 200 && status < 300) return answer;
  if (!isProblem(answer)) throw unreachable(`${address} is no Baton API: it answered ${status} in another form`);
  throw new CliError(status >= 500 ? exitCodes.unreachable : exitCodes.refused, problemText(answer), answer);
}

function unreachable(message: string): CliError {
  return new CliError(exitCodes.unreachable, message);
}

/** `fetch failed` alone says nothing; what failed is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing came within ${DEADLINE_MS / 1000} s`;
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED') return 'nothing listens there';
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isProblem(answer: JsonObject): answer is Problem & JsonObject {
  const error = answer['error'];
  return typeof answer['message'] === 'string' && isObject(error) && Array.isArray(error['details']);
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
