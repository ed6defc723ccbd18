import { Option } from 'commander';
import type { Notation } from '../language/index.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** Of what is read where no file names it; over the name of a file too. */
export function nameOption(): Option {
  return new Option(
    '--name <name>',
    'of a sequence or a workflow of actions: its name, which otherwise is that of its file',
  );
}

/** What says its own name is given no other: the two could disagree, and one would be ignored. */
export function refuseNameOf(file: string, notation: Notation | null, given: string | undefined): void {
  if (given === undefined || notation !== 'definition') return;
  const message = `${file} is a definition, and says its own name; --name is for a sequence or a workflow of actions`;
  throw new CliError(exitCodes.usage, message);
}

/** One name is not the name of several. */
export function refuseNameOfMany(count: number, given: string | undefined): void {
  if (given === undefined || count === 1) return;
  throw new CliError(exitCodes.usage, `--name ${given} is for one definition; there are ${count}`);
}
