import { isList, isObject, type Json, jsonEqual, own } from '../std/index.ts';
import type { ExpectedCall, Expectation, ExpectedStep } from '../language/index.ts';
import { aligned, type AlignedLine, paired } from './align.ts';
import type { SimulatedOutcome } from './outcome.ts';
import type { MadeCall } from './run.ts';

/** Where an outcome is not what was expected. */
export type Difference =
  | {
      readonly kind: 'value';
      readonly where: string;
      readonly expected: Json;
      readonly seen: Json;
      readonly why?: string;
    }
  /** A list, line by line: what both have, what is missing (`-`), what is too much (`+`). */
  | { readonly kind: 'list'; readonly where: string; readonly lines: readonly AlignedLine[] };

/** Of one value, no more places are named than these. */
const MOST_PLACES = 10;

/** All that is otherwise than expected; what is not written is not compared. */
export function compare(expected: Expectation, outcome: SimulatedOutcome, executionId: string): readonly Difference[] {
  const found: Difference[] = [];
  const value = (where: string, wanted: Json, seen: Json, why?: string): void => {
    if (!jsonEqual(wanted, seen))
      found.push({ kind: 'value', where, expected: wanted, seen, ...(why !== undefined && { why }) });
  };
  const { error } = outcome;
  value('status', expected.status, outcome.status, outcome.waitsFor ?? describeError(error));
  if (expected.error !== undefined) {
    const { code, step, message } = expected.error;
    if (code !== undefined) value('error.code', code, error?.code ?? null, error?.message);
    if (step !== undefined) value('error.step', step, error?.step ?? null);
    if (message !== undefined && error?.message.includes(message) !== true)
      value('error.message', message, error?.message ?? null);
  }
  for (const [id, step] of expected.steps) found.push(...stepDifferences(id, step, outcome));
  const { calls, callsInAnyOrder, compensations, notifications } = expected;
  const list = (where: string, lines: readonly AlignedLine[]): void => {
    if (lines.some(({ mark }) => mark !== ' ')) found.push({ kind: 'list', where, lines });
  };
  const fits = (wanted: ExpectedCall, made: MadeCall): boolean => callFits(wanted, made, executionId);
  const lineOf = (made: MadeCall): string => madeLine(made, executionId);
  if (calls !== undefined) list('calls', aligned(calls, outcome.calls, fits, expectedLine, lineOf));
  if (callsInAnyOrder !== undefined)
    list('calls in any order', paired(callsInAnyOrder, outcome.calls, fits, expectedLine, lineOf));
  if (compensations !== undefined)
    list('compensations', aligned(compensations, outcome.undoCalls, fits, expectedLine, lineOf));
  if (notifications !== undefined) {
    const text = (each: string): string => JSON.stringify(each);
    list(
      'notifications',
      aligned(notifications, outcome.notifications, (a, b) => a === b, text, text),
    );
  }
  if (expected.outputs !== undefined) found.push(...valueDifferences('outputs', expected.outputs, outcome.outputs));
  if (expected.durationMs !== undefined) value('duration_ms', expected.durationMs, outcome.durationMs);
  return found;
}

function describeError(error: SimulatedOutcome['error']): string | undefined {
  return error === null ? undefined : `${error.message} [${error.code}]`;
}

function stepDifferences(id: string, expected: ExpectedStep, outcome: SimulatedOutcome): readonly Difference[] {
  const seen = outcome.unit(id);
  if (seen === null) {
    return [
      { kind: 'value', where: `step ${id}`, expected: 'an element', seen: null, why: 'there is no such element' },
    ];
  }
  const found: Difference[] = [];
  for (const key of ['status', 'error', 'attempts', 'compensated'] as const) {
    const wanted = expected[key];
    if (wanted !== undefined && wanted !== seen[key])
      found.push({ kind: 'value', where: `step ${id}: ${key}`, expected: wanted, seen: seen[key] });
  }
  if (expected.result !== undefined)
    found.push(...valueDifferences(`step ${id}: result`, expected.result, seen.result));
  return found;
}

/** The innermost places at which two values differ. */
function valueDifferences(where: string, expected: Json, seen: Json): readonly Difference[] {
  const found: Difference[] = [];
  const open: { readonly at: string; readonly expected: Json; readonly seen: Json }[] = [{ at: where, expected, seen }];
  for (let next = open.pop(); next !== undefined && found.length < MOST_PLACES; next = open.pop()) {
    const { at, expected: wanted, seen: got } = next;
    if (jsonEqual(wanted, got)) continue;
    const parts = partsOf(wanted, got);
    if (parts === null) found.push({ kind: 'value', where: at, expected: wanted, seen: got });
    else for (const [name, a, b] of parts.toReversed()) open.push({ at: `${at}${name}`, expected: a, seen: b });
  }
  return found;
}

/** Null where they are best shown whole: of different kinds, or with members that only one of them has. */
function partsOf(expected: Json, seen: Json): readonly (readonly [string, Json, Json])[] | null {
  if (isList(expected) && isList(seen)) {
    if (expected.length !== seen.length) return null;
    return expected.map((item, i) => [`[${i}]`, item, seen[i] ?? null]);
  }
  if (!isObject(expected) || !isObject(seen)) return null;
  const keys = Object.keys(expected);
  if (keys.length !== Object.keys(seen).length || keys.some((key) => own(seen, key) === undefined)) return null;
  return keys.map((key) => [`.${key}`, expected[key] ?? null, own(seen, key) ?? null]);
}

function callFits(wanted: ExpectedCall, made: MadeCall, executionId: string): boolean {
  return (
    wanted.service === made.service &&
    wanted.method === made.method &&
    (wanted.parameters === undefined || jsonEqual(wanted.parameters, made.parameters)) &&
    (wanted.key === undefined || wanted.key === keyOf(made, executionId))
  );
}

function keyOf({ key }: MadeCall, executionId: string): string {
  return key.startsWith(executionId) ? `{execution}${key.slice(executionId.length)}` : key;
}

function expectedLine({ service, method, parameters, key }: ExpectedCall): string {
  return [
    `${service}.${method}`,
    ...(parameters === undefined ? [] : [JSON.stringify(parameters)]),
    ...(key === undefined ? [] : [key]),
  ].join('  ');
}

function madeLine(made: MadeCall, executionId: string): string {
  return `${made.service}.${made.method}  ${JSON.stringify(made.parameters)}  ${keyOf(made, executionId)}`.trimEnd();
}
