/** Configuration that a process must not start with. The message is all that its reader needs. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What sysexits.h calls EX_CONFIG; supervisors know by it that starting again would not help. */
export const CONFIG_EXIT_CODE = 78;
