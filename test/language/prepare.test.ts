import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printExpression, type Expr, type Template } from '../../src/expressions/index.ts';
import { locating, prepare, renderDiagnostics, type PrepareOptions } from '../../src/language/index.ts';
import type { CallStep, Plan, PlanStep } from '../../src/plan/index.ts';
import type { Json } from '../../src/std/index.ts';

function planOf(text: string, options?: PrepareOptions): Plan {
  const prepared = prepare(text, options);
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, text, 'definition'));
  return prepared.plan;
}

const shipped = (name: string): string =>
  readFileSync(new URL(`../../workflows-dsl/${name}/workflow.yaml`, import.meta.url), 'utf8');
const idsInOrder = ({ steps, order }: Plan): readonly (string | undefined)[] => order.map((at) => steps[at]?.id);
const found = (text: string, options?: PrepareOptions) => prepare(text, options).diagnostics.map(({ code }) => code);

function callStep(step: PlanStep | undefined): CallStep {
  if (step?.kind !== 'call') throw new Error(`no call: ${JSON.stringify(step)}`);
  return step;
}

/** With expressions as text, so that a plan can be read. */
function readable(plan: Plan): unknown {
  const names = (at: readonly number[]): readonly (string | undefined)[] => at.map((each) => plan.steps[each]?.id);
  return plan.steps.map(callStep).map(({ id, service, method, dependsOn, when, parameters, compensate }) => ({
    id,
    calls: `${service}.${method}`,
    ...(dependsOn.length > 0 && { after: names(dependsOn) }),
    ...(when !== undefined && { when: typeof when === 'boolean' ? when : printExpression(when) }),
    parameters: shown(parameters),
    ...(compensate !== undefined && {
      undo: compensate.parameters === undefined ? compensate.method : [compensate.method, shown(compensate.parameters)],
    }),
  }));
}

function shown(template: Template): unknown {
  const braces = (expr: Expr): string => `{{ ${printExpression(expr)} }}`;
  switch (template.kind) {
    case 'value':
      return template.value;
    case 'expression':
      return braces(template.expr);
    case 'text':
      return template.parts.map((part) => (typeof part === 'string' ? part : braces(part))).join('');
    case 'list':
      return template.items.map(shown);
    case 'object':
      return Object.fromEntries(template.members.map(([key, value]) => [key, shown(value)]));
  }
}

