import { describe, expect, test } from '@jest/globals';
import type { Execution, StepResult } from '../../src/client/index.ts';
import { printable, type Terminal } from '../../src/cli/terminal.ts';
import { callsOf } from '../../src/cli/timeline/calls.ts';
import { frame, liveTimeline } from '../../src/cli/timeline/live-timeline.ts';
import { timelineLines } from '../../src/cli/timeline/plain-timeline.ts';
import { shortTime } from '../../src/cli/timeline/step-line.ts';
import { timesKnown } from '../../src/cli/timeline/times-known.ts';
import { screen } from '../support/screen.ts';

const plain = (_style: string, text: string): string => text;
const T0 = Date.parse('2025-01-15T06:30:00.000Z');
const at = (ms: number): string => new Date(T0 + ms).toISOString();

function execution(steps: readonly StepResult[], more: Partial<Execution> = {}): Execution {
  return {
    execution_id: 'exec_1',
    workflow_name: 'departure_prep',
    version: '1.0',
    status: 'RUNNING',
    inputs: '{}',
    step_results: [...steps],
    started_at: at(0),
    ...more,
  };
}

const completed = (id: string, from: number, to: number, more: Partial<StepResult> = {}): StepResult => ({
  step_id: id,
  status: 'COMPLETED',
  started_at: at(from),
  completed_at: at(to),
  duration_ms: to - from,
  attempt: 1,
  ...more,
});
const times = (from: number, to: number): Pick<StepResult, 'started_at' | 'completed_at' | 'duration_ms'> => ({
  started_at: at(from),
  completed_at: at(to),
  duration_ms: to - from,
});
const pending = (id: string): StepResult => ({ step_id: id, status: 'PENDING' });
const calls = new Map([
  ['weather', 'weather.get_conditions'],
  ['defrost', 'defrost.auto_defrost'],
  ['notify', 'notification.send'],
]);

describe('line by line', () => {
  const first = execution([
    { step_id: 'weather', status: 'RUNNING', started_at: at(4) },
    pending('defrost'),
    pending('notify'),
  ]);
  const second = execution([
    completed('weather', 4, 154),
    { step_id: 'defrost', status: 'SKIPPED' },
    { step_id: 'notify', status: 'RUNNING', started_at: at(160) },
  ]);
  const last = execution(
    [
      completed('weather', 4, 154),
      { step_id: 'defrost', status: 'SKIPPED' },
      completed('notify', 160, 1460, { attempt: 3 }),
    ],
    {
      status: 'COMPLETED',
      completed_at: at(1500),
      duration_ms: 1500,
    },
  );

  test('the headline first, a line for each change, the summary last', () => {
    expect(timelineLines(null, first, calls, plain)).toEqual([
      'departure_prep 1.0  exec_1',
      '    +4 ms  ▸  weather  weather.get_conditions  running',
    ]);
    expect(timelineLines(first, second, calls, plain)).toEqual([
      '           ○  defrost  defrost.auto_defrost    skipped',
      '  +154 ms  ✓  weather  weather.get_conditions  completed  in 150 ms',
      '  +160 ms  ▸  notify   notification.send       running',
    ]);
    expect(timelineLines(second, last, calls, plain)).toEqual([
      '   +1.5 s  ✓  notify   notification.send       completed  in 1.3 s  3 attempts',
      'completed in 1.5 s: 2 completed, 1 skipped',
    ]);
  });

  test('nothing has changed: nothing is said', () => {
    expect(timelineLines(second, second, calls, plain)).toEqual([]);
    expect(timelineLines(last, last, calls, plain)).toEqual([]);
  });

  test('what ended between two looks is told in the order of its ending', () => {
    const after = execution([completed('weather', 0, 300), completed('defrost', 0, 200)]);
    expect(timelineLines(first, after, new Map(), plain).map((line) => line.trim().split('  ')[2])).toEqual([
      'defrost',
      'weather',
    ]);
  });

  test('a failure and what was undone', () => {
    const error = { code: 'service-error', message: 'charging answered 500', step: 'weather' };
    const before = execution([completed('defrost', 0, 10), pending('weather')]);
    const after = execution(
      [
        completed('defrost', 0, 10, { compensation: { status: 'done', started_at: at(30), completed_at: at(40) } }),
        {
          step_id: 'weather',
          status: 'FAILED',
          started_at: at(10),
          completed_at: at(20),
          duration_ms: 10,
          attempt: 2,
          error,
          error_message: error.message,
        },
        completed('notify', 0, 5, {
          compensation: { status: 'failed', started_at: at(20), completed_at: at(30), error },
        }),
      ],
      { status: 'FAILED', completed_at: at(50), duration_ms: 50, error, error_message: error.message },
    );
    expect(timelineLines(before, after, new Map(), plain)).toEqual([
      '   +20 ms  ✗  weather  failed  in 10 ms  2 attempts  charging answered 500 [service-error]',
      '   +30 ms  ✓  notify   completed  in 5 ms  could not be undone: charging answered 500',
      '   +40 ms  ✓  defrost  completed  in 10 ms  undone',
      'failed in 50 ms: 2 completed, 1 failed, 1 undone, 1 could not be undone\ncharging answered 500 [service-error]',
    ]);
  });
});

