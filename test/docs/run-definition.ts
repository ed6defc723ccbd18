import type {
  ArrivedEvent,
  StartChild,
  StartForeignActivity,
  StartForeignWorkflow,
  StartPoll,
} from '../../src/engine/index.ts';
import { evaluateCondition, payloadIn } from '../../src/expressions/index.ts';
import { checkInputs, methodOf, prepare } from '../../src/language/index.ts';
import type { Verb } from '../../src/plan/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import type { CallEnding, ChildEnding } from '../support/endings.ts';
import { type Answer, runInMemory, type RunOptions, type RunResult, startedAt } from '../support/run-in-memory.ts';
import { type FencedBlock, isKind } from './fenced-blocks.ts';

/** What a service answers on a page: `{"result": …}`, `{"failure": {"status": 503}}`, `{"no_answer": true}` (the
 * connection ends) or `{"silent": true}` (until the time-out). A sub-workflow fails with a message. */
interface CannedAnswer {
  readonly result?: Json;
  readonly failure?: { readonly status?: number; readonly message?: string };
  readonly no_answer?: true;
  readonly silent?: true;
}
/** By `service.method` or `workflow NAME`: one answer for every call, or one after the other, the last again and again;
 * null otherwise. */
export type CannedAnswers = Readonly<Record<string, CannedAnswer | readonly CannedAnswer[]>>;

/** What happens to an execution from outside, in milliseconds after its start. */
export type Circumstances = Pick<RunOptions, 'cancelAt' | 'events' | 'depth' | 'historyEvents'>;

/** Runs a definition with canned services. */
export function runDefinition(
  text: string,
  given: Json,
  answers: CannedAnswers,
  circumstances: Circumstances = {},
): RunResult & { readonly ids: readonly string[] } {
  const prepared = prepare(text, { name: 'workflow' });
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  const checked = checkInputs(prepared.definition, given);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  const made = new Map<string, number>();
  const next = (name: string): CannedAnswer => {
    const number = made.get(name) ?? 0;
    made.set(name, number + 1);
    const canned = answers[name] ?? {};
    const list: readonly CannedAnswer[] = Array.isArray(canned) ? canned : [canned as CannedAnswer];
    return list[Math.min(number, list.length - 1)] ?? {};
  };
  const result = runInMemory(prepared.plan, {
    ...circumstances,
    inputs: checked.inputs,
    answer: (call) => answerOf(next(nameOf(call))),
    ending: (_id, command) => (command.kind === 'start-poll' ? polled(command, next) : undefined),
    foreign: (_id, command) => foreignEnding(command, next(`${command.taskQueue}/${command.type}`)),
    foreignWorkflow: (_id, command) => {
      const ending = foreignEnding(command, next(`${command.taskQueue}/${command.type}`));
      return ending.kind === 'completed' ? { ...ending, undo: [] } : ending;
    },
    child: (_id, command) => childEnding(command, next(`workflow ${command.workflow}`)),
  });
  return { ...result, ids: prepared.plan.steps.map(({ id }) => id) };
}

interface Called {
  readonly service: string;
  readonly method: string;
  readonly verb?: Verb | undefined;
}

/** `weather.get_conditions`, `charging.GET /v1/slots`. */
function nameOf({ service, method, verb }: Called): string {
  return `${service}.${methodOf({ method, ...(verb !== undefined && { verb }) })}`;
}

function answerOf({ result, failure, no_answer, silent }: CannedAnswer): Answer {
  if (failure?.status !== undefined) return { status: failure.status };
  if (no_answer === true) return { unanswered: 'lost' };
  return silent === true ? { unanswered: 'timed-out' } : { result: result ?? null };
}

const requestMs = 10;

/** Asks the canned service until the condition holds; pages show none that never does. */
function polled(command: StartPoll, next: (name: string) => CannedAnswer): CallEnding {
  const { service, target, until, intervalMs } = command;
  if (target.kind !== 'method' || until === undefined) throw new Error('a Location is not asked on a page');
  for (let attempts = 1; ; attempts++) {
    const response = next(nameOf({ service, ...target })).result ?? null;
    const { payload, ...sees } = until.sees;
    const locals = { ...sees.locals, response };
    const scope = { ...sees, ...payloadIn(payload), stepNamed: (id: string) => sees.steps[id], locals };
    const found = evaluateCondition(until.condition, scope);
    if (!found.ok) throw new Error(found.error.message);
    if (found.value === true) {
      const afterMs = attempts * requestMs + (attempts - 1) * intervalMs;
      return { kind: 'completed', afterMs, result: response, attempts };
    }
  }
}

