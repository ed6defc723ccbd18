import type { Command } from 'commander';
import { overlapWords } from '../schedule-words.ts';
import { showAnswer, showLines } from '../show-answer.ts';
import { completeSubcommands } from '../subcommands.ts';
import type { CommandContext } from './context.ts';
import { addScheduleCreate } from './schedule-create.ts';
import { addScheduleNext } from './schedule-next.ts';

interface Options {
  readonly json?: true;
  readonly note?: string;
  readonly overlap?: (typeof overlapWords)[number];
}

const overlapOption = [
  '--overlap <policy>',
  `what becomes of it while an earlier one runs: ${overlapWords.join(', ')}`,
] as const;

/** Jobs at their times: what can be done with one is a command below this one. */
export function addSchedule(program: Command, context: CommandContext): void {
  const schedule = program
    .command('schedule')
    .summary('start workflows at their times')
    .description('Puts jobs on a schedule, and says what becomes of them.');
  addScheduleCreate(schedule, context);
  addShowing(schedule, context);
  addScheduleNext(schedule, context);
  addSteering(schedule, context);
  completeSubcommands(schedule, program);
}

function addShowing(schedule: Command, { terminal, client }: CommandContext): void {
  schedule
    .command('list')
    .description('Lists the schedules, each with its next time.')
    .action(async ({ json }: Options) => {
      const schedules = await (await client()).schedules.list();
      if (json === true) {
        terminal.out(JSON.stringify({ schedules }, undefined, 2));
        return;
      }
      if (schedules.length === 0) terminal.note('There is no schedule: `baton schedule create FILE` makes one.');
      const { listedLines } = await import('../schedule-lines.ts');
      for (const line of listedLines(schedules)) terminal.out(line);
    });
  schedule
    .command('get')
    .description('Says how a schedule stands: its next times, and what has become of the last ones.')
    .argument('<schedule>', "the schedule's id")
    .action(async (id: string, options: Options) => {
      const { scheduleLines } = await import('../schedule-lines.ts');
      const found = await (await client()).schedules.get(id);
      showLines(terminal, options, found, () => scheduleLines(found));
    });
}

function addSteering(schedule: Command, { terminal, client }: CommandContext): void {
  schedule
    .command('pause')
    .description('Starts nothing until it is resumed.')
    .argument('<schedule>', "the schedule's id")
    .option('--note <text>', 'why, for whoever looks at it')
    .action(async (id: string, options: Options) => {
      showAnswer(terminal, options, await (await client()).schedules.pause(id, options.note));
    });
  schedule
    .command('resume')
    .description('Goes on with the next time.')
    .argument('<schedule>', "the schedule's id")
    .option('--note <text>', 'why, for whoever looks at it')
    .action(async (id: string, options: Options) => {
      showAnswer(terminal, options, await (await client()).schedules.resume(id, options.note));
    });
  schedule
    .command('trigger')
    .description('Starts an execution now.')
    .argument('<schedule>', "the schedule's id")
    .option(...overlapOption)
    .action(async (id: string, options: Options) => {
      showAnswer(terminal, options, await (await client()).schedules.trigger(id, options.overlap));
    });
  schedule
    .command('backfill')
    .description('Starts what would have been started in a time that has passed.')
    .argument('<schedule>', "the schedule's id")
    .argument('<from>', 'a time, as 2025-01-15T06:30:00Z')
    .argument('<to>', 'a later one, which has passed too')
    .option(...overlapOption)
    .action(async (...[id, from, to, options]: [string, string, string, Options]) => {
      showAnswer(terminal, options, await (await client()).schedules.backfill(id, { from, to }, options.overlap));
    });
  schedule
    .command('delete')
    .description('Takes a schedule away; what it has started goes on.')
    .argument('<schedule>', "the schedule's id")
    .action(async (id: string, options: Options) => {
      showAnswer(terminal, options, await (await client()).schedules.delete(id));
    });
}
