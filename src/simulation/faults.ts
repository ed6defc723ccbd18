import type { ScenarioWorld } from '../language/index.ts';
import type { Plan, PlanStep } from '../plan/index.ts';
import { type Fault, faultyWorld } from './faulty-world.ts';
import { brokenInvariants } from './invariants.ts';
import { outcomeOf, type SimulatedOutcome } from './outcome.ts';
import type { MadeCall } from './run.ts';
import { simulate, type Simulation } from './simulate.ts';
import { type World, worldOf } from './world.ts';

export interface NamedWorld {
  readonly name: string;
  readonly world: ScenarioWorld;
}

export interface FaultRow {
  readonly step: string;
  readonly fault: Fault;
  /** Whose answers were given to everybody else. */
  readonly scenario: string;
  readonly status: SimulatedOutcome['status'];
  readonly error: string | null;
  /** Ids of the undoing calls, in order: `climate.stop` of the step `climate` is `climate`. */
  readonly undone: readonly string[];
  /** What must never be; empty where all is well. */
  readonly broken: readonly string[];
  /** It waits for ever, as it must: nothing bounds the step. */
  readonly unbounded: boolean;
}

export interface FaultMatrix {
  readonly rows: readonly FaultRow[];
  /** Steps that no completed scenario begins, so that no fault of theirs can be tried. */
  readonly unreached: readonly string[];
  /** Failures are held, and of each it was assumed that the decision is to compensate. */
  readonly held: boolean;
}

/** Makes each step go wrong in each way in turn, all else as in a scenario that completes: of those that begin the step,
 * the first of those that begin most steps, since there is most to be undone. */
export function faultMatrix(plan: Plan, worlds: readonly NamedWorld[]): FaultMatrix {
  const completing = worlds.flatMap(({ name, world }) => {
    const simulation = simulate(plan, worldOf(world));
    if (simulation.ending.kind !== 'completed') return [];
    const begun = plan.steps.filter((_, at) => hasBegun(simulation, at)).length;
    return [{ name, world, simulation, begun }];
  });
  completing.sort((a, b) => b.begun - a.begun);
  const rows: FaultRow[] = [];
  const unreached: string[] = [];
  for (const [at, step] of plan.steps.entries()) {
    const faults = faultsOf(step);
    if (faults.length === 0) continue;
    const base = completing.find(({ simulation }) => hasBegun(simulation, at));
    if (base === undefined) {
      unreached.push(step.id);
      continue;
    }
    const target = targetOf(base.simulation, at, step);
    for (const fault of faults) {
      const simulation = simulate(
        plan,
        faultyWorld(
          letGo(plan, worldOf(base.world)),
          { step, id: target, lateMs: lateFor(base.simulation, at, step) },
          fault,
        ),
      );
      const outcome = outcomeOf(simulation);
      const unbounded = isUnbounded(plan, step, fault);
      rows.push({
        step: step.id,
        fault,
        scenario: base.name,
        status: outcome.status,
        error: outcome.error === null ? null : `${outcome.error.message} [${outcome.error.code}]`,
        undone: outcome.undoCalls.map(undoneUnit),
        broken: unbounded ? [] : brokenInvariants(simulation),
        unbounded,
      });
    }
  }
  return { rows, unreached, held: plan.hold === true };
}

function undoneUnit({ id }: MadeCall): string {
  return id.replace('.undo', '');
}

function faultsOf(step: PlanStep): readonly Fault[] {
  switch (step.kind) {
    case 'call':
      return [
        'fails',
        'times out',
        'answers late',
        ...(step.poll === undefined ? [] : (['polling unanswered'] as const)),
      ];
    case 'foreign-activity':
      return ['fails', 'times out', 'answers late'];
    case 'workflow':
    case 'foreign-workflow':
      return ['fails', 'does not end'];
    case 'wait':
      return ['event never comes', ...(step.timeoutMs === undefined ? [] : (['event comes late'] as const))];
    case 'delay':
    case 'until':
      return [];
  }
}

/** Where a failure is held, somebody lets it go when nothing else is left to happen. */
function letGo(plan: Plan, world: World): World {
  if (plan.hold !== true) return world;
  return { ...world, commands: [...world.commands, { kind: 'compensate', atMs: Number.MAX_SAFE_INTEGER }] };
}

function isUnbounded(plan: Plan, step: PlanStep, fault: Fault): boolean {
  const waits = fault === 'does not end' || fault === 'event never comes';
  return waits && step.kind !== 'call' && step.timeoutMs === undefined && plan.timeoutMs === undefined;
}

function hasBegun({ state, calls, children }: Simulation, at: number): boolean {
  const record = state.steps[at];
  if (record?.elements !== undefined && record.elements.items.length === 0) return false;
  const isWaiting = record?.status === 'completed' && record.attempts === undefined;
  return isWaiting || calls.some(({ call }) => call.step === at) || children.some(({ unit }) => unit.step === at);
}

/** Of a step with for_each the last element: there is most to be undone. */
function targetOf({ calls, children }: Simulation, at: number, step: PlanStep): string {
  let last = -1;
  const begun = [
    ...calls.filter(({ call }) => call.part === 'call').map(({ call }) => call),
    ...children.map((each) => each.unit),
  ];
  for (const unit of begun) if (unit.step === at) last = Math.max(last, unit.element ?? -1);
  return last < 0 ? step.id : `${step.id}[${last}]`;
}

/** After the start: when a wait has run out that began as it did in this execution. */
function lateFor({ state }: Simulation, at: number, step: PlanStep): number {
  const began = (state.steps[at]?.decidedAt ?? state.startedAt) - state.startedAt;
  return step.kind === 'wait' ? began + (step.timeoutMs ?? 0) + 1 : 0;
}
