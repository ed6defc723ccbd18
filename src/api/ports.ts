import type { Catalog, Workflows } from '../catalog/index.ts';
import type { EventReplay } from '../event-sinks/index.ts';
import type { Executions } from '../executions/index.ts';
import type { Schedules } from '../schedules/index.ts';
import type { ServiceRegistry } from '../services/index.ts';
import type { Swarms } from '../swarms/index.ts';
import type { System } from './system.ts';
import type { Tasks } from '../tasks/index.ts';
import type { Templates } from '../templates/index.ts';

export interface ReadyReport {
  readonly ready: boolean;
  readonly temporal: 'connected' | 'unreachable';
}

/** What the routes call. */
export interface Ports {
  readonly catalog: Catalog;
  readonly workflows: Workflows;
  readonly templates: Templates;
  readonly services: ServiceRegistry;
  readonly executions: Executions;
  readonly schedules: Schedules;
  readonly swarms: Swarms;
  readonly tasks: Tasks;
  readonly events: EventReplay;
  readonly system: System;
  readonly ready: () => Promise<ReadyReport>;
}
