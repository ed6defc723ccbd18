import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporal, startTemporalServer } from '../../src/devstack/index.ts';

export interface ShortHistories {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** A real server that thinks a history long after a few events, so that executions leave theirs again and again. */
export async function startShortHistories(events: number): Promise<ShortHistories> {
  const say = (): void => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'baton-short-'));
  const server = await startTemporalServer({
    binary: (await findTemporal(say)).path,
    folder,
    namespace: 'default',
    ports: 'any',
    ui: false,
    temporary: true,
    settings: {
      'limit.historyCount.suggestContinueAsNew': events,
      // Otherwise a history that lasted less than a second is followed by the next one only after that.
      'history.workflowIdReuseMinimalInterval': '1ms',
    },
    say,
  });
  return {
    address: server.address,
    close: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
