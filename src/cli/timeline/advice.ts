import type { Execution } from '../../client/index.ts';
import { printable } from '../terminal.ts';
import type { Paint } from './step-line.ts';

/** What may be said to an execution that does not go on by itself, each as the command that says it. */
export function adviceLines({ execution_id: id, status, phase }: Execution, paint: Paint): readonly string[] {
  if (status !== 'PAUSED') return [];
  const told: readonly (readonly [string, string])[] =
    phase === 'held'
      ? [
          [`baton decide ${id} retry`, 'what failed runs again, under the same keys'],
          [`baton decide ${id} skip`, 'what failed counts as skipped, and what depends on it runs'],
          [`baton decide ${id} compensate`, 'what was done is undone, and it ends as failed'],
        ]
      : [[`baton resume ${id}`, 'lets it go on']];
  const widest = Math.max(...told.map(([command]) => command.length));
  return told.map(
    ([command, meaning]) => `  ${paint('cyan', printable(command.padEnd(widest)))}  ${paint('dim', meaning)}`,
  );
}
