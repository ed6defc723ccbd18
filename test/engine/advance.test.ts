import { describe, expect, test } from '@jest/globals';
import { parseExpression, type Template } from '../../src/expressions/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import { own } from '../../src/std/index.ts';
import { planOf } from '../support/plans.ts';
import { type Answer, runInMemory } from '../support/run-in-memory.ts';

const undo = { compensate: { method: 'undo' } };
const statuses = (plan: Plan, run: ReturnType<typeof runInMemory>): Record<string, string> =>
  Object.fromEntries(plan.steps.map((step, at) => [step.id, run.state.steps[at]?.status ?? '?']));

describe('order', () => {
  const diamond = planOf([
    { id: 'A' },
    { id: 'B', after: ['A'] },
    { id: 'C', after: ['A'] },
    { id: 'D', after: ['B', 'C'] },
  ]);

  test('a step begins when all that it depends on have ended, and independent ones begin together', () => {
    const run = runInMemory(diamond, {
      answer: (call) => ({ result: call.method, afterMs: call.method === 'B' ? 50 : 10 }),
    });
    expect(run.calls.map(({ id, at }) => [id, at])).toEqual([
      ['A', 0],
      ['B', 10],
      ['C', 10],
      ['D', 60],
    ]);
    expect(run.outcome).toEqual({ kind: 'completed', result: { A: 'A', B: 'B', C: 'C', D: 'D' } });
  });

  test('the order of writing decides nothing but ties', () => {
    const plan = planOf([{ id: 'last', after: ['first'] }, { id: 'other' }, { id: 'first' }]);
    expect(runInMemory(plan).trace).toEqual(['call other', 'call first', 'call last', 'end completed']);
  });

  test('at most 80 calls are in flight, the rest follow in order', () => {
    const plan = planOf(Array.from({ length: 82 }, (_, at) => ({ id: `s${at}` })));
    const run = runInMemory(plan);
    expect(run.calls.filter(({ at }) => at === 0)).toHaveLength(80);
    expect(run.calls.slice(80).map(({ id }) => id)).toEqual(['s80', 's81']);
    expect(run.outcome.kind).toBe('completed');
  });

  test('integer-like ids keep their places', () => {
    const plan = planOf([{ id: '10' }, { id: '2' }]);
    expect(runInMemory(plan).trace).toEqual(['call 10', 'call 2', 'end completed']);
  });
});

describe('when', () => {
  test('false skips the step; its dependents still run', () => {
    const plan = planOf([
      { id: 'a', when: false },
      { id: 'b', after: ['a'] },
    ]);
    const run = runInMemory(plan);
    expect(statuses(plan, run)).toEqual({ a: 'skipped', b: 'completed' });
    expect(run.outcome).toEqual({ kind: 'completed', result: { a: null, b: null } });
  });
});

describe('idempotency keys', () => {
  test('are the execution and the step, equal on every attempt, and the undo has its own', () => {
    const plan = planOf([
      { id: 'a', ...undo },
      { id: 'b', after: ['a'], retry: { count: 2, delayMs: 1000, backoff: 1 } },
    ]);
    const run = runInMemory(plan, {
      executionId: 'exec_9',
      answer: (call) => (call.method === 'b' ? { status: 500 } : { result: null }),
    });
    expect(run.calls.map(({ key, attempt }) => `${key} ${attempt}`)).toEqual([
      'exec_9_a 1',
      'exec_9_b 1',
      'exec_9_b 2',
      'exec_9_b 3',
      'exec_9_a:undo 1',
    ]);
  });
});

