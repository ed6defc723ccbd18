import type { Client } from '@temporalio/client';
import {
  createCatalog,
  createCreations,
  createRecordStore,
  createWorkflows,
  type KnownServices,
} from '../catalog/index.ts';
import { callTemporal, isNotFound } from '../config/index.ts';
import type { EventReplay } from '../event-sinks/index.ts';
import { createExecutions, createPreparedWorkflows, type OutcomeAttribute } from '../executions/index.ts';
import { readOperations } from '../language/index.ts';
import type { Preparing } from '../preparing/index.ts';
import { Refusal } from '../problems/index.ts';
import { createSchedules } from '../schedules/index.ts';
import type { ServiceRecord, ServiceRegistry } from '../services/index.ts';
import { createTasks } from '../tasks/index.ts';
import { createTemplates } from '../templates/index.ts';
import { createEntities, createSwarms } from '../swarms/index.ts';
import type { Ports } from './ports.ts';
import type { System } from './system.ts';

const READY_DEADLINE_MS = 1_500;

/** Only warnings hang on it. */
const MOST_LOOKED_UP = 200;

/** All that the routes call, on one Temporal. */
export function createPorts({
  client,
  services,
  allowedQueues,
  botCapacity,
  outcomes,
  preparing,
  events,
  system,
  closing,
}: {
  readonly client: Client;
  readonly services: ServiceRegistry;
  readonly allowedQueues: ReadonlySet<string> | undefined;
  readonly botCapacity: number;
  readonly outcomes: OutcomeAttribute;
  readonly preparing: Preparing;
  readonly events: EventReplay;
  readonly system: System;
  /** Aborts before the connection to Temporal is closed. */
  readonly closing: AbortSignal;
}): Ports {
  const knownServices = async (called: ReadonlySet<string>): Promise<KnownServices> => {
    const listed = await services.list();
    const known = new Set(listed.map(({ name }) => name));
    // A variable names a service in capitals: whether it is the one that a step calls is asked as the call will.
    for (const name of [...called].filter((each) => !known.has(each)).slice(0, MOST_LOOKED_UP)) {
      if ((await services.find(name)) !== null) known.add(name);
    }
    return { knownServices: known, knownOperations: operationsOf(listed.filter(({ name }) => called.has(name))) };
  };
  const catalog = createCatalog({ client, knownServices, allowedQueues, preparing, closing });
  const { namespace } = client.options;
  const executions = createExecutions({ client, catalog, allowedQueues, outcomes, preparing, closing });
  const prepared = createPreparedWorkflows({ allowedQueues, preparing });
  return {
    services,
    catalog,
    workflows: createWorkflows(catalog, createCreations(createRecordStore(client))),
    templates: createTemplates(),
    executions,
    tasks: createTasks({ client, catalog, services, executions, workflows: prepared }),
    swarms: createSwarms(createEntities({ client, capacity: botCapacity })),
    schedules: createSchedules({ client, catalog, allowedQueues, preparing }),
    events,
    system,
    // However many probe, Temporal is asked once at a time.
    ready: oneAtATime(async () => {
      try {
        // Whoever probes does not wait as long as a caller does.
        const deadline = Date.now() + READY_DEADLINE_MS;
        await callTemporal(client, () =>
          client.withDeadline(deadline, () => client.workflowService.describeNamespace({ namespace })),
        );
        return { ready: true, temporal: 'connected' };
      } catch (error) {
        if (!(error instanceof Refusal) && !isNotFound(error)) throw error;
        return { ready: false, temporal: 'unreachable' };
      }
    }),
  };
}

/** Records were read when they were made; one of a later form is none for us. */
function operationsOf(services: readonly ServiceRecord[]): NonNullable<KnownServices['knownOperations']> {
  return new Map(
    services.flatMap(({ name, operations }) => {
      const read = operations === undefined ? null : readOperations(operations);
      return read?.ok === true ? [[name, read.operations] as const] : [];
    }),
  );
}

/** Who asks while an answer is awaited has the same one. */
function oneAtATime<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let awaited: Promise<Answer> | null = null;
  return () => {
    awaited ??= ask().finally(() => (awaited = null));
    return awaited;
  };
}
