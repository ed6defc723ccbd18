import type { Client } from '@temporalio/client';
import { readForeignQueues, readOrExit, type Settings } from '../config/index.ts';
import type { EventReplay } from '../event-sinks/index.ts';
import { createOutcomeAttribute, type OutcomeAttribute } from '../executions/index.ts';
import { createPreparing, type Preparing, prepareThread } from '../preparing/index.ts';
import { configuredServices, createServiceRegistry } from '../services/index.ts';
import { readBotCapacity } from '../swarms/index.ts';
import { createPorts } from './create-ports.ts';
import { createSystem } from './create-system.ts';
import { methodOperations, orchestratorName } from './method-calls.ts';
import type { Ports } from './ports.ts';
import { allRoutes } from './routes/all-routes.ts';

interface PortsConfig {
  readonly allowedQueues: ReadonlySet<string> | undefined;
  readonly botCapacity: number;
}

/** What the settings say of the ports, and a ConfigError where that cannot be used: a process says so before it waits for
 * Temporal. */
export function readPortsConfig(env: Settings['env']): PortsConfig {
  configuredServices(env);
  return { allowedQueues: readForeignQueues(env), botCapacity: readBotCapacity(env) };
}

/** All that the routes call, as a process of ours is configured. */
export function configuredPorts({
  client,
  settings,
  portsConfig: { allowedQueues, botCapacity },
  temporalAddress,
  events,
  closing,
}: {
  readonly client: Client;
  readonly settings: Settings;
  readonly portsConfig: PortsConfig;
  readonly temporalAddress: string;
  readonly events: EventReplay;
  /** Aborts before the connection to Temporal is closed. */
  readonly closing: AbortSignal;
}): { readonly ports: Ports; readonly preparing: Preparing; readonly outcomes: OutcomeAttribute } {
  const builtIn = { [orchestratorName]: methodOperations(allRoutes) };
  const services = readOrExit(() => createServiceRegistry({ client, env: settings.env, builtIn }), settings);
  const preparing = createPreparing({ thread: prepareThread });
  const system = readOrExit(() => createSystem({ client, settings, events, temporalAddress }), settings);
  const outcomes = createOutcomeAttribute(client);
  // Before the first start needs to know.
  void outcomes.exists();
  const own = { services, allowedQueues, botCapacity, outcomes, preparing, events, system };
  return { ports: createPorts({ client, ...own, closing }), preparing, outcomes };
}
