import { type Json, jsonBytes, setOwn } from '../std/index.ts';
import { nextNumber } from './change.ts';
import type { Outcome } from './command.ts';
import { undoListOf } from './compensation.ts';
import { engineLimits } from './limits.ts';
import { endScope, fill, type Filled } from './step-scope.ts';
import type { Turn } from './turn.ts';

/** All went well, unless what is to come of it can't be told. */
export function complete(turn: Turn): void {
  const result = outputs(turn);
  if (!result.ok) {
    failEnding(turn, result);
    return;
  }
  if (!turn.state.called) {
    end(turn, { kind: 'completed', result: result.value });
    return;
  }
  const undo = undoListOf(turn, jsonBytes(result.value));
  if (undo.ok) end(turn, { kind: 'completed', result: result.value, undo: undo.list });
  else failEnding(turn, undo);
}

export function end(turn: Turn, outcome: Outcome): void {
  const { state, now, commands, changes } = turn;
  state.phase = 'ended';
  state.endedAt = now;
  commands.push({ kind: 'end', outcome });
  const number = nextNumber(turn);
  changes.push({ kind: 'execution', became: 'ended', since: state.startedAt, outcome, number, at: now });
}

type Refused = Exclude<Filled, { readonly ok: true }>;

function failEnding({ state }: Turn, { code, message }: Refused): void {
  state.cause = { kind: 'failed', failure: { code, message } };
  state.phase = 'stopping';
}

function outputs(turn: Turn): Filled {
  const { index, plan, state, now } = turn;
  if (plan.outputs === undefined) return { ok: true, value: resultsById(turn) };
  const filled = fill('outputs', plan.outputs, endScope(index, state, now));
  if (!filled.ok) return filled;
  const bytes = jsonBytes(filled.value);
  if (bytes <= engineLimits.resultBytes) return filled;
  const message = `outputs: they have ${bytes} bytes as JSON; ${engineLimits.resultBytes} is the most`;
  return { ok: false, code: 'results-too-large', message };
}

/** Without outputs of its own, a workflow's result is every step's result by id. */
function resultsById({ plan, state }: Turn): { [id: string]: Json } {
  const results: { [id: string]: Json } = {};
  for (const [at, step] of plan.steps.entries()) {
    const record = state.steps[at];
    setOwn(results, step.id, record?.status === 'completed' ? (record.result ?? null) : null);
  }
  return results;
}
