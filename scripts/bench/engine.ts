import { advance, type CallRef, newState, type Observation, planIndex } from '../../src/engine/index.ts';
import type { CallStep, Plan } from '../../src/plan/index.ts';
import { median } from './statistics.ts';
import { printTable } from './table.ts';

/** What the engine spends on one observation: it must not grow with the size of the definition. */

const stepCounts = [100, 1_000, 10_000];
const elementCount = 100_000;
const rounds = 7;

export function benchEngine(): void {
  const rows = [
    ...stepCounts.map((count) => row(`${count} steps in a chain`, () => chain(count))),
    ...stepCounts.map((count) => row(`${count} steps side by side`, () => wide(count))),
    row(`${elementCount} elements of one step`, () => elements(elementCount)),
  ];
  printTable(
    'The engine alone: one observation, and the state once all has ended; medians',
    ['definition', 'observations', 'ns an observation', 'bytes of state', 'bytes a step or element'],
    rows,
  );
  console.log('wanted: no more nanoseconds an observation for 10,000 steps than thrice those for 100');
}

interface Flow {
  readonly plan: Plan;
  readonly size: number;
}

function row(name: string, flowOf: () => Flow): string[] {
  const { plan, size } = flowOf();
  // Derived once a worker, not once an observation.
  planIndex(plan);
  const times: number[] = [];
  let observations = 0;
  let bytes = 0;
  // Small flows are repeated, so that every row measures about as many observations.
  const repeats = Math.max(1, Math.floor(20_000 / size));
  for (let round = 0; round < rounds; round++) {
    const began = process.hrtime.bigint();
    let told = 0;
    for (let i = 0; i < repeats; i++) ({ told, bytes } = runThrough(plan, i === repeats - 1));
    observations = told;
    times.push(Number(process.hrtime.bigint() - began) / (told * repeats));
  }
  return [name, String(observations), median(times).toFixed(0), String(bytes), (bytes / size).toFixed(0)];
}

function runThrough(plan: Plan, weigh: boolean): { told: number; bytes: number } {
  const state = newState(plan, { executionId: 'bench', inputs: {}, startedAt: 0 });
  const calls: CallRef[] = [];
  let told = 0;
  const tell = (observation: Observation): void => {
    told++;
    for (const command of advance(plan, state, observation).commands) {
      if (command.kind === 'start-call') calls.push(command.call);
    }
  };
  tell({ kind: 'begun', at: 0 });
  for (let at = 0; at < calls.length; at++) {
    tell({ kind: 'call-completed', at, call: calls[at] as CallRef, result: null, attempts: 1 });
  }
  if (state.phase !== 'ended') throw new Error(`the benchmark's own flow stands still in ${state.phase}`);
  return { told, bytes: weigh ? JSON.stringify(state).length : 0 };
}

function step(at: number, dependsOn: readonly number[]): CallStep {
  return {
    kind: 'call',
    id: `s${at}`,
    service: 'bench',
    method: 'work',
    parameters: { kind: 'value', value: { n: at } },
    dependsOn,
    timeoutMs: 30_000,
    retry: { count: 0, delayMs: 1000, backoff: 1 },
  };
}

function planOf(steps: readonly CallStep[]): Plan {
  return { format: 1, name: 'bench', version: '1', steps, order: steps.map((_, at) => at) };
}

function chain(count: number): Flow {
  const steps = Array.from({ length: count }, (_, at) => step(at, at === 0 ? [] : [at - 1]));
  return { plan: planOf(steps), size: count };
}

function wide(count: number): Flow {
  return { plan: planOf(Array.from({ length: count }, (_, at) => step(at, []))), size: count };
}

function elements(count: number): Flow {
  const items = { kind: 'value', value: Array.from({ length: count }, (_, at) => at) } as const;
  const each: CallStep = { ...step(0, []), forEach: { items, maxParallel: 50, collect: true } };
  return { plan: planOf([each]), size: count };
}
