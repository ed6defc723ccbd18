import type { Execution } from '../client/index.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { ApiClient } from './online/api-client.ts';
import { printable, type Terminal } from './terminal.ts';

/** Shows an execution until it has ended, and says with which exit code. Ctrl-C ends the following only. */
export async function followToEnd(
  api: ApiClient,
  id: string,
  terminal: Terminal,
  options: { readonly asJson: boolean; readonly from?: Execution },
): Promise<ExitCode> {
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once('SIGINT', interrupted);
  try {
    const { showExecution } = await import('./show-execution.ts');
    const { outcomeCode } = await import('./online/follow-execution.ts');
    return outcomeCode(await showExecution(api, id, terminal, { ...options, signal: stop.signal }));
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    terminal.note(`\n${printable(id)} goes on.  baton status ${printable(id)}  ·  baton cancel ${printable(id)}`);
    return exitCodes.interrupted;
  } finally {
    process.off('SIGINT', interrupted);
  }
}
