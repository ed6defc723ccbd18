import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StartCall } from '../../src/engine/index.ts';
import type { Plan, PlanStep } from '../../src/plan/index.ts';
import { variedPlans } from '../executions/varied-plans.ts';
import { runInMemory } from '../support/run-in-memory.ts';
import { Conversation } from './conversation.ts';

/** Which calls are fast, and what comes of one that fails. */

const call = (id: string, more = ''): string => `  - {id: ${id}, service: s, method: ${id}${more}}\n`;
const fast = (id: string, more = ''): string => call(id, `, fast: true${more}`);

describe('calls are fast', () => {
  test('where all that begins is', () => {
    const talk = new Conversation(`steps:\n${fast('a')}${fast('b')}`);
    expect(talk.begun()).toEqual(['fast call a s.a {}', 'fast call b s.b {}']);
  });

  test('for a second; what follows has the time that any call has', () => {
    const { plan } = new Conversation(`steps:\n${fast('a')}`);
    const times: (readonly [boolean, number])[] = [];
    runInMemory(plan, {
      answer: (command, attempt) => {
        times.push([command.fast !== undefined, command.timeoutMs]);
        return attempt === 1 ? { unanswered: 'timed-out' } : { result: 1 };
      },
    });
    expect(times).toEqual([
      [true, 1000],
      [false, 30_000],
    ]);
  });

  test('but none of them beside one that is not', () => {
    const talk = new Conversation(`steps:\n${fast('a')}${call('b')}`);
    expect(talk.begun()).toEqual(['call a s.a {}', 'call b s.b {}']);
  });

  test('but not while another call is in flight', () => {
    const talk = new Conversation(`steps:\n${call('a')}${call('b')}${fast('c', ', depends_on: [a]')}`);
    talk.begun();
    expect(talk.completed('a')).toEqual(['call c s.c {}']);
  });

  test.each([
    ['a wait', '{id: w, wait_for: {event: go}}'],
    ['a delay', '{id: w, delay_ms: 500}'],
    ['a time', '{id: w, until: "2025-06-01T00:00:00Z"}'],
    ['a sub-workflow', '{id: w, workflow: other}'],
  ])('but not while %s is under way', (_, other) => {
    const talk = new Conversation(`steps:\n${fast('a')}  - ${other}\n${fast('c', ', depends_on: [a]')}`);
    expect(talk.begun()).toContain('call a s.a {}');
    expect(talk.completed('a')).toEqual(['call c s.c {}']);
  });

  test('but not while an action is under way', () => {
    const talk = new Conversation(
      `steps:\n${fast('a', ', on_success: {notify: done}')}${fast('b', ', depends_on: [a]')}`,
    );
    talk.begun();
    expect(talk.completed('a')).toEqual(['notify a.on_success.0 done', 'call b s.b {}']);
  });

  test('what they make ready begins together, when the last of them has ended', () => {
    const talk = new Conversation(
      `steps:\n${fast('a')}${fast('b')}${fast('c', ', depends_on: [a]')}${fast('d', ', depends_on: [b]')}`,
    );
    talk.begun();
    expect(talk.completed('a')).toEqual([]);
    expect(talk.completed('b')).toEqual(['fast call c s.c {}', 'fast call d s.d {}']);
  });

  test('for the elements of a list, as many as may run at a time', () => {
    const talk = new Conversation(`steps:\n${fast('a', ', for_each: [1, 2, 3], max_parallel: 2')}`);
    expect(talk.begun()).toEqual(['fast call a[0] s.a {}', 'fast call a[1] s.a {}']);
    expect(talk.completed('a[1]')).toEqual([]);
    expect(talk.completed('a[0]')).toEqual(['fast call a[2] s.a {}']);
    expect(talk.completed('a[2]')).toEqual(['completed {"a":[null,null,null]}']);
  });

  test('for a second; the next one lets the workflow task end, and others follow it', () => {
    const chain = ['a', 'b', 'c', 'd'].map((id, at, ids) => fast(id, at === 0 ? '' : `, depends_on: [${ids[at - 1]}]`));
    const talk = new Conversation(`steps:\n${chain.join('')}`);
    expect(talk.begun()).toEqual(['fast call a s.a {}']);
    expect(talk.later(1000).completed('a')).toEqual(['fast call b s.b {}']);
    expect(talk.later(1).completed('b')).toEqual(['call c s.c {}']);
    expect(talk.later(10).completed('c')).toEqual(['fast call d s.d {}']);
  });

  test('as long as there is room for what they leave in the task', () => {
    const talk = new Conversation(
      `steps:\n${fast('a')}${fast('b', ', depends_on: [a]')}${fast('c', ', depends_on: [b]')}${fast('d', ', depends_on: [c]')}${fast('e', ', depends_on: [d]')}`,
    );
    talk.begun();
    const large = 'x'.repeat(250_000);
    expect(talk.completed('a', large)).toEqual(['fast call b s.b {}']);
    expect(talk.completed('b', large)).toEqual(['fast call c s.c {}']);
    // Room for an answer of 300,000 bytes less what goes beside it was left, and is not any more.
    expect(talk.completed('c', large)).toEqual(['fast call d s.d {}']);
    expect(talk.completed('d', 'x'.repeat(46_000))).toEqual(['call e s.e {}']);
  });

  test('as long as the history has room for them, beside the calls that may follow', () => {
    const text = `steps:\n${fast('a')}${fast('b', ', depends_on: [a]')}`;
    expect(new Conversation(text, { events: 7 }).begun()).toEqual(['call a s.a {}']);
    const talk = new Conversation(text, { events: 10 });
    expect(talk.begun()).toEqual(['fast call a s.a {}']);
    // Two of the ten.
    expect(talk.completed('a')).toEqual(['fast call b s.b {}']);
  });
});

