import { prepare, readAnswers, readScenario, renderDiagnostics, type Scenario } from '../../src/language/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import { outcomeOf, simulate, type Simulation, worldOf } from '../../src/simulation/index.ts';
import type { MadeCall } from '../../src/simulation/run.ts';

export function planOf(text: string): Plan {
  const prepared = prepare(text);
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, text, 'definition'));
  return prepared.plan;
}

/** Steps alone; the name does not matter. */
export function planOfSteps(steps: string): Plan {
  return planOf(`name: simulated\nsteps:\n${steps}`);
}

export function simulated(
  plan: Plan,
  answers = 'services: {}',
  options: Parameters<typeof simulate>[2] = {},
): ReturnType<typeof outcomeOf> & { readonly simulation: Simulation } {
  const read = readAnswers(answers, { plan });
  if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics, answers, 'answers'));
  const simulation = simulate(plan, worldOf(read.world), options);
  return { ...outcomeOf(simulation), simulation };
}

export function scenarioOf(text: string, plan?: Plan): Scenario {
  const read = readScenario(text, { plan });
  if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics, text, 'scenario'));
  return read.scenario;
}

/** `+10 a`: when a call began, and its id. */
export function times(calls: readonly MadeCall[]): readonly string[] {
  return calls.map(({ atMs, id }) => `+${atMs} ${id}`);
}
