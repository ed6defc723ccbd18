import type { ApiClient } from '../online/api-client.ts';
import type { Terminal } from '../terminal.ts';

/** What commands are given instead of reaching for the process. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Made when first asked for, so that offline commands do without. */
  readonly client: () => Promise<ApiClient>;
  /** Where a command that has run to its end leaves its exit code. */
  readonly exit: (code: number) => void;
}
