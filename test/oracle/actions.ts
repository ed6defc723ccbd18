import { evaluateTemplate } from '../../src/expressions/index.ts';
import type { Action, RetryRule } from '../../src/plan/index.ts';
import { fitsHistory } from './history.ts';
import type { Fact, FactOf, Log } from './log.ts';
import { keyOf, scopeOf, stepsInOrder } from './sees.ts';
import type { World } from './world.ts';

/** Undos and actions are tried harder than steps. */
export const persistent: RetryRule = { count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 };
const timeoutMs = 30_000;

/** What a step's end sets off. A step that was cancelled sets off nothing. */
export function beginActions(world: World, log: Log): readonly Fact[] {
  for (const step of stepsInOrder(world)) {
    const end = log.find('step-end', step.id);
    if (end === undefined || end.status === 'skipped' || end.failure?.code === 'cancelled') continue;
    const on = end.status === 'completed' ? 'on_success' : 'on_failure';
    const actions = (on === 'on_success' ? step.onSuccess : step.onFailure) ?? [];
    for (const [nth, action] of actions.entries()) {
      const id = `${step.id}.${on}.${nth}`;
      if (log.has('call', id) || log.has('notify', id) || log.has('action-lost', id)) continue;
      const begun = begin(world, log, action, id, end, `${on}.${nth}`);
      if (fitsHistory(world, log, [begun])) return [begun];
      const failure = { code: 'execution-too-long', message: '…' } as const;
      return [{ kind: 'action-lost', of: id, at: log.now, failure }];
    }
  }
  return [];
}

function begin(world: World, log: Log, action: Action, id: string, end: FactOf<'step-end'>, part: string): Fact {
  const at = log.now;
  const { failure } = end;
  const result = failure === undefined ? end.result : null;
  const locals = { result, error: failure?.message ?? null, error_code: failure?.code ?? null };
  const template = action.kind === 'notify' ? action.text : action.parameters;
  const found = evaluateTemplate(template, scopeOf(world, log, end.of, locals));
  if (!found.ok) return { kind: 'action-lost', of: id, at, failure: { code: found.error.code, message: '…' } };
  const key = keyOf({ id: end.of, step: end.of }, part);
  if (action.kind === 'notify') {
    const text = typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
    return { kind: 'notify', of: id, at, happened: { at, what: 'notify', id, text, key } };
  }
  const { service, method } = action;
  const to = { service, method, verb: action.verb ?? null, parameters: found.value, key };
  const rules = { timeoutMs, retry: persistent, priority: null, fast: false, delayMs: null };
  return { kind: 'call', of: id, at, happened: { at, what: 'call', id, ...to, ...rules } };
}
