import { checkInputs, prepare } from '../../src/language/index.ts';
import type { Json } from '../../src/std/index.ts';
import { type FencedBlock, isKind } from './fenced-blocks.ts';
import { type Answer, runInMemory, type RunResult } from '../support/run-in-memory.ts';

/** What a service answers on a page: `{"result": …}`, `{"failure": {"status": 503}}`, `{"no_answer": true}` (the
 * connection ends) or `{"silent": true}` (until the time-out). */
interface CannedAnswer {
  readonly result?: Json;
  readonly failure?: { readonly status: number };
  readonly no_answer?: true;
  readonly silent?: true;
}
/** By `service.method`: one answer for every call, or one after the other, the last again and again; null otherwise. */
export type CannedAnswers = Readonly<Record<string, CannedAnswer | readonly CannedAnswer[]>>;

/** Runs a definition with canned services. `cancelAt` is in milliseconds after the start. */
export function runDefinition(
  text: string,
  given: Json,
  answers: CannedAnswers,
  cancelAt: readonly number[] = [],
): RunResult & { readonly ids: readonly string[] } {
  const prepared = prepare(text);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  const checked = checkInputs(prepared.definition, given);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  const made = new Map<string, number>();
  const result = runInMemory(prepared.plan, {
    inputs: checked.inputs,
    cancelAt,
    answer: ({ service, method }) => {
      const name = `${service}.${method}`;
      const number = made.get(name) ?? 0;
      made.set(name, number + 1);
      const canned = answers[name] ?? {};
      const list: readonly CannedAnswer[] = Array.isArray(canned) ? canned : [canned as CannedAnswer];
      return answerOf(list[Math.min(number, list.length - 1)] ?? {});
    },
  });
  return { ...result, ids: prepared.plan.steps.map(({ id }) => id) };
}

function answerOf({ result, failure, no_answer, silent }: CannedAnswer): Answer {
  if (failure !== undefined) return failure;
  if (no_answer === true) return { unanswered: 'lost' };
  return silent === true ? { unanswered: 'timed-out' } : { result: result ?? null };
}

interface ShownOutcome {
  readonly shown: unknown;
  readonly really: unknown;
}

/** Each `runs` definition of a page with the `outcome` that is shown for it. A call that is made again is listed again. */
export function outcomesOn(blocks: readonly FencedBlock[]): readonly ShownOutcome[] {
  return blocks.flatMap((block, i) => {
    if (!isKind(block, 'outcome')) return [];
    const before = blocks.slice(0, i);
    const definition = before.findLastIndex((each) => isKind(each, 'runs'));
    const canned = before.slice(definition).find((each) => isKind(each, 'answers'))?.text ?? '{}';
    const { state, outcome, calls, ids } = runDefinition(
      before[definition]?.text ?? '',
      {},
      JSON.parse(canned) as CannedAnswers,
    );
    const really = {
      status: outcome.kind.toUpperCase(),
      ...(outcome.kind === 'failed' && { error: { code: outcome.failure.code, step: outcome.failure.step } }),
      steps: Object.fromEntries(ids.map((id, at) => [id, state.steps[at]?.status.toUpperCase()])),
      calls: calls.map(({ service, method }) => `${service}.${method}`),
    };
    return [{ shown: JSON.parse(block.text) as unknown, really }];
  });
}
