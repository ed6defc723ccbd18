import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import type { CommandContext } from './commands/context.ts';
import { exitCodes } from './exit-codes.ts';
import { packageVersion } from './package-version.ts';
import { createProgram } from './program.ts';
import { terminalOf } from './terminal.ts';

const { argv, env } = process;
const terminal = terminalOf(process);
const context: CommandContext = {
  terminal,
  env,
  client: async () => {
    const { apiAddress } = await import('./online/api-address.ts');
    const { apiClient } = await import('./online/api-client.ts');
    return apiClient(apiAddress(env));
  },
  exit: (code) => {
    process.exitCode = code;
  },
};

// A reader that has seen enough (`baton status … | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

try {
  await createProgram(context, packageVersion()).parseAsync(argv);
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and the version have been printed; anything else was said to be wrong with the command line.
    process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
  } else if (error instanceof CliError) {
    if (argv.includes('--json')) terminal.out(JSON.stringify(error.json));
    else terminal.note(error.message);
    process.exitCode = error.exitCode;
  } else {
    throw error;
  }
}
