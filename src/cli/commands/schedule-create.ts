import type { Command } from 'commander';
import type { Schedule, ScheduleWorkflowAsked } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { readDefinitionFile } from '../definition-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { scheduleLines } from '../schedule-lines.ts';
import { overlapWords } from '../schedule-words.ts';
import { printable } from '../terminal.ts';
import type { CommandContext } from './context.ts';

interface Options {
  readonly workflow?: string;
  readonly version?: string;
  readonly inputs?: string;
  readonly title?: string;
  readonly id?: string;
  readonly cron?: string;
  readonly at?: string;
  readonly zone?: string;
  readonly overlap?: Schedule['overlap'];
  readonly paused?: true;
  readonly json?: true;
}

export function addScheduleCreate(schedule: Command, { terminal, client }: CommandContext): void {
  schedule
    .command('create')
    .description('Puts a job on a schedule: one from a file, or a workflow that options name.')
    .argument('[file]', 'a job in YAML or JSON; `-` reads standard input')
    .option('--workflow <name>', 'start this workflow')
    .option('--version <version>', 'this version of it, not the newest at each start')
    .option('--inputs <json>', 'with these inputs')
    .option('--cron <rule>', 'again and again, as "30 6 * * MON-FRI" or "@every 10m"')
    .option('--at <time>', 'once, as 2025-01-15T06:30:00Z; with --cron: not before')
    .option('--zone <zone>', 'the time zone of the rule, as Europe/Berlin')
    .option('--title <text>', 'otherwise the name of the workflow')
    .option('--id <id>', 'otherwise made from the title')
    .option('--overlap <policy>', `what becomes of a time while an earlier one runs: ${overlapWords.join(', ')}`)
    .option('--paused', 'begin paused')
    .action(async (file: string | undefined, options: Options) => {
      const job = file === undefined ? jobOf(options) : readJob(file, options);
      const { schedules } = await client();
      const answer =
        'bytes' in job ? await schedules.create(job.bytes, job.format) : await schedules.create(job, 'json');
      if (options.json === true) {
        terminal.out(JSON.stringify(answer, undefined, 2));
        return;
      }
      terminal.out(`${terminal.style('green', '✓')} ${printable(answer.message)}`);
      for (const line of scheduleLines(answer.schedule)) terminal.out(line);
    });
}

function readJob(file: string, options: Options) {
  const given = Object.keys(options).find((each) => each !== 'json');
  if (given !== undefined) throw new CliError(exitCodes.usage, `--${given} has no place beside a file, which says all`);
  return readDefinitionFile(file);
}

function jobOf(options: Options): ScheduleWorkflowAsked {
  const { workflow, version, inputs, title = workflow, id, cron, at, zone, overlap, paused } = options;
  if (workflow === undefined || title === undefined) {
    throw new CliError(exitCodes.usage, 'name a file with a job, or a workflow by --workflow');
  }
  const parameters = {
    workflow_name: workflow,
    ...(version !== undefined && { version }),
    ...(inputs !== undefined && { inputs }),
  };
  return {
    title,
    service: 'ifex-orchestrator',
    method: 'execute_workflow',
    parameters,
    ...(id !== undefined && { schedule_id: id }),
    ...(cron !== undefined && { recurrence_rule: cron }),
    ...(at !== undefined && { scheduled_time: at }),
    ...(zone !== undefined && { timezone: zone }),
    ...(overlap !== undefined && { overlap }),
    ...(paused === true && { paused }),
  };
}
