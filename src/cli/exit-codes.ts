/** What a script can tell from the exit code alone. */
export const exitCodes = {
  /** Done; an execution that was followed completed. */
  completed: 0,
  /** An execution failed; a definition has errors. */
  failed: 1,
  /** The command line is wrong, or a file cannot be read. */
  usage: 2,
  /** An execution was cancelled. */
  cancelled: 3,
  /** The API refused the request. */
  refused: 4,
  /** The API does not answer, or Temporal behind it does not. */
  unreachable: 5,
  /** Ctrl-C while following; the execution goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
