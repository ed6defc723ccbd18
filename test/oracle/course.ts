import type { State, UnitState } from '../../src/engine/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { Failure } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';
import { type Happened, said } from '../support/happened.ts';
import { type RunOptions, type RunResult, runInMemory, startedAt } from '../support/run-in-memory.ts';
import type { Fact, Log } from './log.ts';
import { undos } from './compensation.ts';
import { unitsOf } from './sees.ts';
import { endingOf, executionId, type World } from './world.ts';

/** One course of an execution in the form in which two of them are compared. */
export interface Course {
  /** One line for each thing: easier to read where they differ. */
  readonly happened: readonly string[];
  readonly steps: { readonly [id: string]: StepCourse };
}

interface StepCourse {
  readonly status: string;
  readonly result: Json;
  readonly failure: string | null;
  readonly attempts: number | null;
  readonly misread: number;
  readonly actions: { readonly [id: string]: string };
  readonly undone: { readonly [unit: string]: string };
}

/** Runs a world through the engine. */
export function runWorld(world: World, more: Partial<RunOptions> = {}): RunResult {
  const at = (kind: 'cancel' | 'pause' | 'resume'): readonly number[] =>
    world.commands.filter((command) => command.kind === kind).map((command) => command.at);
  const step = (place: number): string => world.plan.steps[place]?.id ?? '';
  return runInMemory(world.plan, {
    executionId,
    inputs: world.inputs,
    depth: world.depth,
    called: world.called,
    ...(world.historyEvents !== undefined && { historyEvents: world.historyEvents }),
    cancelAt: at('cancel'),
    pauseAt: at('pause'),
    resumeAt: at('resume'),
    events: world.events.toSorted((a, b) => a.at - b.at),
    ending: (_id, { call }, follows) => {
      const part = call.part === 'on_success' || call.part === 'on_failure' ? 'action' : call.part;
      return endingOf(world, step(call.step), part, call.element, follows ? 1 : call.at);
    },
    foreign: (_id, { call }) =>
      endingOf(world, step(call.step), call.part === 'undo' ? 'undo' : 'call', call.element, call.at),
    foreignWorkflow: (_id, { unit }) => endingOf(world, step(unit.step), 'child', unit.element),
    child: (_id, { unit }) => endingOf(world, step(unit.step), 'child', unit.element),
    aborted: (id) => {
      const [, name = '', element] = /^([^[.]+)(?:\[(\d+)\])?/.exec(id) ?? [];
      return endingOf(world, name, 'aborted', element === undefined ? undefined : Number(element));
    },
    ...more,
  });
}

/** As the engine had it. */
export function courseOfRun({ plan }: World, { state, happened }: Pick<RunResult, 'state' | 'happened'>): Course {
  const steps = plan.steps.map((step, at): [string, StepCourse] => {
    const record = state.steps[at] as State['steps'][number];
    const undone = Object.fromEntries(
      unitRecords(plan, at, state).flatMap(([id, { undo, undoList }]) =>
        undo === undefined || undoList?.length === 0 ? [] : [[id, undo.status]],
      ),
    );
    const polled = happened.some((each) => each.what === 'poll' && each.id === `${step.id}.poll`);
    const actions = (record.actions ?? []).map((each) => [`${step.id}.${each.on}.${each.at}`, each.status]);
    const course = {
      status: record.status,
      result: record.status === 'completed' ? (record.result ?? null) : null,
      failure: record.failure === undefined ? null : failureText(record.failure),
      attempts: countsAttempts(plan, at) && !polled ? (record.attempts ?? null) : null,
      misread: record.unreadable?.count ?? 0,
      actions: Object.fromEntries(actions),
      undone,
    };
    return [step.id, course];
  });
  return { happened: lines(happened), steps: Object.fromEntries(steps) };
}

function unitRecords(plan: Plan, at: number, state: State): readonly (readonly [string, UnitState])[] {
  const id = plan.steps[at]?.id ?? '';
  const record = state.steps[at];
  if (record === undefined) return [];
  if (plan.steps[at]?.forEach === undefined) return [[id, record]];
  return Object.entries(record.elements?.units ?? {}).map(([element, unit]) => [`${id}[${element}]`, unit]);
}

/** Of a step whose call is its only one. */
function countsAttempts(plan: Plan, at: number): boolean {
  const step = plan.steps[at];
  return step?.kind === 'call' && step.forEach === undefined && step.poll === undefined;
}

/** As the model has it. */
export function courseOfModel(world: World, log: Log): Course {
  const { plan } = world;
  const undoing = undos(world, log);
  const steps = plan.steps.map((step, at): [string, StepCourse] => {
    const end = log.find('step-end', step.id);
    const units = unitsOf(log, step);
    const actions = [...log.all('call'), ...log.all('notify'), ...log.all('action-lost')]
      .map(({ of }) => of)
      .filter((id) => id.startsWith(`${step.id}.on_`))
      .map((id) => [id, log.find('answer', id)?.ending.kind === 'completed' ? 'done' : 'failed']);
    const undone = units.flatMap(({ id }) => {
      const calls = undoing.filter(({ unit }) => unit.id === id).map((undo) => undo.id);
      if (calls.length === 0 || !log.has('compensate', '')) return [];
      const well = calls.every((call) => log.find('answer', call)?.ending.kind === 'completed');
      return [[id, well ? 'done' : 'failed']];
    });
    const polled = log.has('poll', `${step.id}.poll`);
    const course = {
      status: end?.status ?? 'pending',
      result: end?.status === 'completed' ? end.result : null,
      failure: end?.failure === undefined ? null : failureText(end.failure),
      attempts: countsAttempts(plan, at) && !polled ? (end?.attempts ?? null) : null,
      misread: log.all('misread').filter(({ of }) => units.some(({ id }) => id === of)).length,
      actions: Object.fromEntries(actions),
      undone: Object.fromEntries(undone),
    };
    return [step.id, course];
  });
  return {
    happened: lines(log.facts.flatMap((fact) => ('happened' in fact ? shown(log, fact) : []))),
    steps: Object.fromEntries(steps),
  };
}

/** Whether a call is fast is known when all has begun that begins with it. */
function shown(log: Log, { of, happened }: Extract<Fact, { readonly happened: Happened }>): Happened {
  if (happened.what !== 'call' || !log.has('hasten', of)) return happened;
  return { ...happened, fast: true, timeoutMs: Math.min(happened.timeoutMs, 1000) };
}

/** Which words the engine finds for a failure of its own making is its own affair; those of others it passes on. */
const passedOn = new Set([
  'service-error',
  'connection-lost',
  'call-timed-out',
  'poll-timed-out',
  'sub-workflow-failed',
]);

function failureText({ code, message, step }: Failure): string {
  const place = code === 'cancelled' ? '' : (/^(\[\d+\]: |outputs: )?/.exec(message)?.[0] ?? '');
  return `${step ?? '-'} ${code} ${passedOn.has(code) ? message : `${place}…`}`;
}

/** What happened at one instant: first what was stopped, then what was set off by an end, then what began. Within the
 * first two kinds the order says nothing. */
function lines(happened: readonly Happened[]): readonly string[] {
  return happened
    .map((each, place) => ({ each, place, weight: weight(each), line: line(each) }))
    .sort(
      (a, b) =>
        a.each.at - b.each.at || a.weight - b.weight || (a.weight < 2 ? (a.line < b.line ? -1 : 1) : a.place - b.place),
    )
    .map((entry) => entry.line);
}

function weight(happened: Happened): number {
  if (['abort', 'stop-timer', 'stop-timeout', 'timeout'].includes(happened.what)) return 0;
  if (happened.what === 'end') return 3;
  return 'id' in happened && happened.id.includes('.on_') ? 1 : 2;
}

function line(happened: Happened): string {
  const { at, what: _what, ...rest } = happened;
  const start = `${String(at - startedAt).padStart(6)} ${said(happened)}`;
  if (happened.what === 'end') {
    const { outcome } = happened;
    if (outcome.kind === 'failed') return `${start} ${failureText(outcome.failure)}`;
    return `${start} ${JSON.stringify(sorted(outcome))}`;
  }
  return `${start} ${JSON.stringify(sorted(rest))}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
