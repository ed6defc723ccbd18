import { CONFIG_EXIT_CODE, ConfigError } from './config-error.ts';
import { explainOrigin, type Settings } from './settings.ts';

/** For a process's start: with configuration that cannot be used it ends here, with one line that says why, and where
 * it stands if a file has said it. */
export function readOrExit<Read>(read: () => Read, settings?: Settings): Read {
  try {
    return read();
  } catch (error) {
    return exitOnConfigError(error, settings);
  }
}

export function exitOnConfigError(error: unknown, settings?: Settings): never {
  if (!(error instanceof ConfigError)) throw error;
  console.error(settings === undefined ? error.message : explainOrigin(error.message, settings));
  process.exit(CONFIG_EXIT_CODE);
}