describe('failure', () => {
  test('steps in flight go to their end, nothing new begins, then completed steps are undone in reverse plan order', () => {
    const plan = planOf([
      { id: 'first', ...undo },
      { id: 'slow', after: ['first'], ...undo },
      { id: 'bad', after: ['first'] },
      { id: 'quick', after: ['first'], ...undo },
      { id: 'never', after: ['slow'] },
    ]);
    const answers: Record<string, Answer> = { bad: { status: 400, afterMs: 5 }, slow: { result: 1, afterMs: 90 } };
    const run = runInMemory(plan, { answer: (call) => answers[call.method] ?? { result: 0 } });
    expect(run.trace).toEqual([
      'call first',
      'call slow',
      'call bad',
      'call quick',
      'call quick.undo',
      'call slow.undo',
      'call first.undo',
      'end failed',
    ]);
    expect(statuses(plan, run)).toEqual({
      first: 'completed',
      slow: 'completed',
      bad: 'failed',
      quick: 'completed',
      never: 'pending',
    });
    expect(run.outcome).toMatchObject({ kind: 'failed', failure: { code: 'service-error', step: 'bad' } });
  });

  test('the first failure is the reason, whatever fails after it', () => {
    const plan = planOf([{ id: 'a' }, { id: 'b' }]);
    const run = runInMemory(plan, { answer: (call) => ({ status: 500, afterMs: call.method === 'a' ? 20 : 10 }) });
    expect(run.outcome).toMatchObject({ failure: { step: 'b' } });
  });

  test('a step that ended without an answer may have happened, so it is undone; one that was answered is not', () => {
    const plan = planOf([
      { id: 'lost', ...undo, timeoutMs: 100 },
      { id: 'refused', ...undo },
    ]);
    const run = runInMemory(plan, {
      answer: (call) => {
        if (call.call.part === 'undo') return { result: null };
        return call.method === 'lost' ? { unanswered: 'timed-out' } : { status: 422 };
      },
    });
    expect(run.calls.filter(({ id }) => id.endsWith('.undo')).map(({ id }) => id)).toEqual(['lost.undo']);
  });

  test('an attempt without an answer that succeeded later is undone once, as a completed step', () => {
    const plan = planOf([
      { id: 'a', ...undo, timeoutMs: 100, retry: { count: 1, delayMs: 10, backoff: 1 } },
      { id: 'b', after: ['a'] },
    ]);
    const run = runInMemory(plan, {
      answer: (call, attempt) => {
        if (call.method === 'b') return { status: 500 };
        return call.method === 'a' && attempt === 1 ? { unanswered: 'timed-out' } : { result: 7 };
      },
    });
    expect(run.calls.filter(({ id }) => id === 'a.undo')).toHaveLength(1);
  });
});

describe('compensation', () => {
  test("sends the step's own parameters with its result, or parameters of its own", () => {
    const plan = planOf([
      { id: 'a', parameters: { seats: 2 }, ...undo },
      { id: 'b', after: ['a'], compensate: { method: 'release', parameters: { kind: 'value', value: { all: true } } } },
      { id: 'c', after: ['b'] },
    ]);
    const run = runInMemory(plan, {
      answer: (call) => (call.method === 'c' ? { status: 500 } : { result: { id: call.method } }),
    });
    expect(
      run.calls.filter(({ id }) => id.endsWith('.undo')).map(({ method, parameters }) => [method, parameters]),
    ).toEqual([
      ['release', { all: true }],
      ['undo', { seats: 2, result: { id: 'a' } }],
    ]);
  });

  test("made-up ids: its own parameters get others, the step's own evaluated again the same", () => {
    const parsed = parseExpression('uuid()');
    if (!parsed.ok) throw new Error('uuid() is not read');
    const made: Template = { kind: 'object', members: [['id', { kind: 'expression', expr: parsed.expr }]] };
    const plain = planOf([
      { id: 'a', ...undo },
      { id: 'own', ...undo },
      { id: 'c', after: ['a', 'own'] },
    ]);
    const steps = plain.steps.map((step) => ({
      ...step,
      parameters: made,
      ...(step.id === 'own' && { compensate: { method: 'undo', parameters: made } }),
    }));
    const run = runInMemory(
      { ...plain, steps },
      { answer: (call) => (call.method === 'c' ? { status: 400 } : { result: 1 }) },
    );
    const ids = Object.fromEntries(run.calls.map(({ id, parameters }) => [id, own(parameters, 'id')]));
    expect(ids['a.undo']).toBe(ids['a']);
    expect(ids['own.undo']).not.toBe(ids['own']);
    expect(new Set([ids['a'], ids['own'], ids['own.undo'], ids['c']]).size).toBe(4);
  });

  test('an undo is tried five times, waiting longer each time; one that fails is recorded and the rest still run', () => {
    const plan = planOf([
      { id: 'a', ...undo },
      { id: 'b', after: ['a'], ...undo },
      { id: 'c', after: ['b'] },
    ]);
    const run = runInMemory(plan, {
      answer: (call) => {
        if (call.method === 'c') return { status: 500 };
        return call.call.part === 'undo' && call.key.includes('_b') ? { status: 503 } : { result: null };
      },
    });
    const undos = run.calls.filter(({ id }) => id === 'b.undo');
    expect(undos.map(({ at }, i) => (i === 0 ? 0 : at - (undos[i - 1]?.at ?? 0)))).toEqual([0, 1010, 2010, 4010, 8010]);
    expect(run.state.steps.map((step) => step.undo?.status)).toEqual(['done', 'failed', undefined]);
    expect(run.state.steps[1]).toMatchObject({
      status: 'completed',
      undo: { attempts: 5, failure: { code: 'service-error' } },
    });
    expect(run.outcome).toMatchObject({ kind: 'failed', failure: { step: 'c' } });
  });
});

