import { diagnostic, hasErrors, nearest, type Diagnostic } from '../../problems/index.ts';
import type { Plan } from '../../plan/index.ts';
import { isObject } from '../../std/index.ts';
import { listed } from '../check/check.ts';
import { diagnoseShape, type Vocabulary } from '../definition/issues.ts';
import { entryAt, nodeAt, printPath, type Path } from '../definition/locate.ts';
import { suggesting } from '../definition/suggest.ts';
import { jsonOf, readSource, type ReadingOptions, type SourceNode } from '../read/index.ts';
import type { Answer, ExpectedCall, ExpectedStep, Expectation, Scenario } from './scenario.ts';
import { scenarioKeysAt, scenarioSchema, type WrittenScenario } from './schema.ts';

export type ScenarioRead =
  | { readonly ok: true; readonly scenario: Scenario; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface ScenarioOptions extends ReadingOptions {
  /** With it, services and steps that the plan does not have are refused. */
  readonly plan?: Plan | undefined;
}

const vocabulary: Vocabulary = {
  keysAt: (path) => scenarioKeysAt(printPath(path)),
  nameOf: (path) => (path.length === 0 ? 'a scenario' : `\`${printPath(path)}\``),
  planned: () => null,
  placeOf: () => null,
};

export function readScenario(text: string, options: ScenarioOptions = {}): ScenarioRead {
  const { source, diagnostics } = readSource(text, options);
  if (source === null || hasErrors(diagnostics)) return { ok: false, diagnostics: listed(diagnostics) };
  const { root } = source;
  const body = jsonOf(root);
  if (!isObject(body)) {
    const found = diagnostic('invalid-definition', 'a scenario is a map with a name and what to expect', {
      span: root.span,
    });
    return { ok: false, diagnostics: [found] };
  }
  const parsed = scenarioSchema.safeParse(body);
  if (!parsed.success)
    return { ok: false, diagnostics: listed(diagnoseShape(parsed.error.issues, source, root, vocabulary)) };
  const found = [
    ...answerKinds(parsed.data, root),
    ...bothOrders(parsed.data, root),
    ...(options.plan === undefined ? [] : strangers(parsed.data, root, options.plan)),
  ];
  if (found.length > 0) return { ok: false, diagnostics: listed(found) };
  return { ok: true, scenario: scenarioOf(parsed.data), diagnostics: [] };
}

function answerKinds(written: WrittenScenario, root: SourceNode): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [called, answers] of Object.entries(written.services ?? {})) {
    for (const [i, answer] of answers.entries()) {
      const kinds = Object.keys(answer);
      if (kinds.length === 1) continue;
      const path: Path = ['services', called, i];
      const message = `an answer is exactly one of \`result\`, \`failure\` and \`no_answer\`, not ${kinds.length === 0 ? 'none' : kinds.join(' and ')}`;
      found.push(diagnostic('conflicting-keys', message, { path: printPath(path), span: nodeAt(root, path)?.span }));
    }
  }
  return found;
}

function bothOrders({ expect }: WrittenScenario, root: SourceNode): readonly Diagnostic[] {
  if (expect.calls === undefined || expect.calls_in_any_order === undefined) return [];
  const path = ['expect', 'calls_in_any_order'];
  const message = '`calls` and `calls_in_any_order` both list the calls; keep one of the two';
  return [diagnostic('conflicting-keys', message, { path: printPath(path), span: entryAt(root, path)?.keySpan })];
}

/** A misspelt service would answer nobody, a misspelt step expect nothing. */
function strangers(written: WrittenScenario, root: SourceNode, plan: Plan): readonly Diagnostic[] {
  const called = new Set<string>();
  for (const { service, method, compensate } of plan.steps) {
    called.add(`${service}.${method}`);
    if (compensate !== undefined) called.add(`${service}.${compensate.method}`);
  }
  const ids = new Set(plan.steps.map(({ id }) => id));
  const refuse = (path: Path, message: string, name: string, known: Iterable<string>): Diagnostic =>
    suggesting('unknown-key', message, nearest(name, known), {
      path: printPath(path),
      span: entryAt(root, path)?.keySpan,
    });
  return [
    ...Object.keys(written.services ?? {})
      .filter((name) => !called.has(name))
      .map((name) => refuse(['services', name], `${plan.name} never calls \`${name}\``, name, called)),
    ...Object.keys(written.expect.steps ?? {})
      .filter((id) => !ids.has(id))
      .map((id) => refuse(['expect', 'steps', id], `${plan.name} has no step \`${id}\``, id, ids)),
  ];
}

function scenarioOf({ name, description, inputs, services, expect }: WrittenScenario): Scenario {
  return {
    name,
    ...(description !== undefined && { description }),
    inputs: inputs ?? {},
    services: new Map(Object.entries(services ?? {}).map(([called, answers]) => [called, answers.map(answerOf)])),
    expect: expectationOf(expect),
  };
}

function answerOf(written: NonNullable<WrittenScenario['services']>[string][number]): Answer {
  if (written.failure !== undefined) {
    return { kind: 'failure', status: written.failure.status, body: written.failure.body ?? null };
  }
  return written.no_answer === true ? { kind: 'no-answer' } : { kind: 'result', result: written.result ?? null };
}

function expectationOf(written: WrittenScenario['expect']): Expectation {
  const { status, steps, calls, calls_in_any_order: inAnyOrder, compensations, error } = written;
  return {
    status,
    steps: new Map(Object.entries(steps ?? {}).map(([id, step]) => [id, present(step) satisfies ExpectedStep])),
    ...(calls !== undefined && { calls: calls.map(callOf) }),
    ...(inAnyOrder !== undefined && { callsInAnyOrder: inAnyOrder.map(callOf) }),
    ...(compensations !== undefined && { compensations: compensations.map(callOf) }),
    ...(error !== undefined && { error: present(error) }),
  };
}

function callOf(written: NonNullable<WrittenScenario['expect']['calls']>[number]): ExpectedCall {
  return present(written);
}

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Optional keys are left out here, never present and undefined. */
function present<T extends object>(written: T): Present<T> {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as Present<T>;
}
