import { Command } from 'commander';
import { addBots } from './commands/bots.ts';
import { addCancel } from './commands/cancel.ts';
import { addCheck } from './commands/check.ts';
import type { CommandContext } from './commands/context.ts';
import { addCompletion } from './commands/completion.ts';
import { addConvert } from './commands/convert.ts';
import { addDecide } from './commands/decide.ts';
import { addEvents } from './commands/events.ts';
import { addExplain } from './commands/explain.ts';
import { addGet } from './commands/get.ts';
import { addGraph } from './commands/graph.ts';
import { addList } from './commands/list.ts';
import { addPause, addResume } from './commands/pause-and-resume.ts';
import { addRegister } from './commands/register.ts';
import { addRetry } from './commands/retry.ts';
import { addRun } from './commands/run.ts';
import { addSchedule } from './commands/schedule.ts';
import { addSchema } from './commands/schema.ts';
import { addSend } from './commands/send.ts';
import { addService } from './commands/service.ts';
import { addServices } from './commands/services.ts';
import { addSimulate } from './commands/simulate.ts';
import { addStatus } from './commands/status.ts';
import { addSwarms } from './commands/swarms.ts';
import { addTasks } from './commands/tasks.ts';
import { addTest } from './commands/test.ts';
import { addTypegen } from './commands/typegen.ts';
import { addUp } from './commands/up.ts';
import { addWatch } from './commands/watch.ts';

export function createProgram(context: CommandContext, version: string): Command {
  const program = new Command('baton')
    .description('Declarative, durable orchestration of services on Temporal')
    .version(version)
    .showSuggestionAfterError()
    // `run --version 1.0` means the workflow's, not this program's.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nCommands but up, check, graph, convert, schema, simulate, test and typegen of files ask the API at BATON_URL; without it, at the address of the local stack.',
    );
  addUp(program, context);
  addCheck(program, context);
  addGraph(program, context);
  addConvert(program, context);
  addSchema(program, context);
  addSimulate(program, context);
  addTest(program, context);
  addTypegen(program, context);
  addRegister(program, context);
  addList(program, context);
  addGet(program, context);
  addService(program, context);
  addServices(program, context);
  addRun(program, context);
  addStatus(program, context);
  addWatch(program, context);
  addExplain(program, context);
  addPause(program, context);
  addResume(program, context);
  addRetry(program, context);
  addDecide(program, context);
  addSend(program, context);
  addEvents(program, context);
  addCancel(program, context);
  addSchedule(program, context);
  addBots(program, context);
  addSwarms(program, context);
  addTasks(program, context);
  addCompletion(program, context);
  program.exitOverride();
  for (const command of program.commands) command.copyInheritedSettings(program).exitOverride();
  return program;
}
