import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer as ScenarioAnswer } from '../../src/language/scenario/index.ts';
import { namesOf } from '../../src/language/scenario/plan-names.ts';
import { type Json, type JsonObject, own } from '../../src/std/index.ts';
import { orchestratorClient, type StepAnswer } from '../support/orchestrator-client.ts';
import { type Answer, type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { expectOutcome, type MadeCall, type ScenarioOutcome, shippedScenarios } from '../support/scenario-outcome.ts';
import { shippedDefinitions } from '../support/shipped-definitions.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** The same scenario files as in test/scenarios, on the real thing: Temporal, the worker and the API as processes, and
 * services that answer over HTTP and remember who called. */

const scenarios = shippedScenarios();
/** Of a template, the workflow that was made of it. */
const madeOf = new Map<string, string>();
let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService();
  const names = new Set(scenarios.flatMap(({ definition }) => [...namesOf(definition.prepared.plan).services]));
  stack = await startStack({
    services: Object.fromEntries([...names].map((name) => [name, services.baseUrl(name)])),
  });
  const baton = orchestratorClient(stack.url);
  for (const { name, text, format, notation } of shippedDefinitions()) {
    const registered =
      notation === 'sequence'
        ? put(`/sequences/${name}`, text, format)
        : notation === 'actions'
          ? baton.post('/workflows/from-template', { template_name: name })
          : baton.register(text);
    const { status, body } = await registered;
    if (status !== 201) throw new Error(JSON.stringify(body));
    const made = own(body, 'workflow_id');
    if (typeof made === 'string' && notation === 'actions') madeOf.set(name, made);
  }
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

const programmed = new Set<string>();

describe.each(scenarios)('$file', ({ definition, scenario }) => {
  test(
    scenario.name,
    async () => {
      // What the scenario before has programmed, too.
      for (const name of ['*', ...programmed]) services.answer(name, { result: null });
      for (const [name, answers] of scenario.services) {
        const [service = '', ...rest] = name.split('.');
        const place = `${service}.${rest.join('.').replace(/^[A-Z]+ \//, '')}`;
        programmed.add(place);
        services.answer(
          place,
          answers.map((each) => played(each, service)),
        );
      }
      const before = services.calls.length;
      const baton = orchestratorClient(stack.url);
      const executionId = await baton.start(madeOf.get(definition.name) ?? definition.name, scenario.inputs);
      const execution = await baton.ended(executionId);
      const endpoints = namesOf(definition.prepared.plan).calls;
      const made = firstOfEachKey(services.calls.slice(before), endpoints);
      const outcome: ScenarioOutcome = {
        executionId,
        status: execution.status,
        steps: new Map(execution.step_results.map((step) => [step.step_id, stepOutcome(step)])),
        calls: made.filter(({ key }) => !key.endsWith(':undo')),
        undoCalls: made.filter(({ key }) => key.endsWith(':undo')),
        error: execution.error ?? null,
      };
      expect(made.every(({ key }) => key.startsWith(`${executionId}_`))).toBe(true);
      expectOutcome(scenario, outcome);
    },
    240_000,
  );
});

function played(answer: ScenarioAnswer, service: string): Answer {
  switch (answer.kind) {
    case 'failure':
      return { status: answer.status, body: JSON.stringify(answer.body) };
    case 'no-answer':
      return { drop: 'before' };
    case 'result': {
      const { result, accepted } = answer;
      if (accepted === undefined) return { result };
      // The base URL of a service has a path of its own.
      return { status: 202, headers: { location: `/${service}${accepted.path}`, 'retry-after': '0' }, result };
    }
  }
}

/** Asking whether something is done has no key. */
function firstOfEachKey(calls: RecordingService['calls'], known: ReadonlySet<string>): readonly MadeCall[] {
  const seen = new Set<string>();
  return calls.flatMap(({ service, method: path, verb, body, key, path: whole }) => {
    if (key === '' || seen.has(key)) return [];
    seen.add(key);
    const endpoint = `${verb} /${path}`;
    const method = known.has(`${service}.${endpoint}`) ? endpoint : path;
    return [{ service, method, parameters: verb === 'GET' ? queryOf(whole) : body, key }];
  });
}

/** Texts that are JSON for what they stand for. */
function queryOf(path: string): JsonObject {
  const values = [...new URL(path, 'http://localhost').searchParams];
  return Object.fromEntries(values.map(([name, value]) => [name, parsed(value)]));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function put(
  path: string,
  body: string,
  format: string,
): Promise<{ readonly status: number; readonly body: Json }> {
  const headers = { 'content-type': `application/${format}` };
  const answer = await fetch(stack.url + path, { method: 'PUT', headers, body });
  return { status: answer.status, body: (await answer.json()) as Json };
}

function stepOutcome(step: StepAnswer): ReturnType<ScenarioOutcome['steps']['get']> & object {
  return {
    status: step.status,
    result: step.result === undefined ? null : JSON.parse(step.result),
    error: step.error?.code ?? null,
    attempts: step.attempt ?? 0,
    compensated: step.compensation?.status === 'done',
  };
}