describe('line by line, of an execution that somebody paused', () => {
  test('says so, and when it goes on', () => {
    const going = execution([pending('weather')]);
    const paused = execution([pending('weather')], { status: 'PAUSED', phase: 'paused' });
    const held = execution([pending('weather')], { status: 'PAUSED', phase: 'held' });
    expect(timelineLines(going, paused, calls, plain)).toEqual(['paused: nothing new begins']);
    expect(timelineLines(paused, paused, calls, plain)).toEqual([]);
    expect(timelineLines(paused, going, calls, plain)).toEqual(['goes on']);
    expect(timelineLines(going, held, calls, plain)).toEqual(['held: a failure waits for an operator']);
  });
});

describe('one that failed, was held and runs again', () => {
  const failedOnce = execution([{ step_id: 'weather', status: 'FAILED', ...times(0, 10) }], {
    status: 'PAUSED',
    phase: 'held',
  });
  const show = (...snapshots: readonly Execution[]): readonly string[] => {
    const timed = timesKnown();
    let before: Execution | null = null;
    return snapshots.flatMap((snapshot) => {
      const after = timed(snapshot);
      const lines = timelineLines(before, after, new Map(), plain);
      before = after;
      return lines;
    });
  };

  test('is shown without its first beginning, until it ends', () => {
    const running = execution([{ step_id: 'weather', status: 'RUNNING', started_at: at(0) }]);
    const ended = execution([completed('weather', 0, 5000)]);
    expect(show(failedOnce, running, ended).slice(3)).toEqual([
      'goes on',
      '           ▸  weather  running',
      '   +5.0 s  ✓  weather  completed',
    ]);
  });

  test('and fails again between two looks: it is told, and held again', () => {
    const again = execution([{ step_id: 'weather', status: 'FAILED', ...times(0, 5000) }], {
      status: 'PAUSED',
      phase: 'held',
    });
    expect(show(failedOnce, again).slice(3)).toEqual([
      '   +5.0 s  ✗  weather  failed',
      'held: a failure waits for an operator',
    ]);
  });

  test('or is skipped: when that was, nobody knows', () => {
    const skipped = execution([{ step_id: 'weather', status: 'SKIPPED', ...times(0, 10) }]);
    expect(show(failedOnce, skipped).slice(3)).toEqual(['goes on', '           ○  weather  skipped']);
  });

  test('one that failed and is undone has run once', () => {
    const undone = execution(
      [
        {
          step_id: 'weather',
          status: 'FAILED',
          ...times(0, 10),
          compensation: { status: 'done', started_at: at(20), completed_at: at(30) },
        },
      ],
      { status: 'FAILED', completed_at: at(30) },
    );
    expect(show(failedOnce, undone)[3]).toBe('   +30 ms  ✗  weather  failed  in 10 ms  undone');
  });
});

describe('a step line', () => {
  test('counts elements, and tells of actions that failed', () => {
    const elements = { total: 25, completed: 7, running: 4, failed: 1 };
    const running = execution([{ step_id: 'weather', status: 'RUNNING', started_at: at(0), elements }]);
    expect(timelineLines(execution([]), running, calls, plain).at(-1)).toMatch(/7 of 25, 4 running, 1 failed$/);
    const error = { code: 'service-error', message: 'no answer' };
    const actions = [
      { on: 'on_success', index: 0, status: 'done', attempt: 1 } as const,
      { on: 'on_success', index: 1, status: 'failed', attempt: 5, error } as const,
    ];
    const told = execution([completed('weather', 0, 10, { actions })]);
    expect(timelineLines(running, told, calls, plain).at(-1)).toMatch(/in 10 ms {2}on_success failed: no answer$/);
  });
});