describe('the examples of the seed become plans', () => {
  test('quick_comfort', () => {
    expect(readable(planOf(shipped('quick_comfort')))).toEqual([
      { id: 'climate', calls: 'climate-comfort.set_temperature', parameters: { target: '{{ inputs.temperature }}' } },
      {
        id: 'seats',
        calls: 'seat-control.set_heating',
        after: ['climate'],
        parameters: { level: '{{ inputs.seat_heat }}' },
      },
    ]);
  });

  test('departure_prep', () => {
    const plan = planOf(shipped('departure_prep'));
    expect(readable(plan)).toEqual([
      { id: 'weather', calls: 'weather.get_conditions', parameters: {} },
      {
        id: 'defrost',
        calls: 'defrost.auto_defrost',
        after: ['weather'],
        when: 'steps.weather.result.frost_risk > 0.5',
        parameters: {},
      },
      {
        id: 'climate',
        calls: 'climate-comfort.set_temperature',
        after: ['weather'],
        parameters: { target: '{{ default(inputs.target_temp, 22) }}' },
      },
      { id: 'beverage', calls: 'beverage.prepare', parameters: { type: '{{ inputs.drink_type }}' } },
      {
        id: 'notify',
        calls: 'notification.send',
        after: ['defrost', 'climate', 'beverage'],
        parameters: { message: 'Vehicle ready for departure' },
      },
    ]);
    expect(idsInOrder(plan)).toEqual(['weather', 'defrost', 'climate', 'beverage', 'notify']);
  });

  test('ev_departure_prep: undone backwards, climate comes first, then battery, then charging', () => {
    const plan = planOf(shipped('ev_departure_prep'));
    expect(readable(plan)).toEqual([
      { id: 'check_battery', calls: 'battery.get_status', parameters: {} },
      {
        id: 'reserve_charging',
        calls: 'charging.reserve_slot',
        after: ['check_battery'],
        when: 'steps.check_battery.result.soc < 80',
        parameters: {},
        undo: 'cancel_reservation',
      },
      {
        id: 'precondition_battery',
        calls: 'battery.start_preconditioning',
        after: ['reserve_charging'],
        parameters: {},
        undo: 'stop_preconditioning',
      },
      { id: 'climate', calls: 'climate.start', after: ['check_battery'], parameters: {}, undo: 'stop' },
      {
        id: 'final_check',
        calls: 'vehicle.readiness_check',
        after: ['precondition_battery', 'climate'],
        parameters: {},
      },
    ]);
    const undone = idsInOrder(plan)
      .toReversed()
      .filter((id) => plan.steps.map(callStep).some((step) => step.id === id && step.compensate !== undefined));
    expect(undone).toEqual(['climate', 'precondition_battery', 'reserve_charging']);
  });

  test('the saga of the section on errors: power is released before climate', () => {
    const plan = planOf(`
name: saga
steps:
  - {id: reserve_climate, service: climate, method: reserve_capacity, compensate_method: release_capacity}
  - {id: reserve_power, service: power, method: reserve_watts, compensate_method: release_watts}
  - {id: start_climate, service: climate, method: start}
`);
    expect(idsInOrder(plan)).toEqual(['reserve_climate', 'reserve_power', 'start_climate']);
  });

  test('the diamond', () => {
    const step = (id: string, on: string): string => `  - {id: ${id}, service: s, method: m, depends_on: [${on}]}\n`;
    const plan = planOf(`name: x\nsteps:\n${step('D', 'B, C')}${step('C', 'A')}${step('B', 'A')}${step('A', '')}`);
    expect(idsInOrder(plan)).toEqual(['A', 'C', 'B', 'D']);
    expect(plan.steps.map(({ dependsOn }) => dependsOn)).toEqual([[1, 2], [3], [3], []]);
  });

  test('the request that registers morning_prep, its body as the text', () => {
    const body = {
      workflow: {
        name: 'morning_prep',
        version: '1.0.0',
        description: 'Prepare vehicle for morning departure',
        input_schema: {
          type: 'object',
          properties: {
            departure_time: { type: 'string', format: 'date-time' },
            comfort_temp: { type: 'number', default: 22 },
          },
          required: ['departure_time'],
        },
        steps: [
          {
            id: 'climate',
            service: 'climate-comfort',
            method: 'set_temperature',
            parameters: { target: '{{inputs.comfort_temp}}' },
          },
        ],
      },
    };
    const prepared = prepare(JSON.stringify(body), { format: 'json' });
    expect(prepared.ok && prepared.definition).toEqual(body.workflow);
    expect(prepared.ok && prepared.plan.version).toBe('1.0.0');
  });
});

