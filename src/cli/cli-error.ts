import type { ExitCode } from './exit-codes.ts';

/** Ends a command with a message and an exit code, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  /** What a program reads instead of the message, under --json. */
  readonly json: object;

  constructor(exitCode: ExitCode, message: string, json: object = { success: false, message }) {
    super(message);
    this.exitCode = exitCode;
    this.json = json;
  }
}
