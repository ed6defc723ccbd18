import fc from 'fast-check';
import { type Expr, parseExpression, type Template } from '../../src/expressions/index.ts';
import type { CallStep, Plan, PlanStep, StepFields } from '../../src/plan/index.ts';
import type { Json } from '../../src/std/index.ts';
import { planOf } from '../support/plans.ts';

interface Sketch {
  readonly after: readonly number[];
  readonly kind: PlanStep['kind'];
  readonly undone: boolean;
  readonly skipped: boolean;
  readonly goesOn: boolean;
  readonly patient: boolean;
  /** Elements of its for_each; no for_each where there is none. */
  readonly elements: number | undefined;
  readonly atOnce: number;
  readonly collect: boolean;
  readonly acts: 'never' | 'notifies' | 'calls';
  readonly polls: boolean;
  readonly fast: boolean;
}

const kinds: readonly PlanStep['kind'][] = [
  'call',
  'call',
  'call',
  'workflow',
  'foreign-activity',
  'foreign-workflow',
  'wait',
  'delay',
  'until',
];

const sketch: fc.Arbitrary<Sketch> = fc.record({
  after: fc.array(fc.nat(6), { maxLength: 2 }),
  kind: fc.constantFrom(...kinds),
  undone: fc.boolean(),
  skipped: fc.integer({ min: 0, max: 5 }).map((each) => each === 0),
  goesOn: fc.boolean(),
  patient: fc.boolean(),
  elements: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  atOnce: fc.integer({ min: 1, max: 3 }),
  collect: fc.boolean(),
  acts: fc.constantFrom('never', 'never', 'notifies', 'calls'),
  polls: fc.boolean(),
  fast: fc.boolean(),
});

/** Plans with every kind of step, as the compiler would give them. */
export const variedPlans: fc.Arbitrary<Plan> = fc
  .record({
    sketches: fc.array(sketch, { minLength: 1, maxLength: 7 }),
    timeoutMs: fc.option(fc.constant(1000), { nil: undefined }),
    outputs: fc.boolean(),
    holds: fc.boolean(),
    hurried: fc.boolean(),
  })
  .map(({ sketches: drawn, timeoutMs, outputs, holds, hurried }) => {
    const sketches = hurried ? drawn.map(inHurry) : drawn;
    const plan = planOf(
      sketches.map(({ after, skipped, undone }, at) => ({
        id: `s${at}`,
        after: [...new Set(after.filter((each) => each < at).map((each) => `s${each}`))],
        ...(skipped && { when: false as const }),
        ...(undone && { compensate: { method: 'undo' } }),
      })),
    );
    return {
      ...plan,
      steps: plan.steps.map((step, at) => varied(step as CallStep, sketches[at] as Sketch)),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(holds && { hold: true as const }),
      ...(outputs && { outputs: valued({ made: true }) }),
    };
  });

/** With hardly anything that keeps calls from being fast. */
function inHurry(sketch: Sketch): Sketch {
  const kind = sketch.kind === 'wait' && sketch.polls ? 'wait' : 'call';
  return { ...sketch, kind, fast: true, acts: sketch.acts === 'calls' ? 'calls' : 'never' };
}

function varied(call: CallStep, made: Sketch): PlanStep {
  const { id, dependsOn, when } = call;
  const fields: StepFields = {
    id,
    dependsOn,
    ...(when !== undefined && { when }),
    ...(made.goesOn && { continueOnFailure: true as const }),
    ...(made.elements !== undefined && {
      forEach: {
        items: valued(Array.from({ length: made.elements }, (_, i) => i)),
        maxParallel: made.atOnce,
        collect: made.collect,
      },
    }),
    ...actions(made),
  };
  const timeout = made.patient ? {} : { timeoutMs: 500 };
  switch (made.kind) {
    case 'call': {
      const polled = { service: 'svc', method: 'poll', intervalMs: 100, until: true, timeoutMs: 5000 };
      const rest = made.fast ? { fast: true as const, timeoutMs: 1000 } : made.polls ? { poll: polled } : {};
      return { ...call, ...fields, ...rest };
    }
    case 'workflow':
      return { ...fields, ...timeout, kind: 'workflow', workflow: 'other', inputs: valued({ n: 1 }) };
    case 'foreign-activity':
    case 'foreign-workflow': {
      const { retry, compensate } = call;
      const foreign = {
        ...fields,
        taskQueue: 'theirs',
        type: 'charge',
        ...(made.polls && { parameters: valued({ n: 1 }) }),
        retry: { ...retry, count: made.atOnce - 1 },
        ...(compensate !== undefined && { compensate }),
      };
      if (made.kind === 'foreign-workflow') return { ...foreign, ...timeout, kind: made.kind };
      return { ...foreign, kind: made.kind, timeoutMs: 500, queueTimeoutMs: 1000 };
    }
    case 'wait':
      return {
        ...fields,
        ...timeout,
        kind: 'wait',
        event: made.atOnce === 1 ? 'a' : 'b',
        ...(made.collect && { condition: expression('value.n > 5') }),
        ...(made.undone && { correlation: valued(1) }),
      };
    case 'delay':
      return { ...fields, ...timeout, kind: 'delay', ms: valued(made.undone ? 0 : 300) };
    case 'until':
      return { ...fields, ...timeout, kind: 'until', time: valued('2025-01-15T06:30:00.400Z') };
  }
}

function actions({ acts }: Sketch): Pick<StepFields, 'onSuccess' | 'onFailure'> {
  if (acts === 'never') return {};
  const notifies = { kind: 'notify', text: valued('told') } as const;
  if (acts === 'notifies') return { onSuccess: [notifies], onFailure: [notifies] };
  return { onFailure: [notifies, { kind: 'call', service: 'svc', method: 'tell', parameters: valued({}) }] };
}

function valued(value: Json): Template {
  return { kind: 'value', value };
}

function expression(text: string): Expr {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`no expression: ${text}`);
  return parsed.expr;
}
