import type { Command } from 'commander';

/** Once all commands below one are there: each is set up as those beside it are, and answers programs too. */
export function completeSubcommands(group: Command, program: Command): void {
  for (const command of group.commands) {
    command.option('--json', 'the answer as one JSON document').copyInheritedSettings(program).exitOverride();
  }
}
