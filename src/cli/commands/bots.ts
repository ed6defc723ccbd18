import type { Command } from 'commander';
import { factsOf, firstOf, listedBots, readCount, readGivenJson, statisticsLines } from '../bot-words.ts';
import { showLines } from '../show-answer.ts';
import { completeSubcommands } from '../subcommands.ts';
import type { CommandContext } from './context.ts';

interface Options {
  readonly json?: true;
  readonly tier?: string;
  readonly status?: 'active' | 'draining' | 'lost';
  readonly swarm?: string;
  readonly limit: string;
  readonly data?: string;
}

/** Bots on record: what can be done with one is a command below this one. */
export function addBots(program: Command, { terminal, client }: CommandContext): void {
  const bots = program
    .command('bots')
    .summary('look at bots, and give them work')
    .description('Says how bots stand, and gives them tasks.');
  bots
    .command('list')
    .description('Lists bots, swarm by swarm.')
    .option('--tier <tier>', 'standard, advanced or L20')
    .option('--status <status>', 'active, draining or lost')
    .option('--swarm <swarm>', 'those of this swarm')
    .option('--limit <count>', 'how many at most', '20')
    .action(async ({ tier, status, swarm, limit, ...options }: Options) => {
      const filter = {
        ...(tier !== undefined && { tier }),
        ...(status !== undefined && { status }),
        ...(swarm !== undefined && { swarmId: swarm }),
      };
      const found = await firstOf((await client()).bots.list(filter), readCount('--limit', limit));
      const isEmpty = found.length === 0 && options.json !== true;
      if (isEmpty) terminal.note('There is no such bot: `baton swarms create NAME COUNT` makes some.');
      showLines(terminal, options, { bots: found }, () => listedBots(found));
    });
  bots
    .command('get')
    .description('Says how a bot stands.')
    .argument('<bot>', "the bot's id")
    .action(async (id: string, options: Options) => {
      const bot = await (await client()).bots.get(id);
      showLines(terminal, options, bot, () => factsOf(bot));
    });
  bots
    .command('stats')
    .description('Says how all bots stand, in figures.')
    .action(async (options: Options) => {
      const found = await (await client()).bots.statistics();
      showLines(terminal, options, found, () => statisticsLines(found));
    });
  bots
    .command('assign')
    .description('Gives a bot a task.')
    .argument('<bot>', "the bot's id")
    .argument('<type>', 'what is to be done')
    .option('--data <json>', 'what the bot needs for it')
    .action(async (...[id, type, { data, ...options }]: [string, string, Options]) => {
      const task = { type, ...(data !== undefined && { data: readGivenJson('--data', data) }) };
      const given = await (await client()).bots.assign(id, task);
      showLines(terminal, options, given, () => [`${given.bot_id} has ${given.task_id}`]);
    });
  completeSubcommands(bots, program);
}
