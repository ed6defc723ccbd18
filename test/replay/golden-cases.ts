import type { JsonObject } from '../../src/std/index.ts';
import {
  type Act,
  type Answers,
  called,
  cancel,
  type GoldenCase,
  never,
  pause,
  phase,
  refuses,
  resume,
  running,
} from './golden-case.ts';
import { type Feature, features } from './golden-features.ts';

/** Whatever else definitions call: registered before any of them. */
export const below = `
name: golden_below
version: "1"
steps:
  - {id: hotel, service: svc, method: hotel, compensate_method: leave}
  - {id: flight, service: svc, method: flight, depends_on: [hotel], compensate_method: ground}
outputs: {hotel: "{{steps.hotel.status}}"}
`;

interface Ending {
  readonly name: string;
  readonly status: GoldenCase['status'];
  readonly more?: string;
  readonly inputs?: JsonObject;
  readonly answers?: Answers;
  readonly acts?: readonly Act[];
}

/** An execution that is cancelled, or whose time is over, is so in its last step. */
const endings: readonly Ending[] = [
  { name: 'completed', status: 'COMPLETED' },
  { name: 'failed', status: 'FAILED', answers: { 'svc.last': refuses } },
  { name: 'undo-failed', status: 'FAILED', answers: { 'svc.last': refuses, 'svc.unmake': { status: 409 } } },
  { name: 'cancelled', status: 'CANCELLED', answers: { 'svc.last': never }, acts: [called('last'), cancel] },
  { name: 'timed-out', status: 'FAILED', more: 'timeout_ms: 2000', answers: { 'svc.last': never } },
];

function ofFeature(feature: Feature): readonly GoldenCase[] {
  const { hangs, isPlain, isSlow } = feature;
  const fitting = endings.filter(({ more }) => more === undefined || isSlow !== true);
  return [
    ...(isPlain === true ? fitting.slice(0, 2) : fitting).map((ending) => ended(feature, ending)),
    ...(hangs === undefined
      ? []
      : [ended(feature, { ...hangs, name: 'cancelled-within', status: 'CANCELLED', acts: [...hangs.acts, cancel] })]),
  ];
}

function ended(feature: Feature, ending: Ending): GoldenCase {
  const { it, inputs, isLong, kept } = feature;
  const name = `${feature.name}.${ending.name}`;
  return {
    name,
    status: ending.status,
    definition: definitionOf(
      name,
      `
  - {id: make, service: svc, method: make, compensate_method: unmake}
  - {id: it, depends_on: [make], ${it}}
  - {id: last, service: svc, method: last, depends_on: [it], parameters: {it: "{{steps.it.result}}"}}`,
      [feature.more, ending.more],
    ),
    inputs: { text: 'seven', ...inputs, ...ending.inputs },
    answers: { 'svc.make': { result: { n: 1 } }, ...feature.answers, ...ending.answers },
    acts: [...(ending.name === 'cancelled-within' ? [] : (feature.acts ?? [])), ...(ending.acts ?? [])],
    ...(isLong && { isLong }),
    ...(kept && { kept }),
  };
}

function definitionOf(name: string, steps: string, more: readonly (string | undefined)[] = []): string {
  const lines = more.filter((line) => line !== undefined).map((line) => `${line}\n`);
  return `name: ${definitionName(name)}\nversion: "1"\n${lines.join('')}steps:${steps}\n`;
}

export function definitionName(name: string): string {
  return `golden_${name.replaceAll(/[.-]/g, '_')}`;
}

const pair = `
  - {id: make, service: svc, method: make, compensate_method: unmake}
  - {id: it, service: svc, method: work, depends_on: [make], compensate_method: unwork}
  - {id: last, service: svc, method: last, depends_on: [it], parameters: {it: "{{steps.it.status}}"}}`;

const hold = (
  how: string,
  status: GoldenCase['status'],
  acts: readonly Act[],
  more: Partial<GoldenCase> = {},
): GoldenCase => ({
  name: `hold.${how}`,
  status,
  definition: definitionOf(`hold.${how}`, pair, ['on_failure: hold']),
  answers: { 'svc.work': refuses },
  acts: [phase('held'), ...acts],
  ...more,
});

const mended: Act = { kind: 'answer', answers: { 'svc.work': { result: 1 } } };
const retry: Act = { kind: 'retry' };