function childEnding({ executionId }: StartChild, { result, failure, silent }: CannedAnswer): ChildEnding {
  if (failure !== undefined) {
    const message = `${executionId}: ${failure.message}`;
    return { kind: 'failed', afterMs: requestMs, code: 'sub-workflow-failed', message };
  }
  const afterMs = silent === true ? 24 * 3_600_000 : requestMs;
  return { kind: 'completed', afterMs, result: result ?? null, undo: [] };
}

/** Other Temporal code fails with a message, or is silent until the time-out. */
function foreignEnding(
  command: StartForeignActivity | StartForeignWorkflow,
  { result, failure, silent }: CannedAnswer,
): CallEnding {
  const { type, timeoutMs = 0 } = command;
  const failed = { kind: 'failed', attempts: 0 } as const;
  if (silent === true) {
    const message = `${type} gave no answer in time`;
    return { ...failed, afterMs: timeoutMs, code: 'call-timed-out', message, unanswered: true };
  }
  if (failure !== undefined) {
    const message = `${type} failed: ${failure.message}`;
    return { ...failed, afterMs: requestMs, code: 'foreign-failed', message, unanswered: false };
  }
  return { kind: 'completed', afterMs: requestMs, result: result ?? null, attempts: 0 };
}

interface ShownOutcome {
  readonly shown: unknown;
  readonly really: unknown;
}

/** Each `runs` definition of a page with the `outcome` that is shown for it: status, steps and calls always (a call that
 * is made again is listed again), and what else of it the page shows. */
export function outcomesOn(blocks: readonly FencedBlock[]): readonly ShownOutcome[] {
  return blocks.flatMap((block, i) => {
    if (!isKind(block, 'outcome')) return [];
    const before = blocks.slice(0, i);
    const definition = before.findLastIndex((each) => isKind(each, 'runs'));
    const json = (kind: string, otherwise: string): unknown =>
      JSON.parse(before.slice(definition).find((each) => isKind(each, kind))?.text ?? otherwise);
    const ran = runDefinition(
      before[definition]?.text ?? '',
      json('inputs', '{}') as JsonObject,
      json('answers', '{}') as CannedAnswers,
      {
        events: json('events', '[]') as readonly (ArrivedEvent & { readonly at: number })[],
      },
    );
    const shown = JSON.parse(block.text) as object;
    const more = Object.entries(moreOf(ran)).filter(([key]) => key in shown);
    return [{ shown, really: { ...outcomeOf(ran), ...Object.fromEntries(more) } }];
  });
}

function outcomeOf({ state, outcome, calls, happened, ids }: ReturnType<typeof runDefinition>): object {
  const verbs = new Map(
    happened.flatMap((each) =>
      each.what === 'call' && each.verb !== null ? [[each.id, each.verb as Verb] as const] : [],
    ),
  );
  const foreign = new Set(happened.flatMap((each) => (each.what === 'foreign' ? [each.id] : [])));
  return {
    status: outcome.kind.toUpperCase(),
    ...(outcome.kind === 'failed' && { error: { code: outcome.failure.code, step: outcome.failure.step } }),
    steps: Object.fromEntries(ids.map((id, at) => [id, state.steps[at]?.status.toUpperCase()])),
    calls: calls.map(({ id, service, method }) =>
      foreign.has(id) ? `${service}/${method}` : nameOf({ service, method, verb: verbs.get(id) }),
    ),
  };
}

function moreOf({ outcome, happened }: RunResult): object {
  return {
    result: outcome.kind === 'completed' ? outcome.result : null,
    message: outcome.kind === 'failed' ? outcome.failure.message : null,
    took_ms: (happened.at(-1)?.at ?? startedAt) - startedAt,
    /** With what they are called. */
    workflows: Object.fromEntries(
      happened.flatMap((each) => (each.what === 'child' ? [[each.workflow, each.inputs]] : [])),
    ),
    polls: Object.fromEntries(happened.flatMap((each) => (each.what === 'poll' ? [polledWith(each)] : []))),
    notified: happened.flatMap((each) => (each.what === 'notify' ? [each.text] : [])),
  };
}

function polledWith({ service, target }: Extract<RunResult['happened'][number], { readonly what: 'poll' }>) {
  return target.kind === 'method' ? ([nameOf({ service, ...target }), target.parameters] as const) : [service, target];
}
