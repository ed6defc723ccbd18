import type { Client } from '@temporalio/client';
import { effectiveSettings, readCount, type Settings } from '../config/index.ts';
import type { EventReplay } from '../event-sinks/index.ts';
import { readTemporalFacts } from '../executions/index.ts';
import { Refusal } from '../problems/index.ts';
import type { System, SystemHealth } from './system.ts';
import { versionOfBaton } from './version-of-baton.ts';

/** However many ask for the health of the system, its parts are asked once in an interval. */
export function createSystem({
  client,
  settings,
  events,
  temporalAddress,
}: {
  readonly client: Client;
  readonly settings: Settings;
  readonly events: EventReplay;
  readonly temporalAddress: string;
}): System {
  const startedAt = Date.now();
  const bounds = { least: 1, most: 3_600, unlessGiven: 5 };
  const everyMs = 1_000 * readCount(settings.env, 'ORCHESTRATOR_HEALTH_CHECK_INTERVAL', bounds);
  const configuration = {
    files: settings.files,
    settings: effectiveSettings(settings),
    notes: settings.notes,
  };
  const version = versionOfBaton();
  let latest: { readonly until: number; readonly health: Promise<SystemHealth> } | null = null;

  const look = async (): Promise<SystemHealth> => {
    const asked = Date.now();
    const temporal = await readTemporalFacts(client).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'temporal-unavailable') return null;
      throw error;
    });
    const checkedAt = Date.now();
    return {
      checkedAt,
      temporalAddress,
      temporal: temporal === null ? null : { ...temporal, answeredInMs: checkedAt - asked },
      redis: events.redis(),
    };
  };
  return {
    about: () => ({ version, node: process.version, namespace: client.options.namespace, startedAt }),
    health: async () => {
      if (latest === null || latest.until <= Date.now()) {
        const health = look();
        latest = { until: Date.now() + everyMs, health };
        health.catch(() => (latest = null));
      }
      return await latest.health;
    },
    configuration: () => configuration,
  };
}