const pausing = (
  how: string,
  status: GoldenCase['status'],
  acts: readonly Act[],
  more: Partial<GoldenCase> = {},
): GoldenCase => ({
  name: `pause.${how}`,
  status,
  definition: definitionOf(`pause.${how}`, pair, ['timeout_ms: 600000']),
  answers: { 'svc.work': { delayMs: 800, result: 1 } },
  acts: [called('work'), pause, phase('paused'), ...acts],
  ...more,
});

/** Executions that write how they stand into their search attribute; all the other histories are older than it. */
const outcomes: readonly GoldenCase[] = [
  {
    name: 'outcome.compensated',
    status: 'FAILED',
    definition: definitionOf('outcome.compensated', pair),
    answers: { 'svc.last': refuses },
  },
  {
    name: 'outcome.compensation-failed',
    status: 'FAILED',
    definition: definitionOf('outcome.compensation-failed', pair),
    answers: { 'svc.last': refuses, 'svc.unmake': { status: 409 } },
  },
  {
    name: 'outcome.cancelled',
    status: 'CANCELLED',
    definition: definitionOf('outcome.cancelled', pair),
    answers: { 'svc.last': never },
    acts: [called('last'), cancel],
  },
  {
    name: 'outcome.completed',
    status: 'COMPLETED',
    definition: definitionOf('outcome.completed', pair),
    answers: { 'svc.work': { delayMs: 800, result: 1 } },
    acts: [called('work'), pause, phase('paused'), resume],
  },
  {
    name: 'outcome.held',
    status: 'COMPLETED',
    definition: definitionOf('outcome.held', pair, ['on_failure: hold']),
    answers: { 'svc.work': refuses },
    acts: [phase('held'), { kind: 'decide', decision: 'skip' }],
  },
  {
    name: 'outcome.below',
    status: 'FAILED',
    definition: definitionOf('outcome.below', '\n  - {id: it, workflow: golden_below}'),
    answers: { 'svc.flight': refuses },
    kept: [
      { as: '', of: '', which: 'last' },
      { as: '@below', of: '~it', which: 'last' },
    ],
  },
  {
    name: 'outcome.moved',
    status: 'FAILED',
    definition: definitionOf(
      'outcome.moved',
      `
  - {id: it, service: svc, method: work, for_each: "{{inputs.items}}", max_parallel: 3, compensate_method: unwork}
  - {id: last, service: svc, method: last, depends_on: [it]}`,
    ),
    inputs: { items: Array.from({ length: 12 }, (_, at) => at) },
    answers: { 'svc.last': refuses },
    isLong: true,
    kept: [
      { as: '@first', of: '', which: 'first' },
      { as: '', of: '', which: 'last' },
    ],
  },
];

