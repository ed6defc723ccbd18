import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { CloudEvent } from '../../src/events/index.ts';
import type { OrchestratorClient } from './orchestrator-client.ts';

/** A file that a worker writes its events to. */
export interface ToldEvents {
  /** For the environment of the stack. */
  readonly env: { readonly BATON_EVENTS_LOG: string };
  /** Holds what was told of every execution to what its history tells; gives their ids. */
  readonly asInHistory: (baton: OrchestratorClient) => Promise<readonly string[]>;
  readonly remove: () => void;
}

export function toldEvents(): ToldEvents {
  const folder = mkdtempSync(join(tmpdir(), 'baton-told-'));
  const path = join(folder, 'events.log');
  const of = (id: string): readonly CloudEvent[] => toldOf(id, logged(path));
  return {
    env: { BATON_EVENTS_LOG: path },
    asInHistory: async (baton) => {
      const ids = [...new Set(logged(path).map(({ data }) => data['execution_id'] as string))];
      for (const id of ids) {
        const { body } = await baton.get(`/infrastructure/events/history?execution_id=${encodeURIComponent(id)}`);
        const inHistory = body['events'] as unknown as readonly CloudEvent[];
        // The worker writes when it has time.
        for (let tries = 0; tries < 200 && of(id).length < inHistory.length; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        expect(of(id)).toEqual(inHistory);
      }
      return ids;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A task that Temporal did not take is done again: of what has the same id the last one holds. */
export function toldOf(id: string, events: readonly CloudEvent[]): readonly CloudEvent[] {
  const told = events.filter(({ data }) => data['execution_id'] === id);
  return [...new Map(told.map((event) => [event.id, event])).values()];
}

function logged(path: string): readonly CloudEvent[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as CloudEvent);
}
