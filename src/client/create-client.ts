import { type Bots, createBots } from './bots.ts';
import { createExecutions, type Executions } from './executions.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { createRequests, createSequences, type Requests, type Sequences } from './sequences.ts';
import { createServices, type Services } from './services.ts';
import { createSwarms, type Swarms } from './swarms.ts';
import { createTasks, type Tasks } from './tasks.ts';
import { type ClientOptions, createTransport } from './transport.ts';
import { createWorkflows, type WorkflowCatalog } from './workflows.ts';
import type { AnyWorkflows, WorkflowTypes } from './workflow-types.ts';

/** Baton's HTTP API. What it refuses is thrown as a BatonError, silence as BatonUnreachable. */
export interface Client<Known = AnyWorkflows> {
  readonly address: string;
  readonly workflows: WorkflowCatalog;
  readonly executions: Executions<Known>;
  readonly schedules: Schedules;
  readonly services: Services;
  readonly sequences: Sequences;
  readonly requests: Requests;
  readonly bots: Bots;
  readonly swarms: Swarms;
  readonly tasks: Tasks;
}

/** `createClient<Workflows>(…)`, with the type that `baton typegen` makes, knows names, inputs and outputs. */
export function createClient<Known extends { readonly [Name in keyof Known]: WorkflowTypes } = AnyWorkflows>(
  options: ClientOptions,
): Client<Known> {
  const transport = createTransport(options);
  return {
    address: transport.address,
    workflows: createWorkflows(transport),
    executions: createExecutions<Known>(transport),
    schedules: createSchedules(transport),
    services: createServices(transport),
    sequences: createSequences(transport),
    requests: createRequests(transport),
    bots: createBots(transport),
    swarms: createSwarms(transport),
    tasks: createTasks(transport),
  };
}