/** What has no step `it`, or ends in a way of its own. */
const others: readonly GoldenCase[] = [
  hold('held', 'PAUSED', []),
  hold('retried', 'COMPLETED', [mended, retry]),
  hold('skipped', 'COMPLETED', [{ kind: 'decide', decision: 'skip' }]),
  hold('compensated', 'FAILED', [{ kind: 'decide', decision: 'compensate' }]),
  // What it was held for is why it ends.
  hold('cancelled', 'FAILED', [cancel]),
  pausing('paused', 'PAUSED', [{ kind: 'until-step', step: 'it', status: 'COMPLETED' }]),
  pausing('completed', 'COMPLETED', [{ kind: 'until-step', step: 'it', status: 'COMPLETED' }, resume]),
  pausing('failed', 'FAILED', [resume], { answers: { 'svc.work': { delayMs: 800, status: 422 } } }),
  pausing('cancelled', 'CANCELLED', [cancel]),
  {
    name: 'call.failed-itself',
    status: 'FAILED',
    definition: definitionOf('call.failed-itself', pair),
    answers: { 'svc.work': refuses },
  },
  {
    name: 'retry.exhausted',
    status: 'FAILED',
    definition: definitionOf(
      'retry.exhausted',
      `
  - {id: make, service: svc, method: make, compensate_method: unmake}
  - {id: it, service: svc, method: work, depends_on: [make], retry_count: 2, retry_delay_ms: 100, compensate_method: unwork}`,
    ),
    answers: { 'svc.work': [{ drop: 'before' }, { status: 503 }, { status: 500 }] },
  },
  {
    name: 'retry.carried',
    status: 'COMPLETED',
    definition: definitionOf('retry.carried', pair),
    answers: { 'svc.work': refuses },
    acts: [{ kind: 'ended' }, mended, retry],
    kept: [{ as: '', of: '~retry1', which: 'last' }],
  },
  {
    name: 'undo.cancelled-meanwhile',
    status: 'FAILED',
    definition: definitionOf('undo.cancelled-meanwhile', pair),
    answers: { 'svc.last': refuses, 'svc.unwork': { delayMs: 1000, result: null } },
    acts: [called('unwork'), cancel],
  },
  {
    name: 'undo.cancelled-twice',
    status: 'CANCELLED',
    definition: definitionOf('undo.cancelled-twice', pair),
    answers: { 'svc.last': never, 'svc.unwork': { delayMs: 1000, result: null } },
    acts: [called('last'), cancel, called('unwork'), cancel],
  },
  {
    name: 'undo.retried',
    status: 'FAILED',
    definition: definitionOf('undo.retried', pair),
    answers: { 'svc.last': refuses, 'svc.unwork': [{ status: 503 }, { result: null }] },
  },
  {
    name: 'undo.under-way',
    status: 'RUNNING',
    definition: definitionOf('undo.under-way', pair),
    answers: { 'svc.last': refuses, 'svc.unwork': never },
    acts: [called('unwork')],
  },
  {
    name: 'for-each.failed-within',
    status: 'FAILED',
    definition: definitionOf(
      'for-each.failed-within',
      `
  - {id: it, service: svc, method: work, for_each: [0, 1, 2, 3], max_parallel: 1, parameters: {n: "{{item}}"}, compensate_method: unwork}`,
    ),
    answers: { 'svc.work': [{ result: 1 }, { result: 2 }, refuses] },
  },
  {
    name: 'wait.under-way',
    status: 'RUNNING',
    definition: definitionOf('wait.under-way', '\n  - {id: it, wait_for: {event: opened}}'),
    acts: [running('it')],
  },
  {
    name: 'parallel.failed',
    status: 'FAILED',
    definition: definitionOf(
      'parallel.failed',
      `
  - {id: top, service: svc, method: make, compensate_method: unmake}
  - {id: left, service: svc, method: left, depends_on: [top], compensate_method: unleft}
  - {id: right, service: svc, method: right, depends_on: [top], compensate_method: unright}
  - {id: slow, service: svc, method: slow, depends_on: [top], compensate_method: unslow}
  - {id: last, service: svc, method: last, depends_on: [left, right]}`,
    ),
    answers: { 'svc.slow': { delayMs: 400, result: 1 }, 'svc.last': refuses },
  },
  {
    name: 'bare.completed',
    status: 'COMPLETED',
    definition: definitionOf('bare.completed', pair, ['inputs: {text: {type: string, required: true}}']),
    inputs: { text: 'seven' },
    isBare: true,
  },
  {
    name: 'bare.refused',
    status: 'FAILED',
    definition: definitionOf('bare.refused', pair, ['inputs: {text: {type: string, required: true}}']),
    inputs: { text: 7 },
    isBare: true,
  },
  {
    name: 'moved-company.completed',
    status: 'COMPLETED',
    definition: definitionOf(
      'moved-company.completed',
      `
  - {id: slow, service: svc, method: slow, timeout_ms: 3600000}
  - {id: poll, service: svc, method: begin, poll: {method: job, interval_ms: 100, until: "{{response.done}}"}}
  - {id: below, workflow: golden_below}
  - {id: delay, delay_ms: 2500}
  - {id: patience, wait_for: {event: never, timeout_ms: 2000}, continue_on_failure: true}
  - {id: each, service: svc, method: work, for_each: "{{inputs.items}}", max_parallel: 3}`,
      ['timeout_ms: 4000000'],
    ),
    inputs: { items: Array.from({ length: 12 }, (_, at) => at) },
    answers: {
      'svc.slow': { result: 1, delayMs: 4000 },
      'svc.flight': { result: 1, delayMs: 4000 },
      'svc.job': [...Array.from({ length: 25 }, () => ({ result: { done: false } })), { result: { done: true } }],
    },
    isLong: true,
    kept: [
      { as: '@first', of: '', which: 'first' },
      { as: '', of: '', which: 'last' },
    ],
  },
];

export const goldenCases: readonly GoldenCase[] = [...features.flatMap(ofFeature), ...others, ...outcomes];
