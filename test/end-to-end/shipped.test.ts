import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer as ScenarioAnswer } from '../../src/language/scenario/index.ts';
import { orchestratorClient, type StepAnswer } from '../support/orchestrator-client.ts';
import { type Answer, type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { expectOutcome, type MadeCall, type ScenarioOutcome, shippedScenarios } from '../support/scenario-outcome.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** The same scenario files as in test/scenarios, on the real thing: Temporal, the worker and the API as processes, and
 * services that answer over HTTP and remember who called. */

const scenarios = shippedScenarios();
let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService();
  const names = [
    'weather',
    'defrost',
    'climate-comfort',
    'beverage',
    'notification',
    'seat-control',
    'battery',
    'charging',
  ];
  const urls = [...names, 'climate', 'vehicle'].map((name) => [name, services.baseUrl(name)] as const);
  stack = await startStack({ services: Object.fromEntries(urls) });
  const baton = orchestratorClient(stack.url);
  for (const text of new Set(scenarios.map((each) => each.text))) {
    const { status, body } = await baton.register(text);
    if (status !== 201) throw new Error(JSON.stringify(body));
  }
}, 60_000);

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

const programmed = new Set<string>();

describe.each(scenarios)('$file', ({ workflow, scenario }) => {
  test(
    scenario.name,
    async () => {
      // What the scenario before has programmed, too.
      for (const name of ['*', ...programmed]) services.answer(name, { result: null });
      for (const [name, answers] of scenario.services) {
        programmed.add(name);
        services.answer(name, answers.map(played));
      }
      const before = services.calls.length;
      const baton = orchestratorClient(stack.url);
      const executionId = await baton.start(workflow, scenario.inputs);
      const execution = await baton.ended(executionId);
      const made = firstOfEachKey(services.calls.slice(before));
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
    90_000,
  );
});

function played(answer: ScenarioAnswer): Answer {
  switch (answer.kind) {
    case 'failure':
      return { status: answer.status, body: JSON.stringify(answer.body) };
    case 'no-answer':
      return { drop: 'before' };
    case 'result':
      return { result: answer.result };
  }
}

function firstOfEachKey(calls: RecordingService['calls']): readonly MadeCall[] {
  const seen = new Set<string>();
  return calls.flatMap(({ service, method, body, key }) => {
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ service, method, parameters: body, key }];
  });
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
