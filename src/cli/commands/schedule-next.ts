import type { Command } from 'commander';
import { nextTimes, readRecurrence } from '../../cron/index.ts';
import { codeFrame } from '../../problems/index.ts';
import { isoTime } from '../../std/index.ts';
import { zoneOf } from '../../time-zones/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommandContext } from './context.ts';

interface Options {
  readonly zone: string;
  readonly count: string;
  readonly json?: true;
}

const MOST = 1000;

export function addScheduleNext(schedule: Command, { terminal }: CommandContext): void {
  schedule
    .command('next')
    .description('Says when a rule is due next. Nothing is asked of the API.')
    .argument('<rule>', 'as "30 6 * * MON-FRI", or with the second first, or "@every 10m"')
    .option('--zone <zone>', 'the time zone that it is meant in', 'UTC')
    .option('--count <n>', 'how many times', '5')
    .action((rule: string, options: Options) => {
      const times = timesOf(rule, options);
      if (options.json === true) {
        terminal.out(JSON.stringify({ next_times: times.map(isoTime) }, undefined, 2));
        return;
      }
      if (times.length === 0) terminal.note('No time fits this rule any more.');
      for (const time of times) terminal.out(isoTime(time));
    });
}

function timesOf(rule: string, { zone: zoneName, count: counted }: Options): readonly number[] {
  const count = /^[1-9]\d{0,3}$/.test(counted) ? Number(counted) : MOST + 1;
  if (count > MOST) throw new CliError(exitCodes.usage, `--count ${counted}: expected a number from 1 to ${MOST}`);
  const zone = zoneOf(zoneName);
  if (zone === null) {
    throw new CliError(exitCodes.usage, `--zone ${zoneName}: there is no such time zone; write one like Europe/Berlin`);
  }
  const reading = readRecurrence(rule);
  if (reading.ok) return nextTimes(reading.recurrence, { after: Date.now(), count, zone });
  const shown = reading.problems.map(({ message, span = { start: 0, end: 0 }, hint }) =>
    [message, codeFrame(rule, span), ...(hint === undefined ? [] : [hint])].join('\n'),
  );
  throw new CliError(exitCodes.refused, shown.join('\n\n'));
}
