import type { JsonObject } from '../../src/std/index.ts';
import type { Answer } from '../support/recording-service.ts';
import { type Act, type Answers, called, type Kept, never, refuses, running, send } from './golden-case.ts';

const own: Kept = { as: '', of: '', which: 'last' };

export interface Feature {
  readonly name: string;
  /** A step `it`, between one that makes something and the last one, which decides how the execution ends. */
  readonly it: string;
  readonly more?: string;
  readonly inputs?: JsonObject;
  readonly answers?: Answers;
  readonly acts?: readonly Act[];
  readonly isLong?: true;
  /** What comes after it is as after any other. */
  readonly isPlain?: true;
  /** Its own step may take longer than the execution that would be timed out. */
  readonly isSlow?: true;
  readonly kept?: readonly Kept[];
  /** In which its step is what is under way when the execution is cancelled. */
  readonly hangs?: { readonly inputs?: JsonObject; readonly answers?: Answers; readonly acts: readonly Act[] };
}

export const features: readonly Feature[] = [
  {
    name: 'call',
    it: 'service: svc, method: work, parameters: {made: "{{steps.make.status}}"}, compensate_method: unwork',
    hangs: { answers: { 'svc.work': never }, acts: [called('work')] },
  },
  {
    name: 'endpoint',
    isPlain: true,
    it: 'service: svc, endpoint: /jobs/7, verb: PUT, parameters: {text: "{{inputs.text}} kg"}',
  },
  {
    name: 'retry',
    it: 'service: svc, method: work, retry_count: 2, retry_delay_ms: 100, compensate_method: unwork',
    answers: { 'svc.work': [{ status: 503 }, { drop: 'before' }, { result: 3 }] },
    hangs: { answers: { 'svc.work': { status: 503 } }, acts: [called('work')] },
  },
  {
    name: 'unanswered',
    it: 'service: svc, method: work, timeout_ms: 300, continue_on_failure: true, compensate_method: unwork',
    answers: { 'svc.work': never },
  },
  {
    name: 'for-each',
    it: 'service: svc, method: work, for_each: "{{inputs.items}}", max_parallel: 2, parameters: {n: "{{item}}", at: "{{index}}"}, compensate_method: unwork',
    inputs: { items: [5, 6, 7] },
    hangs: { answers: { 'svc.work': [{ result: 1 }, never] }, acts: [called('work'), called('work')] },
  },
  {
    name: 'for-each-nothing',
    isPlain: true,
    it: 'service: svc, method: work, for_each: "{{inputs.items}}"',
    inputs: { items: [] },
  },
  {
    name: 'for-each-count',
    isPlain: true,
    it: 'service: svc, method: work, for_each: [1, 2], collect: false, max_parallel: 1',
  },
  { name: 'for-each-delay', isPlain: true, it: 'delay_ms: "{{item}}", for_each: [10, 20, 30], max_parallel: 2' },
  { name: 'skipped', it: 'service: svc, method: work, when: "{{inputs.wanted == true}}", compensate_method: unwork' },
  {
    name: 'poll',
    it: 'service: svc, method: work, poll: {method: job, parameters: {id: "{{response.id}}"}, interval_ms: 100, until: "{{response.done}}"}, compensate_method: unwork',
    answers: {
      'svc.work': { result: { id: 1 } },
      'svc.job': [{ result: { done: false } }, { result: { done: true } }],
    },
    hangs: { answers: { 'svc.job': { result: { done: false } } }, acts: [{ kind: 'until-called', method: 'job' }] },
  },
  {
    name: 'accepted',
    isPlain: true,
    it: 'service: svc, method: work, compensate_method: unwork',
    answers: {
      'svc.work': { status: 202, headers: { location: '/svc/jobs/9', 'retry-after': '0' } },
      'svc.jobs/9': [{ status: 202, headers: { 'retry-after': '0' } }, { result: { pages: 5 } }],
    },
  },
  { name: 'delay', isPlain: true, it: 'delay_ms: 100' },
  { name: 'until', isPlain: true, it: `until: "{{time_add(context.started_at, '1s')}}"` },
  { name: 'until-over', isPlain: true, it: 'until: "2020-01-01T00:00:00Z"' },
  {
    name: 'wait-after',
    it: 'wait_for: {event: opened, condition: "{{value > 10}}"}',
    acts: [running('it'), send('closed', 90), send('opened', 5), send('opened', 50)],
    hangs: { acts: [running('it')] },
  },
  {
    name: 'wait-before',
    isPlain: true,
    it: 'wait_for: {event: opened}',
    answers: { 'svc.make': { delayMs: 700, result: { n: 1 } } },
    acts: [send('opened', 1), send('opened', 2)],
  },
  { name: 'wait-timed-out', it: 'wait_for: {event: opened, timeout_ms: 100}, continue_on_failure: true' },
  {
    name: 'sub-workflow',
    it: 'workflow: golden_below, version: "1", inputs: {city: Oslo}',
    kept: [own, { as: '@below', of: '~it', which: 'last' }],
    hangs: { answers: { 'svc.flight': never }, acts: [called('flight')] },
  },
  {
    name: 'sub-workflow-newest',
    isPlain: true,
    it: 'workflow: golden_below, for_each: [1, 2], max_parallel: 2, timeout_ms: 600000',
  },
  {
    name: 'sub-workflow-failed',
    it: 'workflow: golden_below, continue_on_failure: true',
    answers: { 'svc.flight': refuses },
    kept: [own, { as: '@below', of: '~it', which: 'last' }],
  },
  {
    name: 'actions',
    it: 'service: svc, method: work, on_success: [{notify: "{{step.id}} is done"}, {service: svc, method: tell}]',
    hangs: {
      answers: { 'svc.tell': { delayMs: 800, result: null }, 'svc.last': never },
      acts: [called('tell'), called('last')],
    },
  },
  {
    name: 'continued',
    it: 'service: svc, method: work, continue_on_failure: true, on_failure: [{notify: "{{error_code}}"}, {compensate: unwork}]',
    answers: { 'svc.work': refuses },
  },
  {
    name: 'bad-expression',
    isPlain: true,
    it: 'service: svc, method: work, parameters: {n: "{{inputs.items[7].n + 1}}"}, continue_on_failure: true',
  },
  {
    name: 'outputs',
    isPlain: true,
    it: 'service: svc, method: work',
    more: 'outputs: {last: "{{steps.it.status}} {{inputs.text}}"}',
  },
  { name: 'priority', isPlain: true, it: 'service: svc, method: work, priority: 1, compensate_method: unwork' },
  { name: 'timed', isPlain: true, it: 'service: svc, method: work', more: 'timeout_ms: 600000' },
  {
    name: 'fast',
    it: 'service: svc, method: work, fast: true, for_each: [1, 2, 3], max_parallel: 2, compensate_method: unwork',
    hangs: { answers: { 'svc.work': { delayMs: 500, result: 1 } }, acts: [called('work')] },
  },
  {
    name: 'fast-retried',
    isPlain: true,
    it: 'service: svc, method: work, fast: true, retry_count: 2, retry_delay_ms: 100, compensate_method: unwork',
    answers: { 'svc.work': [{ status: 503 }, { status: 503 }, { result: 3 }] },
  },
  {
    name: 'foreign-activity',
    it: 'task_queue: team, activity: charge, parameters: {amount: 3, card: "{{inputs.text}}"}, compensate_activity: refund',
    hangs: { inputs: { text: 'slow' }, acts: [running('it')] },
  },
  {
    name: 'foreign-workflow',
    it: 'task_queue: team, workflow_type: settle, parameters: {amount: 3}, compensate_activity: refund',
  },
  { name: 'secret', isPlain: true, it: 'service: svc, method: work, parameters: {key: "Bearer {{secrets.GOLDEN}}"}' },
  {
    name: 'moved',
    it: 'service: svc, method: work, for_each: "{{inputs.items}}", max_parallel: 3, parameters: {n: "{{item}}"}, compensate_method: unwork',
    inputs: { items: Array.from({ length: 12 }, (_, at) => at) },
    isLong: true,
    kept: [{ ...own, as: '@first', which: 'first' }, own],
    hangs: {
      answers: { 'svc.work': [...Array.from({ length: 9 }, (): Answer => ({ result: 1 })), never] },
      acts: Array.from({ length: 10 }, () => called('work')),
    },
  },
  {
    name: 'apart',
    isSlow: true,
    it: 'service: svc, method: work, timeout_ms: 3600000, for_each: [1, 2], max_parallel: 2, compensate_method: unwork',
    answers: { 'svc.work': { result: 1, delayMs: 200 } },
    kept: [own, { as: '@call', of: '~it~0', which: 'last' }],
    hangs: { answers: { 'svc.work': never }, acts: [called('work')] },
  },
];