describe('cancel', () => {
  const plan = planOf([
    { id: 'done', ...undo },
    { id: 'running', after: ['done'], ...undo },
    { id: 'never', after: ['running'] },
  ]);
  const slow = (call: { method: string }): Answer => ({ result: null, afterMs: call.method === 'running' ? 5000 : 10 });

  test('aborts calls in flight and undoes them too, since what they did is unknown', () => {
    const run = runInMemory(plan, { answer: slow, cancelAt: [1000] });
    expect(run.trace).toEqual([
      'call done',
      'call running',
      'abort running',
      'call running.undo',
      'call done.undo',
      'end cancelled',
    ]);
    expect(statuses(plan, run)).toEqual({ done: 'completed', running: 'failed', never: 'pending' });
    expect(run.state.steps[1]?.failure).toMatchObject({ code: 'cancelled', step: 'running' });
  });

  test('a second cancel changes nothing, and compensation is never cut short', () => {
    const run = runInMemory(plan, { answer: slow, cancelAt: [1000, 1005, 1006] });
    expect(run.trace.slice(-3)).toEqual(['call running.undo', 'call done.undo', 'end cancelled']);
  });

  test('after a failure it hastens the end, but the failure stays the reason', () => {
    const both = planOf([{ id: 'bad' }, { id: 'slow' }]);
    const run = runInMemory(both, {
      answer: (call) => (call.method === 'bad' ? { status: 400 } : { result: null, afterMs: 60_000 }),
      cancelAt: [500],
    });
    expect(run.outcome).toMatchObject({ kind: 'failed', failure: { step: 'bad' } });
    expect(run.trace).toContain('abort slow');
  });
});

describe('timeout_ms of the workflow', () => {
  test('stops it like a cancel, and it ends failed', () => {
    const plan = planOf(
      [
        { id: 'a', ...undo },
        { id: 'b', after: ['a'] },
      ],
      { timeoutMs: 200 },
    );
    const run = runInMemory(plan, { answer: (call) => ({ result: null, afterMs: call.method === 'b' ? 9999 : 10 }) });
    expect(run.trace).toEqual(['call a', 'call b', 'abort b', 'call a.undo', 'end failed']);
    expect(run.outcome).toMatchObject({ failure: { code: 'workflow-timed-out' } });
  });
});

