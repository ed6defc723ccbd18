import type {
  Answer,
  ChildAnswer,
  ExpectedCall,
  ExpectedStep,
  Expectation,
  Scenario,
  ScenarioCommand,
  ScenarioEvent,
  ScenarioWorld,
} from './scenario.ts';
import { commandKinds, type WrittenScenario, type WrittenWorld } from './schema.ts';

export function scenarioOf(written: WrittenScenario): Scenario {
  const { name, description, expect } = written;
  return {
    name,
    ...(description !== undefined && { description }),
    ...worldOf(written),
    expect: expectationOf(expect),
  };
}

export function worldOf({ inputs, services, children, events, commands }: WrittenWorld): ScenarioWorld {
  return {
    inputs: inputs ?? {},
    services: new Map(Object.entries(services ?? {}).map(([called, answers]) => [called, answers.map(answerOf)])),
    ...(children !== undefined && {
      children: new Map(Object.entries(children).map(([name, answers]) => [name, answers.map(childAnswerOf)])),
    }),
    ...(events !== undefined && { events: events.map(eventOf) }),
    ...(commands !== undefined && { commands: commands.map(commandOf) }),
  };
}

type Written<Key extends 'services' | 'children'> = NonNullable<WrittenWorld[Key]>[string][number];

function answerOf({ result, failure, no_answer: noAnswer, accepted, after_ms: afterMs }: Written<'services'>): Answer {
  const when = afterMs === undefined ? {} : { afterMs };
  if (failure !== undefined) return { kind: 'failure', status: failure.status, body: failure.body ?? null, ...when };
  if (noAnswer === true) return { kind: 'no-answer', ...when };
  if (accepted === undefined) return { kind: 'result', result: result ?? null, ...when };
  const { location: path, retry_after_ms: retryAfterMs } = accepted;
  const there = { path, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return { kind: 'result', result: accepted.result ?? null, accepted: there, ...when };
}

function childAnswerOf(written: Written<'children'>): ChildAnswer {
  const { result, failure, no_answer: noAnswer, undo = [], after_ms: afterMs } = written;
  const when = afterMs === undefined ? {} : { afterMs };
  if (failure !== undefined) return { kind: 'failure', message: failure.message, ...when };
  if (noAnswer === true) return { kind: 'no-answer', ...when };
  const calls = undo.map(({ service, method, parameters }) => ({ service, method, parameters: parameters ?? {} }));
  return { kind: 'result', result: result ?? null, undo: calls, ...when };
}

function eventOf(written: NonNullable<WrittenWorld['events']>[number]): ScenarioEvent {
  const { event, value, correlation, id, at_ms: atMs } = written;
  return {
    event,
    value: value ?? null,
    ...(correlation !== undefined && { correlation }),
    ...(id !== undefined && { id }),
    atMs,
  };
}

function commandOf(written: NonNullable<WrittenWorld['commands']>[number]): ScenarioCommand {
  return { kind: commandKinds.find((kind) => written[kind] === true) ?? 'cancel', atMs: written.at_ms };
}

function expectationOf(written: WrittenScenario['expect']): Expectation {
  const { status, steps, calls, calls_in_any_order: inAnyOrder, compensations, error } = written;
  const { notifications, outputs, duration_ms: durationMs } = written;
  return {
    status,
    steps: new Map(Object.entries(steps ?? {}).map(([id, step]) => [id, present(step) satisfies ExpectedStep])),
    ...(calls !== undefined && { calls: calls.map(callOf) }),
    ...(inAnyOrder !== undefined && { callsInAnyOrder: inAnyOrder.map(callOf) }),
    ...(compensations !== undefined && { compensations: compensations.map(callOf) }),
    ...(notifications !== undefined && { notifications }),
    ...(outputs !== undefined && { outputs }),
    ...(error !== undefined && { error: present(error) }),
    ...(durationMs !== undefined && { durationMs }),
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
