import type { Command } from 'commander';
import { factsOf, listedSwarms, readCount, readGivenJson } from '../bot-words.ts';
import { showLines } from '../show-answer.ts';
import { completeSubcommands } from '../subcommands.ts';
import type { CommandContext } from './context.ts';

interface Options {
  readonly json?: true;
  readonly id?: string;
  readonly tier: string;
  readonly capability: readonly string[];
  readonly data?: string;
  readonly all?: true;
}

/** Swarms of bots: what can be done with one is a command below this one. */
export function addSwarms(program: Command, context: CommandContext): void {
  const swarms = program
    .command('swarms')
    .summary('make swarms of bots, and give them work')
    .description('Makes swarms of bots, says how they stand, and gives them tasks.');
  addMembership(swarms, context);
  addShowing(swarms, context);
  completeSubcommands(swarms, program);
}

function addMembership(swarms: Command, { terminal, client }: CommandContext): void {
  swarms
    .command('create')
    .description('Makes a swarm of equal bots.')
    .argument('<name>', 'its name')
    .argument('<count>', 'how many bots')
    .option('--tier <tier>', 'standard, advanced or L20', 'standard')
    .option('--capability <word>', 'what each of them can do; again and again', collected, [])
    .option('--id <id>', 'its id, as swarm-abc; made up otherwise')
    .action(async (...[name, count, { tier, capability, id, ...options }]: [string, string, Options]) => {
      const asked = { name, count: readCount('<count>', count), tier, capabilities: [...capability] };
      const made = await (await client()).swarms.create({ ...asked, ...(id !== undefined && { id }) });
      showLines(terminal, options, made, () => [`${made.id} has ${made.bot_count} bots`]);
    });
  swarms
    .command('resize')
    .description('Makes a swarm larger or smaller.')
    .argument('<swarm>', "the swarm's id")
    .argument('<count>', 'how many bots')
    .action(async (...[id, count, options]: [string, string, Options]) => {
      const swarm = await (await client()).swarms.resize(id, readCount('<count>', count));
      showLines(terminal, options, swarm, () => [`${swarm.id} has ${swarm.bot_count} bots`]);
    });
  swarms
    .command('delete')
    .description('Takes a swarm and its bots away; what they have not ended is cancelled.')
    .argument('<swarm>', "the swarm's id")
    .action(async (id: string, options: Options) => {
      const swarm = await (await client()).swarms.delete(id);
      showLines(terminal, options, swarm, () => [`${swarm.id} is deleted`]);
    });
}

function collected(word: string, before: readonly string[]): readonly string[] {
  return [...before, word];
}

function addShowing(swarms: Command, { terminal, client }: CommandContext): void {
  swarms
    .command('list')
    .description('Lists the swarms.')
    .action(async (options: Options) => {
      const found = await (await client()).swarms.list();
      const isEmpty = found.length === 0 && options.json !== true;
      if (isEmpty) terminal.note('There is no swarm: `baton swarms create NAME COUNT` makes one.');
      showLines(terminal, options, { swarms: found }, () => listedSwarms(found));
    });
  swarms
    .command('get')
    .description('Says how a swarm stands.')
    .argument('<swarm>', "the swarm's id")
    .action(async (id: string, options: Options) => {
      const swarm = await (await client()).swarms.get(id);
      showLines(terminal, options, swarm, () => factsOf(swarm));
    });
  swarms
    .command('assign')
    .description('Gives a task to the bot that has the least to do, or to all.')
    .argument('<swarm>', "the swarm's id")
    .argument('<type>', 'what is to be done')
    .option('--data <json>', 'what a bot needs for it')
    .option('--all', 'to every bot of the swarm')
    .action(async (...[id, type, { data, all, ...options }]: [string, string, Options]) => {
      const api = await client();
      const task = { type, ...(data !== undefined && { data: readGivenJson('--data', data) }) };
      if (all === true) {
        const mass = await api.swarms.distribute(id, task);
        showLines(terminal, options, mass, () => [`${mass.assignments} bots have ${mass.task_id}`]);
        return;
      }
      const given = await api.swarms.assign(id, task);
      showLines(terminal, options, given, () => [`${given.bot_id ?? 'no bot yet'} has ${given.task_id}`]);
    });
}
