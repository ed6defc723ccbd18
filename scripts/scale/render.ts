import { tableText } from '../bench/table.ts';
import { busiestTasksPerHour, type Estimate, estimate, limitsOfTemporal } from './estimate.ts';
import type { SwarmFigures } from './figures.ts';

/** The estimate as `npm run scale` prints it, and docs/operate/scale.md shows it. */
export function renderScale(figures: SwarmFigures, bots: number, rates: readonly number[]): string {
  const estimates = rates.map((tasksPerHour) => estimate(figures, { bots, tasksPerHour }));
  const { measured, botsPerShard } = figures;
  const limits = estimates.at(-1)?.limits ?? [];
  // Text, which a table would put to the right.
  const widest = Math.max(0, ...limits.map(({ whatThen }) => whatThen.length));
  const lines = [
    `${count(bots)} bots in ${count(Math.ceil(bots / botsPerShard))} shards of ${count(botsPerShard)}, from what was measured with`,
    `${count(figures.rounds.at(-1)?.bots ?? 0)} on ${measured.on} (${measured.cores} cores, load ${measured.load.toFixed(1)})`,
    '',
    ...tableText(['tasks a bot and hour', ...rates.map(count)], rowsOf(estimates)),
    '',
    `at ${count(rates.at(-1) ?? 0)} tasks a bot and hour, which limit comes first`,
    '',
    ...tableText(
      ['limit', 'reached at, bots', ''],
      limits.map(({ what, atBots, whatThen }) => [what, count(rounded(atBots)), whatThen.padEnd(widest)]),
    ),
    '',
    `One shard is altogether busy at ${count(busiestTasksPerHour(figures))} tasks a bot and hour.`,
  ];
  return lines.map((line) => line.trimEnd()).join('\n');
}

function rowsOf(estimates: readonly Estimate[]): readonly (readonly string[])[] {
  const row = (name: string, of: (each: Estimate) => string): readonly string[] => [name, ...estimates.map(of)];
  return [
    row('operations a second', (each) => count(each.operationsPerSecond)),
    row('updates a second', (each) => count(each.updatesPerSecond)),
    row('cores: API', (each) => each.cores.api.toFixed(1)),
    row('cores: workers', (each) => each.cores.worker.toFixed(1)),
    row('cores: Temporal, without its database', (each) => each.cores.temporal.toFixed(1)),
    row('processes: API', (each) => count(each.processes.api)),
    row('processes: workers', (each) => count(each.processes.worker)),
    row('MiB of each worker', (each) => count(each.workerMiB)),
    row('MB of history an hour', (each) => count((each.historyBytesPerSecond * 3600) / 1e6)),
    row('reports to the fleet a second', (each) => count(each.reportsPerSecond)),
    row('KiB of the fleet’s memo', (each) => count(each.memoBytes / 1024)),
    row('of what a memo may have, %', (each) => ((100 * each.memoBytes) / limitsOfTemporal.memoBytes).toFixed(1)),
    row('seconds to make them all', (each) => count(each.createSeconds)),
    row('seconds to give each a task', (each) => count(each.massSeconds)),
  ];
}

/** Two digits that count: more would be a promise. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

function count(value: number): string {
  const whole = Math.round(value).toString();
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
}
