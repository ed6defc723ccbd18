import type { FailureCode } from '../problems/index.ts';
import type { Json } from '../std/index.ts';
import { beginActions } from './actions.ts';
import { nextNumber, noteStep } from './change.ts';
import { queue } from './ready-queue.ts';
import type { StepStatus } from './state.ts';
import { recordAt, stepAt, type Turn } from './turn.ts';

export function completeStep(turn: Turn, at: number, result: Json): void {
  recordAt(turn, at).result = result;
  endStep(turn, at, 'completed');
}

export function skipStep(turn: Turn, at: number): void {
  endStep(turn, at, 'skipped');
}

export function failStep(turn: Turn, at: number, code: FailureCode, message: string): void {
  const { state } = turn;
  const step = stepAt(turn, at);
  const record = recordAt(turn, at);
  record.failure = { code, message, step: step.id };
  endStep(turn, at, 'failed');
  if (step.continueOnFailure === true && state.phase === 'running') return;
  state.cause ??= { kind: 'failed', failure: record.failure };
  // What waits is stopped once the observation has been taken in.
  if (state.phase === 'running') state.phase = 'stopping';
}

function endStep(turn: Turn, at: number, status: Exclude<StepStatus, 'pending' | 'running'>): void {
  const { index, state, now } = turn;
  const record = recordAt(turn, at);
  record.status = status;
  record.endedAt = now;
  state.open--;
  for (const dependent of index.dependents[at] ?? []) {
    const waiting = recordAt(turn, dependent);
    waiting.waits--;
    if (waiting.waits === 0) queue(state.ready, index.place[dependent] as number);
  }
  noteEnd(turn, at);
  beginActions(turn, at);
}

function noteEnd(turn: Turn, step: number): void {
  const { changes, now: at } = turn;
  const { status, decidedAt: since = at, attempts = 0, result = null, failure } = recordAt(turn, step);
  if (status === 'completed') {
    const number = nextNumber(turn);
    changes.push({ kind: 'step', step, became: 'completed', since, attempts, result, number, at });
  } else if (failure === undefined) noteStep(turn, step, 'skipped');
  else {
    const number = nextNumber(turn);
    changes.push({ kind: 'step', step, became: 'failed', since, attempts, failure, number, at });
  }
}
