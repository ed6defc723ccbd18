import fc from 'fast-check';
import type { Action, Compensation, ForEach, PlanStep, Poll, StepFields } from '../../src/plan/index.ts';
import { isoTime } from '../../src/std/index.ts';
import { startedAt } from '../support/run-in-memory.ts';
import { broken, expr, moments, mostly, ofText, parameters, type Place, sometimes, value } from './random-values.ts';

/** Steps of every kind, and what they may have. */

export function forEach({ before }: Place): fc.Arbitrary<ForEach> {
  const items = fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.constantFrom(0, 1, 2, 'k1', 'k2'), { maxLength: 5 }).map(value) },
    { weight: 2, arbitrary: fc.constant(ofText('{{ inputs.list }}')) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('inputs.none', 'inputs.three', broken).map((text) => ofText(`{{ ${text} }}`)),
    },
    ...before.map((id) => ({ weight: 1, arbitrary: fc.constant(ofText(`{{ steps.${id}.result }}`)) })),
  );
  return fc.record({ items, maxParallel: fc.constantFrom(1, 2, 3, 10), collect: mostly(true, fc.constant(false)) });
}

export function actions(place: Place): fc.Arbitrary<readonly Action[]> {
  const outer = { ...place, element: false };
  const reads = ['result', 'error_code', 'error != null', "if(error_code == 'service-error', error, null)"];
  const call = parameters(outer, reads).map((each): Action => ({
    kind: 'call',
    service: 'log',
    method: 'note',
    parameters: each,
  }));
  const texts = ['it ended', '{{ step.id }}: {{ error_code }}', `{{ ${broken} }}`];
  const notify = fc.constantFrom(...texts).map((text): Action => ({ kind: 'notify', text: ofText(text) }));
  return fc.array(fc.oneof(call, notify), { minLength: 1, maxLength: 2 });
}

function compensation(place: Place, method: string): fc.Arbitrary<Compensation> {
  return sometimes(parameters(place, ['result']), 2).map((own) => ({ method, ...(own && { parameters: own }) }));
}

function poll(place: Place): fc.Arbitrary<Poll> {
  return fc.record({
    service: fc.constant('svc'),
    method: fc.constant('ask'),
    parameters: parameters(place, ['response']),
    intervalMs: fc.constantFrom(5, 50),
    until: fc.constantFrom(true, ...['response.done', 'response.n > inputs.three', 'response == null'].map(expr)),
    timeoutMs: fc.constantFrom(100, 1000),
  });
}

export type Kind = {
  readonly [Which in PlanStep['kind']]: Omit<Extract<PlanStep, { kind: Which }>, keyof StepFields>;
}[PlanStep['kind']];