describe('what a plan holds', () => {
  const text = (step: string, more = ''): string =>
    `name: x\n${more}steps:\n  - {id: a, service: s, method: m${step}}\n`;

  test('defaults are filled', () => {
    expect(planOf(text(''))).toEqual({
      format: 1,
      name: 'x',
      version: '1',
      steps: [
        {
          kind: 'call',
          id: 'a',
          service: 's',
          method: 'm',
          parameters: { kind: 'value', value: {} },
          dependsOn: [],
          timeoutMs: 30_000,
          retry: { count: 0, delayMs: 1000, backoff: 1 },
        },
      ],
      order: [0],
    });
  });

  test('what is written is kept', () => {
    const plan = planOf(
      text(
        ', when: false, timeout_ms: 5, retry_count: 255, retry_delay_ms: 200, retry_backoff: 1.5, retry_max_delay_ms: 300, compensate_method: u, compensate_parameters: {q: 1}',
        'timeout_ms: 9\n',
      ),
    );
    expect(plan.timeoutMs).toBe(9);
    expect(plan.steps[0]).toMatchObject({
      when: false,
      timeoutMs: 5,
      retry: { count: 255, delayMs: 200, backoff: 1.5, maxDelayMs: 300 },
      compensate: { method: 'u', parameters: { kind: 'value', value: { q: 1 } } },
    });
  });

  test('a delay of nothing is raised to a tenth of a second', () => {
    expect(callStep(planOf(text(', retry_delay_ms: 0, retry_max_delay_ms: 1')).steps[0]).retry).toEqual({
      count: 0,
      delayMs: 100,
      backoff: 1,
      maxDelayMs: 100,
    });
  });

  test.each([
    ['1.0', '1.0'],
    ['1.10', '1.10'],
    ['"2"', '2'],
    ['2', '2'],
    ['0x1F', '0x1F'],
    ['1e400', '1e400'],
    ['20250115123456789012', '20250115123456789012'],
  ])('version: %s', (written, version) => {
    const prepared = prepare(text('', `version: ${written}\n`));
    expect(prepared.ok && [prepared.definition.version, prepared.plan.version]).toEqual([version, version]);
  });

  test('a version whose key is written with an escape', () => {
    expect(planOf(text('', '"\\x76ersion": 1.10\n')).version).toBe('1.10');
  });

  test('a version that is not written is given', () => {
    expect(planOf(text(''), { version: '7' }).version).toBe('7');
    expect(planOf(text('', 'version: 3\n'), { version: '7' }).version).toBe('3');
  });

  test('parameters as JSON text with bare braces', () => {
    const plan = planOf(
      `name: x\nsteps:\n  - id: a\n    service: s\n    method: m\n    parameters: '{"t": {{inputs.t}}, "n": "at {{now()}}", "l": [1, {{ inputs.l }}]}'\n`,
    );
    expect(readable(plan)).toMatchObject([
      { parameters: { t: '{{ inputs.t }}', n: 'at {{ now() }}', l: [1, '{{ inputs.l }}'] } },
    ]);
  });

  test('a reference to a step is a dependency', () => {
    const plan = planOf(`
name: x
steps:
  - {id: last, service: s, method: m, parameters: {a: [{b: "x {{steps.first.result.b}}"}]}}
  - {id: undone, service: s, method: m, compensate_method: u, compensate_parameters: {r: "{{result.id}}", s: "{{steps.undone.result}}", o: "{{steps.other.result}}"}}
  - {id: maybe, service: s, method: m, when: "{{steps['first'].status == 'completed'}}", depends_on: [other]}
  - {id: first, service: s, method: m}
  - {id: other, service: s, method: m}
`);
    expect(plan.steps.map(({ dependsOn }) => dependsOn)).toEqual([[3], [4], [3, 4], [], []]);
    expect(idsInOrder(plan)).toEqual(['first', 'last', 'other', 'undone', 'maybe']);
  });

  test('is plain JSON', () => {
    const plan = planOf(shipped('departure_prep'));
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});

describe('the digest', () => {
  const digestOf = (text: string): string => {
    const prepared = prepare(text);
    return prepared.ok ? prepared.digest : 'refused';
  };
  const one = 'name: x\nversion: 1.0\nsteps: [{id: a, service: s, method: m, parameters: {p: 1, q: 2}}]\n';

  test('is the same for the same content', () => {
    expect(digestOf(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(
      digestOf(
        '# said otherwise\nworkflow:\n  steps:\n    - method: m\n      service: s\n      parameters: {q: 2, p: 1}\n      id: a\n  version: "1.0"\n  name: x\n',
      ),
    ).toBe(digestOf(one));
    expect(
      digestOf(
        '{"name":"x","version":"1.0","steps":[{"id":"a","service":"s","method":"m","parameters":{"p":1,"q":2}}]}',
      ),
    ).toBe(digestOf(one));
  });

  test('is another for another', () => {
    expect(digestOf(one.replace('1.0', '1.00'))).not.toBe(digestOf(one));
    expect(digestOf(one.replace('q: 2', 'q: "2"'))).not.toBe(digestOf(one));
  });
});

describe('diagnostics as text', () => {
  const text =
    'name: x\nsteps:\n  - {id: weather, service: s, method: m}\n  - {id: b, service: s, method: m, depends_on: [wether]}\n';
  const { diagnostics } = prepare(text);

  test('file, line, column, message, code, the line, a caret, the hint', () => {
    expect(renderDiagnostics(diagnostics, text, 'departure.yaml')).toBe(
      [
        'departure.yaml:4:49: error: `b` depends on `wether`, and no step has that id; did you mean `weather`? [unknown-dependency]',
        '  4 |   - {id: b, service: s, method: m, depends_on: [wether]}',
        '    |                                                 ^~~~~~',
      ].join('\n'),
    );
  });

  test('in colour', () => {
    const coloured = renderDiagnostics(diagnostics, text, 'departure.yaml', { colour: true });
    expect(coloured).toContain('\u001b[31merror:\u001b[0m');
    // oxlint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderDiagnostics(diagnostics, text, 'departure.yaml'));
  });

  test('an author cannot drive the terminal', () => {
    const hostile = '{"name": "\\u001b[2J", "steps": [{"id": "a", "service": "s", "method": "m"}]}';
    // oxlint-disable-next-line no-control-regex
    expect(renderDiagnostics(prepare(hostile).diagnostics, hostile, 'x.json')).not.toMatch(/\u001b/);
  });

  test('one that points nowhere names the file', () => {
    expect(renderDiagnostics(prepare('').diagnostics, '', 'x.yaml')).toBe(
      'x.yaml: error: the text holds no definition [empty-definition]\n  hint: a definition has a name and steps',
    );
  });

  test('the place for the API', () => {
    const [first] = diagnostics;
    expect(first && locating(text)(first)).toEqual({ line: 4, column: 49 });
    const marked = '\uFEFFnme: x\nsteps: [{id: a, service: s, method: m}]\n';
    const [misspelt] = prepare(marked).diagnostics;
    expect(misspelt && locating(marked)(misspelt)).toEqual({ line: 1, column: 1 });
  });
});

describe('large definitions', () => {
  const limits = { bytes: 8 * 1024 * 1024, nesting: 64, nodes: 500_000, mistakes: 201 };
  const definition = (steps: readonly Json[]): string => JSON.stringify({ name: 'large', steps: [...steps] });
  const step = (i: number, on: readonly number[] = []): Json => ({
    id: `s${i}`,
    service: 's',
    method: 'm',
    depends_on: on.map((each) => `s${each}`),
  });
  const count = 10_000;

  test('10,000 steps and 50,000 dependencies; one more of either is refused', () => {
    const steps = Array.from({ length: count }, (_, i) => step(i, i < 5 ? [] : [i - 1, i - 2, i - 3, i - 4, i - 5]));
    // The first five have none, so 25 are left for the last.
    steps[count - 1] = step(
      count - 1,
      Array.from({ length: 30 }, (_, i) => i),
    );
    const plan = planOf(definition(steps), { limits });
    expect(plan.steps.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0)).toBe(50_000);
    expect(plan.order).toEqual(Array.from({ length: count }, (_, i) => i));
    steps[count - 1] = step(
      count - 1,
      Array.from({ length: 31 }, (_, i) => i),
    );
    expect(found(definition(steps), { limits })).toEqual(['too-many-dependencies']);
    expect(found(definition(Array.from({ length: count + 1 }, (_, i) => step(i))), { limits })).toEqual([
      'too-many-steps',
    ]);
  });

  test('a chain of 10,000, written backwards', () => {
    const plan = planOf(definition(Array.from({ length: count }, (_, i) => step(i, i + 1 < count ? [i + 1] : []))), {
      limits,
    });
    expect(plan.order[0]).toBe(count - 1);
  });

  test('a cycle of 9,999 is printed with twenty names at most', () => {
    const steps = Array.from({ length: count }, (_, i) => step(i, i === 0 ? [] : [i + 1 < count ? i + 1 : 1]));
    const { diagnostics } = prepare(definition(steps), { limits });
    expect(diagnostics.map(({ code }) => code)).toEqual(['cyclic-dependency', 'more-diagnostics']);
    const [only] = diagnostics;
    expect(only?.message).toContain('9999 steps wait for each other: s1 → s2 → ');
    expect(only?.message.match(/s\d+/g)).toHaveLength(20);
    expect(only?.message.endsWith(' → s1')).toBe(true);
  });

  test('10,000 mistakes are not all listed, nor all looked for', () => {
    const { diagnostics } = prepare(
      definition(Array.from({ length: count }, (_, i) => ({ ...(step(i) as object), depends_on: [`t${i}`] }))),
      { limits },
    );
    expect(diagnostics).toHaveLength(201);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'more-diagnostics', message: 'and at least 100 more' });
  });
});

describe('random definitions', () => {
  const words = fc.constantFrom(
    'a',
    'b',
    'c',
    'name',
    '__proto__',
    'constructor',
    'x y',
    '',
    '{{',
    '{{inputs.a}}',
    '{{steps.a.result}}',
    '{{steps.q}}',
    '}}',
    '{{1 +',
    'number',
    'yes',
    '{"a": {{inputs.b}}}',
    '1.0',
  );
  const scalar = fc.oneof(words, fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21), fc.string({ maxLength: 10 }));
  const keys = fc.constantFrom(
    'name',
    'version',
    'description',
    'inputs',
    'input_schema',
    'timeout_ms',
    'steps',
    'workflow',
    'id',
    'service',
    'method',
    'parameters',
    'depends_on',
    'when',
    'retry_count',
    'retry_delay_ms',
    'retry_max_delay_ms',
    'compensate_method',
    'compensate_parameters',
    'type',
    'default',
    'enum',
    'properties',
    '$ref',
    'for_each',
    'endpoint',
    'wait_for',
    'event',
    'condition',
    'correlation',
    'delay_ms',
    'until',
    'poll',
    'on_success',
    'on_failure',
    'notify',
    'compensate',
    'outputs',
    'stepz',
    'pattern',
  );
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 7 }),
    ),
  }));
  const step = fc.record(
    {
      id: words,
      service: words,
      method: words,
      parameters: tree,
      depends_on: fc.array(words, { maxLength: 3 }),
      when: scalar,
      for_each: tree,
      delay_ms: scalar,
      until: scalar,
      workflow: words,
      inputs: tree,
      wait_for: fc.record({ event: words, condition: scalar, correlation: tree }, { requiredKeys: [] }),
      poll: fc.record({ method: words, parameters: tree, until: scalar }, { requiredKeys: [] }),
      on_failure: fc.array(fc.record({ notify: words, compensate: words, service: words }, { requiredKeys: [] })),
      more: tree,
    },
    { requiredKeys: [] },
  );
  const definition = fc.record(
    {
      name: words,
      version: scalar,
      inputs: tree,
      input_schema: tree,
      timeout_ms: scalar,
      outputs: tree,
      steps: fc.array(fc.oneof(step, tree), { maxLength: 4 }),
    },
    { requiredKeys: [] },
  );

  test('never throw, are refused with places in the text, and pass only as plain JSON', () => {
    fc.assert(
      fc.property(fc.oneof(tree, definition), fc.boolean(), (value, wrapped) => {
        const text = JSON.stringify(wrapped ? { workflow: value } : value);
        const prepared = prepare(text, { format: 'json', knownServices: new Set(['a']) });
        for (const { span, severity } of prepared.diagnostics) {
          if (prepared.ok) expect(severity).toBe('warning');
          if (span === undefined) continue;
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
        renderDiagnostics(prepared.diagnostics, text, 'x.json');
        if (prepared.ok) expect(JSON.parse(JSON.stringify(prepared.plan))).toEqual(prepared.plan);
      }),
      { numRuns: 500 },
    );
  });
});

test('the keys that a step may have are listed once, however many are unknown', () => {
  const { diagnostics } = prepare(`
name: x
colour: red
steps:
  - {id: a, service: s, method: m, colour: red, shade: dark}
  - {id: b, service: s, method: m, colour: red, if: true}
`);
  expect(diagnostics.map(({ hint }) => hint)).toEqual([
    expect.stringMatching(/^it may have name, version/),
    expect.stringMatching(/^it may have id, service/),
    undefined,
    undefined,
    'when',
  ]);
});