describe('limits', () => {
  const large = 'x'.repeat(700_000);

  test('the result that brings all results past the limit fails its step, which is undone: it was done', () => {
    const plan = planOf([
      { id: 'a', ...undo },
      { id: 'b', after: ['a'], ...undo },
      { id: 'c', after: ['b'], ...undo },
    ]);
    const run = runInMemory(plan, { answer: (call) => ({ result: call.call.part === 'undo' ? null : large }) });
    expect(statuses(plan, run)).toEqual({ a: 'completed', b: 'completed', c: 'failed' });
    expect(run.outcome).toMatchObject({ failure: { code: 'results-too-large', step: 'c' } });
    expect(run.trace.slice(-4)).toEqual(['call c.undo', 'call b.undo', 'call a.undo', 'end failed']);
    // Also of the one whose result was too much: without it nobody could say what to undo.
    const undone = run.calls.filter(({ id }) => id.endsWith('.undo'));
    expect(undone.map(({ parameters }) => own(parameters, 'result'))).toEqual([large, large, large]);
  });

  test('calls that begin together fit into one message: the rest wait for them', () => {
    const parameters = { text: 'x'.repeat(400_000) };
    const plan = planOf(Array.from({ length: 10 }, (_, at) => ({ id: `s${at}`, parameters })));
    const run = runInMemory(plan);
    expect(run.calls.map(({ at }) => at)).toEqual([0, 0, 0, 0, 10, 10, 10, 10, 20, 20]);
    expect(run.outcome.kind).toBe('completed');
    expect(run.state.inFlightBytes).toBe(0);
  });

  test('all parameters together stay below what a history may hold', () => {
    const parameters = { text: 'x'.repeat(990_000) };
    const plan = planOf(Array.from({ length: 9 }, (_, at) => ({ id: `s${at}`, parameters })));
    const run = runInMemory(plan);
    expect(run.outcome).toMatchObject({ failure: { code: 'parameters-too-large', step: 's8' } });
    expect(run.calls).toHaveLength(8);
  });

  test('an undo may be larger than its step by the result that it carries', () => {
    const plan = planOf([
      { id: 'a', parameters: { text: 'x'.repeat(990_000) }, ...undo },
      { id: 'b', after: ['a'] },
    ]);
    const run = runInMemory(plan, {
      answer: (call) => (call.method === 'b' ? { status: 400 } : { result: 'y'.repeat(250_000) }),
    });
    expect(run.state.steps[0]?.undo?.status).toBe('done');
  });

  test('undoing calls together stay below what a history may hold; one that does not fit is recorded as failed', () => {
    const parameters: Template = { kind: 'value', value: { text: 'x'.repeat(990_000) } };
    const steps = Array.from({ length: 12 }, (_, at) => ({ id: `s${at}`, compensate: { method: 'undo', parameters } }));
    const plan = planOf([...steps, { id: 'bad', after: steps.map(({ id }) => id) }]);
    const run = runInMemory(plan, { answer: (call) => (call.method === 'bad' ? { status: 400 } : { result: null }) });
    expect(run.state.steps.slice(0, 12).map((step) => step.undo?.status)).toEqual([
      'failed',
      'failed',
      ...Array.from({ length: 10 }, () => 'done'),
    ]);
    expect(run.state.steps[0]?.undo?.failure?.code).toBe('parameters-too-large');
  });

  test('expressions together take no longer than a workflow task may: the step that would is failed', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => at).join(',');
    const parsed = parseExpression("length(unique(split(inputs.t, ','))) < 0");
    if (!parsed.ok) throw new Error('it is not read');
    const plan = planOf(Array.from({ length: 400 }, (_, at) => ({ id: `s${at}`, when: parsed.expr })));
    const run = runInMemory(plan, { inputs: { t: text } });
    expect(run.outcome).toMatchObject({ kind: 'failed', failure: { code: 'expression-limit' } });
    expect(run.state.steps.filter(({ status }) => status === 'skipped').length).toBeGreaterThan(10);
  });

  test('parameters past the limit are never sent', () => {
    const plan = planOf([{ id: 'a', parameters: { text: 'x'.repeat(1_000_001) }, ...undo }]);
    const run = runInMemory(plan);
    expect(run.trace).toEqual(['end failed']);
    expect(run.outcome).toMatchObject({ failure: { code: 'parameters-too-large', step: 'a' } });
  });
});