describe('a fast attempt that fails', () => {
  const text = `steps:\n${fast('a', ', retry_count: 2, compensate_method: undo, parameters: {at: "{{now()}}", id: "{{uuid()}}"}')}`;
  const begun = (): { talk: Conversation; sent: string } => {
    const talk = new Conversation(text);
    const [line = ''] = talk.begun();
    return { talk, sent: line.slice('fast '.length) };
  };

  test('goes on as an ordinary call with the same parameters', () => {
    const { talk, sent } = begun();
    expect(talk.later(500).failedInPassing('a')).toEqual([sent]);
    talk.completed('a', 1);
    expect(talk.step('a')).toMatchObject({ status: 'completed', attempts: 2 });
    expect(talk.step('a').fast).toBeUndefined();
  });

  test('not before its service has asked to be called', () => {
    const { talk, sent } = begun();
    expect(talk.failedInPassing('a', { retryAfterMs: 3000 })).toEqual([`${sent} after 3000`]);
  });

  test('fails its step where another attempt would change nothing', () => {
    const { talk } = begun();
    expect(talk.failed('a')).toEqual(['failed service-error in a: a failed']);
    expect(talk.step('a').attempts).toBe(1);
  });

  test('without an answer, makes the step one that may have happened', () => {
    const { talk } = begun();
    talk.failedInPassing('a', { unanswered: true });
    expect(talk.failed('a')).toEqual([expect.stringMatching(/^call a\.undo s\.undo /)]);
    expect(talk.step('a').attempts).toBe(2);
  });

  test('is the last one, where the execution was stopped meanwhile', () => {
    const { talk } = begun();
    talk.told('cancel-requested');
    expect(talk.failedInPassing('a')).toEqual(['cancelled']);
    expect(talk.step('a').failure?.code).toBe('cancelled');
  });

  test('goes on although another step has failed, as what has begun does', () => {
    const talk = new Conversation(`steps:\n${fast('a')}${fast('b')}`);
    talk.begun();
    expect(talk.failed('a')).toEqual([]);
    expect(talk.failedInPassing('b')).toEqual(['call b s.b {}']);
    expect(talk.completed('b')).toEqual(['failed service-error in a: a failed']);
  });
});

test('an execution ends the same with fast steps and without', () => {
  const ordinary = (plan: Plan): Plan => ({
    ...plan,
    steps: plan.steps.map((step) => {
      if (step.kind !== 'call') return step;
      const { fast: _fast, ...rest } = step;
      return rest;
    }),
  });
  let fastCalls = 0;
  fc.assert(
    fc.property(variedPlans, fc.integer({ min: 1, max: 97 }), fc.boolean(), (varied, seed, retries) => {
      const retry = { count: retries ? 1 : 2, delayMs: 100, backoff: 1 };
      const plan: Plan = {
        ...varied,
        steps: varied.steps.map(({ continueOnFailure: _goesOn, ...step }): PlanStep =>
          step.kind === 'call' ? { ...step, retry } : step,
        ),
      };
      const { timeoutMs: _timeout, hold: _hold, ...rest } = plan;
      const answer = ({ key }: StartCall, attempt: number) => {
        const fate = (sumOf(key) * seed + attempt * 7) % 11;
        if (fate < 2) return { status: 503 };
        if (fate === 2) return { unanswered: 'lost' } as const;
        return fate === 3 ? { status: 409 } : { result: { key } };
      };
      const events = ['a', 'b'].map((name) => ({ name, value: { n: 9 }, correlation: 1, at: 10_000 }));
      const run = (each: Plan) => runInMemory(each, { answer, events, cancelAt: [1_000_000], viaJson: true });
      const [quick, slow] = [run(rest), run(ordinary(rest))];
      fastCalls += quick.happened.filter((each) => each.what === 'call' && each.fast).length;
      // Which failure is the first one hangs on times, and what has begun until then too.
      if (slow.outcome.kind !== 'completed' || quick.outcome.kind !== 'completed') return;
      expect(quick.outcome).toEqual(slow.outcome);
      expect(requests(quick.calls)).toEqual(requests(slow.calls));
    }),
    { numRuns: 300 },
  );
  expect(fastCalls).toBeGreaterThan(100);
});

function sumOf(text: string): number {
  return Array.from(text).reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) % 1009, 7);
}

function requests(calls: readonly { readonly key: string; readonly attempt: number }[]): readonly string[] {
  return calls.map(({ key, attempt }) => `${key} ${attempt}`).toSorted();
}
