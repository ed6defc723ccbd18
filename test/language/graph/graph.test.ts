import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prepare, renderGraph, type GraphFormat } from '../../../src/language/index.ts';
import type { Plan } from '../../../src/plan/index.ts';
import { planOf, type StepSketch } from '../../support/plans.ts';
import { elementsOf } from './read-svg.ts';

function drawn(steps: readonly object[], format: GraphFormat): string {
  const prepared = prepare(JSON.stringify({ name: 'x', steps }));
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  return renderGraph(prepared.plan, format);
}

const step = (id: string, more: object = {}): object => ({ id, service: 's', method: 'm', ...more });

describe('as text', () => {
  test('layers, who waits for whom, and all that does not go without saying', () => {
    const steps = [
      step('last', { depends_on: ['first', 'between'], when: false, timeout_ms: 1500 }),
      step('first', { retry_count: 1 }),
      step('between', {
        depends_on: ['first'],
        retry_count: 3,
        retry_delay_ms: 2000,
        retry_backoff: 2,
        retry_max_delay_ms: 30_000,
        compensate_method: 'undo',
        when: "{{ steps.first.result.name == 'a\u202eb\\u0007' }}",
      }),
      step('alone'),
    ];
    expect(drawn(steps, 'text')).toBe(
      [
        'x 1',
        '4 steps, 3 dependencies, 3 layers',
        '',
        '1 ┬ first    s.m',
        '  │          · 1 retry after 1 s',
        '  └ alone    s.m',
        '2 ─ between  s.m  after first',
        "             · when steps.first.result.name == 'a b\\u0007'",
        '             · 3 retries after 2 s, × 2 each, 30 s at most',
        '             · undone by undo',
        '3 ─ last     s.m  after first, between',
        '             · when false',
        '             · at most 1500 ms',
      ].join('\n'),
    );
  });

  test('steps of every kind', () => {
    const steps = [
      { id: 'slots', service: 'charging', endpoint: '/v1/slots', verb: 'GET', continue_on_failure: true, priority: 1 },
      step('each', {
        for_each: '{{steps.slots.result}}',
        max_parallel: 3,
        collect: false,
        poll: { service: 'jobs', method: 'get', interval_ms: 5000, until: '{{response.done}}' },
        on_success: { notify: 'did {{result}}' },
        on_failure: [{ service: 'sms', method: 'send' }, { compensate: 'undo' }],
      }),
      {
        id: 'door',
        wait_for: { event: 'door.closed', condition: '{{value}}', correlation: { vin: 1 }, timeout_ms: 5000 },
      },
      { id: 'pause', delay_ms: 1500 },
      { id: 'rest', delay_ms: '{{inputs.ms}}', for_each: [1, 2] },
      { id: 'morning', until: '{{inputs.day}}T07:00:00Z', timeout_ms: 60_000 },
      { id: 'cabin', workflow: 'cabin_preparation', version: '1.10' },
    ];
    expect(drawn(steps, 'text')).toBe(
      [
        'x 1',
        '7 steps, 1 dependency, 2 layers',
        '',
        '1 ┬ slots    charging GET /v1/slots',
        '  │          · goes on after a failure',
        '  │          · priority 1',
        '  ├ door     waits for door.closed',
        '  │          · if value',
        '  │          · for {"vin":1}',
        '  │          · at most 5 s',
        '  ├ pause    waits 1500 ms',
        '  ├ rest     waits inputs.ms ms',
        '  │          · for each of [1,2], 10 at a time',
        '  ├ morning  waits until {{inputs.day}}T07:00:00Z',
        '  │          · at most 60 s',
        '  └ cabin    workflow cabin_preparation 1.10',
        '2 ─ each     s.m                                   after slots',
        '             · for each of steps.slots.result, 3 at a time, counted',
        '             · then jobs.get every 5 s until response.done',
        '             · undone by undo if it failed',
        '             · on success notify did {{result}}',
        '             · on failure sms.send',
      ].join('\n'),
    );
  });
});

