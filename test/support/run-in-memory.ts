import {
  advance,
  callId,
  type CallRef,
  newState,
  type Observation,
  type Outcome,
  planIndex,
  type StartCall,
  type State,
} from '../../src/engine/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { FailureCode } from '../../src/problems/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';

/** What a service does with one attempt. Unanswered, the attempt ends when its connection is lost or at its time-out. */
export type Answer =
  | { readonly result: Json; readonly afterMs?: number }
  | { readonly status: number; readonly afterMs?: number }
  | { readonly unanswered: 'timed-out' | 'lost' };

export interface MadeCall {
  readonly at: number;
  readonly id: string;
  readonly service: string;
  readonly method: string;
  readonly parameters: Json;
  readonly key: string;
  readonly attempt: number;
}

export interface RunOptions {
  readonly inputs?: JsonObject;
  readonly executionId?: string;
  readonly answer?: (call: StartCall, attempt: number) => Answer;
  /** Milliseconds after the start. */
  readonly cancelAt?: readonly number[];
  /** Takes the state through its JSON text before each observation. */
  readonly viaJson?: boolean;
}

export interface RunResult {
  readonly state: State;
  readonly outcome: Outcome;
  readonly calls: readonly MadeCall[];
  readonly trace: readonly string[];
}

const startedAt = Date.UTC(2025, 0, 15, 6, 30);
const usualMs = 10;

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** Runs a plan with canned services and a hand-moved clock: the engine's commands are performed by the least that can
 * perform them, with the retries that the activity would do. Knows nothing of Temporal. */
export function runInMemory(plan: Plan, options: RunOptions = {}): RunResult {
  const index = planIndex(plan);
  let state = newState(plan, { executionId: options.executionId ?? 'exec_1', inputs: options.inputs ?? {}, startedAt });
  const agenda: Happening[] = [];
  const aborted = new Set<string>();
  const running = new Map<string, CallRef>();
  const calls: MadeCall[] = [];
  const trace: string[] = [];
  const outcomes: Outcome[] = [];
  let now = startedAt;
  let order = 0;

  const later = (at: number, happen: () => void): void => {
    agenda.push({ at, order: order++, happen });
  };
  const tell = (observation: Observation): void => {
    if (options.viaJson === true) state = JSON.parse(JSON.stringify(state)) as State;
    for (const command of advance(plan, state, observation).commands) {
      if (command.kind === 'start-call') {
        const id = callId(index, command.call);
        trace.push(`call ${id}`);
        running.set(id, command.call);
        attempt(id, command, 1, false);
      } else if (command.kind === 'abort-call') {
        const id = callId(index, command.call);
        trace.push(`abort ${id}`);
        if (running.has(id) && !aborted.has(id)) {
          aborted.add(id);
          later(now + 1, () =>
            settle(id, { kind: 'call-aborted', at: now, call: command.call, attempts: 1, unanswered: true }),
          );
        }
      } else if (command.kind === 'start-timeout') {
        later(now + command.ms, () => tell({ kind: 'time-ran-out', at: now }));
      } else {
        trace.push(`end ${command.outcome.kind}`);
        outcomes.push(command.outcome);
      }
    }
  };
  const settle = (id: string, observation: Observation): void => {
    if (!running.delete(id)) return;
    tell(observation);
  };
  const attempt = (id: string, command: StartCall, number: number, unansweredBefore: boolean): void => {
    const { call, service, method, parameters, key, retry, timeoutMs } = command;
    calls.push({ at: now - startedAt, id, service, method, parameters, key, attempt: number });
    const answer = options.answer?.(command, number) ?? { result: null };
    const again = (unanswered: boolean, code: FailureCode, message: string, retryable = true): void => {
      if (aborted.has(id)) return;
      if (!retryable || number > retry.count) {
        settle(id, { kind: 'call-failed', at: now, call, code, message, attempts: number, unanswered });
        return;
      }
      const delay = Math.min(
        retry.delayMs * retry.backoff ** (number - 1),
        retry.maxDelayMs ?? Number.POSITIVE_INFINITY,
      );
      later(now + delay, () => {
        if (!aborted.has(id)) attempt(id, command, number + 1, unanswered);
      });
    };
    if ('result' in answer) {
      later(now + (answer.afterMs ?? usualMs), () =>
        settle(id, { kind: 'call-completed', at: now, call, result: answer.result, attempts: number }),
      );
    } else if ('status' in answer) {
      later(now + (answer.afterMs ?? usualMs), () =>
        again(
          unansweredBefore,
          'service-error',
          `${service}.${method} answered ${answer.status}`,
          answer.status >= 500 || [408, 425, 429].includes(answer.status),
        ),
      );
    } else if (answer.unanswered === 'lost') {
      later(now + usualMs, () => again(true, 'connection-lost', `${service}.${method} closed the connection`));
    } else {
      later(now + timeoutMs, () => again(true, 'call-timed-out', `no answer within ${timeoutMs} ms`));
    }
  };

  for (const after of options.cancelAt ?? [])
    later(startedAt + after, () => tell({ kind: 'cancel-requested', at: now }));
  tell({ kind: 'begun', at: now });
  for (let steps = 0; outcomes.length === 0; steps++) {
    if (steps > 1_000_000) throw new Error('the execution does not end');
    agenda.sort((a, b) => a.at - b.at || a.order - b.order);
    const next = agenda.shift();
    if (next === undefined) throw new Error('the execution waits for nothing and has not ended');
    now = next.at;
    next.happen();
  }
  return { state, outcome: outcomes[0] as Outcome, calls, trace };
}
