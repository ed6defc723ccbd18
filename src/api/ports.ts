import type { Catalog } from '../catalog/index.ts';
import type { EventReplay } from '../event-sinks/index.ts';
import type { Executions } from '../executions/index.ts';
import type { Schedules } from '../schedules/index.ts';
import type { ServiceRegistry } from '../services/index.ts';

export interface ReadyReport {
  readonly ready: boolean;
  readonly temporal: 'connected' | 'unreachable';
}

/** What the routes call. */
export interface Ports {
  readonly catalog: Catalog;
  readonly services: ServiceRegistry;
  readonly executions: Executions;
  readonly schedules: Schedules;
  readonly events: EventReplay;
  readonly ready: () => Promise<ReadyReport>;
}
