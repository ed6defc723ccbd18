import { CONFIG_EXIT_CODE, ConfigError } from './config-error.ts';

/** For a process's start: with configuration that cannot be used it ends here, with one line that says why. */
export function readOrExit<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    return exitOnConfigError(error);
  }
}

export function exitOnConfigError(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(CONFIG_EXIT_CODE);
}