/** Texts that would end a label, a tag or a line, or begin a directive, if they were let. */
const hostile = [
  '"] --> evil["',
  '</title></svg><script>alert(1)</script>',
  '%%{init: {"securityLevel": "loose"}}%%',
  '#quot;]; click s0 call alert()',
  '`markdown`',
  "a\nb\r\nend\u2028c' onload='x",
  'style x:#;fill; classDef y:#z;',
  '<!-- ]]> &amp; &#60;',
];

describe('an author cannot break out', () => {
  const steps = hostile.map((text, i) =>
    step(`s${i}`, { when: `{{ inputs.x == '${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}' }}` }),
  );

  test('of a Mermaid label', () => {
    const [head, title, description, ...lines] = drawn(steps, 'mermaid').split('\n');
    expect([head, title, description]).toEqual([
      'flowchart TD',
      '  accTitle: x 1',
      `  accDescr: ${hostile.length} steps, 0 dependencies, 1 layer`,
    ]);
    expect(lines.pop()).toBe('  classDef conditional stroke-dasharray: 5 4');
    expect(lines).toHaveLength(hostile.length);
    for (const line of lines) {
      const label = /^ {2}s\d+\["(.*)"\]:::conditional$/.exec(line)?.[1];
      expect(label?.replaceAll('<br/>', '').replace(/#(?:\w+);/g, '')).toMatch(/^[A-Za-z0-9_.,()'+=/ -]*$/);
    }
  });

  test('of SVG', () => {
    const elements = elementsOf(drawn(steps, 'svg'));
    expect(new Set(elements.map(({ name }) => name))).toEqual(
      new Set(['svg', 'title', 'desc', 'style', 'defs', 'marker', 'path', 'g', 'rect', 'text']),
    );
    const attributes = new Set(elements.flatMap((element) => Object.keys(element.attributes)));
    expect([...attributes].filter((name) => name.startsWith('on') || name.includes('href'))).toEqual([]);
    const titles = elements.filter(({ name }) => name === 'title').map(({ text }) => text);
    // All of it is shown, as text.
    expect(titles.join()).toContain('</title></svg><script>alert(1)</script>');
    expect(titles.join()).toContain('<!-- ]]> &amp; &#60;');
  });
});

describe('in SVG', () => {
  test('boxes neither overlap nor lie outside', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const elements = elementsOf(renderGraph(plan, 'svg'));
        const whole = elements[0]?.attributes ?? {};
        const boxes = elements
          .filter(({ name }) => name === 'rect')
          .map(({ attributes: { x, y, width, height } }) => ({
            left: Number(x),
            top: Number(y),
            right: Number(x) + Number(width),
            bottom: Number(y) + Number(height),
          }));
        for (const [i, box] of boxes.entries()) {
          expect(Math.min(box.left, box.top)).toBeGreaterThan(0);
          expect(box.right).toBeLessThan(Number(whole['width']));
          expect(box.bottom).toBeLessThan(Number(whole['height']));
          for (const other of boxes.slice(i + 1)) {
            const apart =
              box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top;
            expect(apart).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a screen reader is told what it is', () => {
    const [svg, title, description] = elementsOf(drawn([step('a'), step('b', { depends_on: ['a'] })], 'svg'));
    expect(svg?.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'x-1-title x-1-desc' });
    expect([title?.attributes['id'], title?.text]).toEqual(['x-1-title', 'x 1']);
    expect([description?.attributes['id'], description?.text]).toEqual(['x-1-desc', '2 steps, 1 dependency, 2 layers']);
  });
});

const plans: fc.Arbitrary<Plan> = fc
  .integer({ min: 1, max: 14 })
  .chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, at) =>
        fc.record({
          after: fc.subarray(Array.from({ length: at }, (_unused, before) => before)),
          id: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,20}$/),
          key: fc.nat(),
          when: fc.boolean(),
          undone: fc.boolean(),
        }),
      ),
    ),
  )
  .map((sketches) => {
    const idOf = (at: number): string => `${sketches[at]?.id}-${at}`;
    // Written in another order than the one in which they run.
    const written = sketches.map((sketch, at) => ({ ...sketch, at })).sort((a, b) => a.key - b.key || a.at - b.at);
    return planOf(
      written.map(({ at, after, when, undone }): StepSketch => ({
        id: idOf(at),
        after: after.map(idOf),
        ...(when && { when: true }),
        ...(undone && { compensate: { method: 'undo' } }),
      })),
    );
  });