describe('redrawn in place', () => {
  const view = { rows: 24, now: T0 + 2_154 };

  test('every step in the order of the definition, with how long the running one runs', () => {
    const running = execution([
      completed('weather', 4, 154),
      { step_id: 'defrost', status: 'RUNNING', started_at: at(154) },
      pending('notify'),
    ]);
    expect(frame(running, calls, plain, view)).toEqual([
      'departure_prep 1.0  exec_1',
      '  ✓  weather  weather.get_conditions  completed  in 150 ms',
      '  ▸  defrost  defrost.auto_defrost    running  2.0 s',
      '  ·  notify   notification.send       pending',
      'running: 1 completed, 1 running, 1 pending',
    ]);
  });

  test('never taller than the screen; what runs and what failed is always among it', () => {
    const steps = Array.from({ length: 1000 }, (_, i) =>
      i === 500 ? { step_id: 's500', status: 'RUNNING' as const, started_at: at(0) } : completed(`s${i}`, 0, i),
    );
    const lines = frame(execution(steps), new Map(), plain, view);
    expect(lines.length).toBeLessThan(24);
    expect(lines.join('\n')).toContain('s500');
    expect(lines.join('\n')).toContain('more steps');
  });

  test('each drawing covers the one before', () => {
    const shown = screen({ rows: 12, columns: 40 });
    const timeline = liveTimeline(shown.terminal as Terminal, calls, () => T0 + 200);
    shown.terminal.draw('$ baton run departure_prep\n');
    timeline.show(execution([pending('weather'), pending('defrost')]));
    timeline.show(execution([{ step_id: 'weather', status: 'RUNNING', started_at: at(0) }, pending('defrost')]));
    // The longest line must not wrap, or the next drawing would begin too low.
    const error = { code: 'service-error', message: 'x'.repeat(300) };
    timeline.show(
      execution([{ step_id: 'weather', status: 'FAILED', error, attempt: 1 }, pending('defrost')], { error }),
    );
    timeline.show(
      execution([completed('weather', 0, 5), completed('defrost', 5, 9)], {
        status: 'COMPLETED',
        completed_at: at(9),
        duration_ms: 9,
      }),
    );
    expect(shown.lines()).toEqual([
      '$ baton run departure_prep',
      'departure_prep 1.0  exec_1',
      '  ✓  weather  weather.get_conditions  co',
      'mpleted  in 5 ms',
      '  ✓  defrost  defrost.auto_defrost    co',
      'mpleted  in 4 ms',
      'completed in 9 ms: 2 completed',
    ]);
  });
});

test('what the steps do is read from the definition, whatever it holds', () => {
  const definition = {
    steps: [
      { id: 'a', service: 'weather', method: 'get' },
      { id: 'b', service: 'docs', endpoint: '/x/{id}', verb: 'PUT' },
      { id: 'c', workflow: 'cabin' },
      { id: 'd', wait_for: { event: 'door' } },
      { id: 'e', delay_ms: 5 },
      { id: 'f' },
      'nonsense',
      { service: 'no id' },
    ],
  };
  expect([...callsOf(definition)]).toEqual([
    ['a', 'weather.get'],
    ['b', 'docs.PUT /x/{id}'],
    ['c', 'workflow cabin'],
    ['d', 'waits for door'],
    ['e', 'waits 5 ms'],
  ]);
  expect(callsOf(null).size).toBe(0);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [59_940, '59.9 s'],
  [61_000, '1 min 1 s'],
  [3_660_000, '1 h 1 min'],
])('%d ms reads %s', (ms, text) => expect(shortTime(ms)).toBe(text));

test.each([
  ['a\u001b[31mred\u001b[0m', 'a red '],
  ['a\u001b]0;title\u0007b', 'a b'],
  ['\u001b[2J\u001b[Hgone', '  gone'],
  ['line\r\nforged', 'line  forged'],
  ['a\u009b31mb', 'a 31mb'],
  ['\u202egnp.exe', ' gnp.exe'],
  ['naïve 車 😀', 'naïve 車 😀'],
])('%j is printed as %j', (given, shown) => expect(printable(given)).toBe(shown));