export function kind(id: string, place: Place): fc.Arbitrary<Kind> {
  const limit = sometimes(fc.constantFrom(...moments));
  const local = place.element ? ['item'] : [];
  const call = fc
    .record({
      parameters: parameters(place),
      timeoutMs: fc.constantFrom(1000, 30_000),
      retry: fc.constantFrom(
        { count: 0, delayMs: 1000, backoff: 1 },
        { count: 2, delayMs: 100, backoff: 2, maxDelayMs: 150 },
        { count: 9, delayMs: 100, backoff: 1 },
      ),
      verb: sometimes(fc.constantFrom('GET' as const, 'PUT' as const), 6),
      compensate: fc.oneof(
        { weight: 1, arbitrary: fc.constant(undefined) },
        { weight: 2, arbitrary: compensation(place, 'undo') },
      ),
      compensateFailed: sometimes(compensation(place, 'clean'), 6),
      poll: sometimes(poll(place), 6),
      fast: mostly(undefined, fc.constant(true as const), 2),
    })
    .map(({ verb, compensate, compensateFailed, poll: polled, fast, ...rest }): Kind => ({
      kind: 'call',
      service: 'svc',
      method: id,
      ...rest,
      ...(verb && { verb }),
      ...(compensate && { compensate }),
      ...(compensateFailed && { compensateFailed }),
      ...(fast ? { fast } : polled && { poll: polled }),
    }));
  const workflow = fc
    .record({ inputs: parameters(place), version: sometimes(fc.constant('1.0')), timeoutMs: limit })
    .map(({ version, timeoutMs, ...rest }): Kind => ({
      kind: 'workflow',
      workflow: 'other',
      ...rest,
      ...(version && { version }),
      ...(timeoutMs && { timeoutMs }),
    }));
  const foreign = fc
    .record({
      runs: fc.constantFrom('foreign-activity' as const, 'foreign-workflow' as const),
      parameters: sometimes(parameters(place), 2),
      retry: fc.constantFrom({ count: 0, delayMs: 1000, backoff: 1 }, { count: 9, delayMs: 100, backoff: 2 }),
      compensate: sometimes(compensation(place, 'refund'), 2),
      timeoutMs: limit,
    })
    .map(({ runs, parameters: sent, compensate, timeoutMs, retry }): Kind => {
      const own = {
        taskQueue: 'theirs',
        type: id,
        ...(sent && { parameters: sent }),
        retry,
        ...(compensate && { compensate }),
      };
      if (runs === 'foreign-workflow') return { kind: runs, ...own, ...(timeoutMs && { timeoutMs }) };
      return { kind: runs, ...own, timeoutMs: 30_000, queueTimeoutMs: 1000 };
    });
  const conditions = ['value > 1', 'inputs.no', 'value == inputs.three', ...local.map((name) => `value == ${name}`)];
  const correlations = [
    '{{ inputs.k }}',
    '{{ inputs.none }}',
    'k2',
    `{{ ${broken} }}`,
    ...local.map((name) => `{{ ${name} }}`),
  ];
  const wait = fc
    .record({
      event: fc.constantFrom('e', 'e', 'f'),
      condition: mostly(undefined, fc.constantFrom(...conditions).map(expr), 1),
      correlation: sometimes(fc.constantFrom(...correlations).map(ofText)),
      timeoutMs: limit,
    })
    .map(({ event, condition: when, correlation, timeoutMs }): Kind => ({
      kind: 'wait',
      event,
      ...(when !== undefined && { condition: when }),
      ...(correlation && { correlation }),
      ...(timeoutMs && { timeoutMs }),
    }));
  const lengths = [...moments.map(value), value(0), ofText('{{ inputs.three * 10 }}')];
  const odd = [value(-1), value('soon'), value(365 * 86_400_000 + 1), ofText(`{{ ${broken} }}`)];
  const byItem = local.map((name) => ofText(`{{ ${name} * 10 }}`));
  const delay = fc
    .record({
      ms: mostly(lengths, fc.constant(odd)).chain((list) => fc.constantFrom(...list, ...byItem)),
      timeoutMs: limit,
    })
    .map(({ timeoutMs, ...rest }): Kind => ({ kind: 'delay', ...rest, ...(timeoutMs && { timeoutMs }) }));
  const times = [
    ...[0, 5, 30, 80].map((ms) => value(startedAt + ms)),
    value(isoTime(startedAt + 40)),
    ofText("{{ time_add(now(), '10ms') }}"),
    value('2020-01-01T00:00:00Z'),
  ];
  const oddTimes = [value('soon'), value(true), value(startedAt + 366 * 86_400_000), ofText(`{{ ${broken} }}`)];
  const until = fc
    .record({ time: mostly(times, fc.constant(oddTimes)).chain((list) => fc.constantFrom(...list)), timeoutMs: limit })
    .map(({ timeoutMs, ...rest }): Kind => ({ kind: 'until', ...rest, ...(timeoutMs && { timeoutMs }) }));
  return fc.oneof(
    { weight: 8, arbitrary: call },
    { weight: 2, arbitrary: workflow },
    { weight: 2, arbitrary: foreign },
    { weight: 4, arbitrary: wait },
    { weight: 1, arbitrary: delay },
    { weight: 1, arbitrary: until },
  );
}