/** `from > to` for every dependency. */
function dependenciesOf({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ id, dependsOn }) => dependsOn.map((on) => `${steps[on]?.id} > ${id}`)).sort();
}

/** The same, read back from what was drawn. */
const readBack: Readonly<
  Record<GraphFormat, (drawing: string) => { ids: readonly string[]; edges: readonly string[] }>
> = {
  text: (drawing) => {
    const lines = [...drawing.matchAll(/^ *\d* [─┬├└] (\S+) +\S+(?: +after (.*))?$/gm)];
    return {
      ids: lines.map(([, id = '']) => id),
      edges: lines.flatMap(([, id, after]) => after?.split(', ').map((on) => `${on} > ${id}`) ?? []),
    };
  },
  mermaid: (drawing) => {
    const ids = new Map(
      [...drawing.matchAll(/^ {2}(s\d+)\["([^<]+)<br\/>/gm)].map(([, node = '', id = '']) => [node, id]),
    );
    const edges = [...drawing.matchAll(/^ {2}(s\d+) --> (s\d+)$/gm)];
    return {
      ids: [...ids.values()],
      edges: edges.map(([, from = '', to = '']) => `${ids.get(from)} > ${ids.get(to)}`),
    };
  },
  svg: (drawing) => {
    const elements = elementsOf(drawing);
    const titles = elements.filter(({ name }) => name === 'title').map(({ text }) => text.split(' → '));
    return {
      ids: elements.filter(({ attributes }) => attributes['class'] === 'id').map(({ text }) => text),
      edges: titles.filter(({ length }) => length === 2).map(([from, to]) => `${from} > ${to}`),
    };
  },
};

describe.each(Object.entries(readBack) as [GraphFormat, (typeof readBack)[GraphFormat]][])(
  'whatever the plan, as %s',
  (format, read) => {
    test('every step and every dependency is there once, and it is always the same', () => {
      fc.assert(
        fc.property(plans, (plan) => {
          const drawing = renderGraph(plan, format);
          const { ids, edges } = read(drawing);
          expect(ids.toSorted()).toEqual(plan.steps.map(({ id }) => id).sort());
          expect(edges.toSorted()).toEqual(dependenciesOf(plan));
          expect(renderGraph(structuredClone(plan), format)).toBe(drawing);
        }),
        { numRuns: 100 },
      );
    });
  },
);

test('a step that waits for ten thousand others is drawn', () => {
  const steps = Array.from({ length: 9_999 }, (_, i) => ({ id: `s${i}` }));
  const plan: Plan = {
    ...planOf([{ id: 'first' }]),
    steps: [...steps, { id: 'last' }].map(({ id }, at) => ({
      ...planOf([{ id }]).steps[0],
      kind: 'call' as const,
      id,
      service: 's',
      method: 'm',
      parameters: { kind: 'value' as const, value: {} },
      timeoutMs: 30_000,
      retry: { count: 0, delayMs: 1000, backoff: 1 },
      dependsOn: at === 9_999 ? steps.map((_, i) => i) : [],
    })),
    order: Array.from({ length: 10_000 }, (_, i) => i),
  };
  for (const format of ['text', 'mermaid', 'svg'] as const) expect(renderGraph(plan, format)).toContain('s9998');
});
