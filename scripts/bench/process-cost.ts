import { readFileSync } from 'node:fs';

/** What a process holds of the machine's memory. */
export function residentKib(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

/** Linux counts it in hundredths of a second. */
const ticksPerSecond = 100;

/** The time it has had on a core since it began: what it costs, whoever else is at work. */
export function coreMs(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}
