import type { Command } from 'commander';
import { readGivenJson, taskLines } from '../bot-words.ts';
import { showAnswer, showLines } from '../show-answer.ts';
import { completeSubcommands } from '../subcommands.ts';
import type { CommandContext } from './context.ts';

interface Options {
  readonly json?: true;
  readonly priority?: 'high' | 'normal' | 'low';
  readonly sequential?: true;
}

/** Tasks of services and workflows, and those of bots: what can be done with one is a command below this one. */
export function addTasks(program: Command, { terminal, client }: CommandContext): void {
  const tasks = program
    .command('tasks')
    .summary('have services and workflows do tasks')
    .description('Begins tasks that services and workflows do, and says how any task stands.');
  tasks
    .command('begin')
    .description('Begins tasks, all at once unless they are sequential.')
    .argument(
      '<task...>',
      'each a type, as image_generation, or a type with its params: \'image_generation={"size": 2}\'',
    )
    .option('--priority <priority>', 'high, normal or low')
    .option('--sequential', 'each when the one before has completed')
    .action(async (...[given, { priority, sequential, ...options }]: [readonly string[], Options]) => {
      const begun = await (
        await client()
      ).tasks.orchestrate(given.map(readTask), {
        ...(priority !== undefined && { priority }),
        ...(sequential === true && { sequential }),
      });
      showLines(terminal, options, begun, () => taskLines(begun));
    });
  tasks
    .command('get')
    .description('Says how a task stands, a bot’s too.')
    .argument('<task>', "the task's id")
    .action(async (id: string, options: Options) => {
      const task = await (await client()).tasks.get(id);
      showLines(terminal, options, task, () => taskLines(task));
    });
  tasks
    .command('cancel')
    .description('Stops all that one `begin` began.')
    .argument('<task>', 'the id of all of them')
    .action(async (id: string, options: Options) => {
      showAnswer(terminal, options, await (await client()).tasks.cancel(id));
    });
  completeSubcommands(tasks, program);
}

function readTask(given: string): { readonly type: string; readonly params?: { readonly [name: string]: unknown } } {
  const at = given.indexOf('=');
  if (at < 0) return { type: given };
  const type = given.slice(0, at);
  // The API says what is wrong with params that are no object.
  return { type, params: readGivenJson(`what stands behind ${type}=`, given.slice(at + 1)) as Record<string, unknown> };
}
