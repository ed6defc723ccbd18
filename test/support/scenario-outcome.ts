import { readFileSync, readdirSync } from 'node:fs';
import { expect } from '@jest/globals';
import { type ExpectedCall, readScenario, type Scenario } from '../../src/language/scenario/index.ts';
import { renderDiagnostics } from '../../src/language/index.ts';
import type { Json } from '../../src/std/index.ts';
import { type ShippedDefinition, shippedDefinitions } from './shipped-definitions.ts';

/** How one execution went, whichever way it was run: in memory or on Temporal. */
export interface ScenarioOutcome {
  readonly executionId: string;
  readonly status: string;
  readonly steps: ReadonlyMap<string, StepOutcome>;
  /** First attempts, undoing ones left out, in order. */
  readonly calls: readonly MadeCall[];
  readonly undoCalls: readonly MadeCall[];
  readonly error: { readonly code: string; readonly step?: string | undefined; readonly message: string } | null;
}

export interface StepOutcome {
  readonly status: string;
  readonly result: Json;
  readonly error: string | null;
  readonly attempts: number;
  readonly compensated: boolean;
}

export interface MadeCall {
  readonly service: string;
  readonly method: string;
  readonly parameters: Json;
  readonly key: string;
}

export interface ShippedScenario {
  readonly definition: ShippedDefinition;
  readonly file: string;
  readonly scenario: Scenario;
}

const folder = new URL('../../workflows-dsl/', import.meta.url);

/** Every scenario of every definition that ships. */
export function shippedScenarios(): readonly ShippedScenario[] {
  return shippedDefinitions().flatMap((definition) => {
    const { plan } = definition.prepared;
    return readdirSync(new URL(`${definition.name}/scenarios/`, folder)).map((name) => {
      const file = `${definition.name}/scenarios/${name}`;
      const source = readFileSync(new URL(file, folder), 'utf8');
      const read = readScenario(source, { file, plan });
      if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics, source, file));
      return { definition, file, scenario: read.scenario };
    });
  });
}

/** Holds an outcome to what its scenario expects, all of it in one comparison. */
export function expectOutcome({ expect: expected }: Scenario, outcome: ScenarioOutcome): void {
  const wanted: Record<string, unknown> = { status: expected.status };
  const got: Record<string, unknown> = { status: outcome.status };
  for (const [id, step] of expected.steps) {
    const actual = outcome.steps.get(id);
    wanted[`step ${id}`] = step;
    got[`step ${id}`] =
      actual === undefined
        ? null
        : Object.fromEntries(Object.keys(step).map((key) => [key, actual[key as keyof StepOutcome]]));
  }
  const seen = (calls: readonly MadeCall[], like: readonly ExpectedCall[]): unknown =>
    narrowed(calls, like, outcome.executionId);
  if (expected.calls !== undefined) {
    wanted['calls'] = expected.calls;
    got['calls'] = seen(outcome.calls, expected.calls);
  }
  if (expected.callsInAnyOrder !== undefined) {
    wanted['calls in any order'] = sorted(expected.callsInAnyOrder);
    got['calls in any order'] = seen(sorted(outcome.calls), sorted(expected.callsInAnyOrder));
  }
  if (expected.compensations !== undefined) {
    wanted['compensations'] = expected.compensations;
    got['compensations'] = seen(outcome.undoCalls, expected.compensations);
  }
  if (expected.error !== undefined) {
    const { code, step, message } = expected.error;
    wanted['error'] = { ...(code !== undefined && { code }), ...(step !== undefined && { step }) };
    got['error'] = {
      ...(code !== undefined && { code: outcome.error?.code }),
      ...(step !== undefined && { step: outcome.error?.step }),
    };
    if (message !== undefined) expect(outcome.error?.message).toContain(message);
  }
  expect(got).toEqual(wanted);
}

/** Only what the expectation at the same place says anything about. */
function narrowed(calls: readonly MadeCall[], like: readonly ExpectedCall[], executionId: string): readonly object[] {
  return calls.map((call, at) => {
    const wanted = like[at];
    const { service, method, parameters } = call;
    const key = call.key.replace(executionId, '{execution}');
    return {
      service,
      method,
      ...(wanted?.parameters !== undefined && { parameters }),
      ...(wanted?.key !== undefined && { key }),
    };
  });
}

function sorted<Call extends { readonly service: string; readonly method: string }>(
  calls: readonly Call[],
): readonly Call[] {
  const name = ({ service, method }: Call): string => `${service}.${method}`;
  return calls.toSorted((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
}
