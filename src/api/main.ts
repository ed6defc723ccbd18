import { Client, Connection } from '@temporalio/client';
import { dataConverter } from '../codec/index.ts';
import { createCatalog, type KnownServices } from '../catalog/index.ts';
import {
  type ApiConfig,
  callTemporal,
  connectionOptions,
  idleVariables,
  isNotFound,
  readApiConfig,
  readForeignQueues,
  readOrExit,
} from '../config/index.ts';
import { exitWithParent } from '../devstack/index.ts';
import { createEventReplay, openSinks, readSinksConfig } from '../event-sinks/index.ts';
import { createExecutions, createOutcomeAttribute } from '../executions/index.ts';
import { createPreparing, prepareThread } from '../preparing/index.ts';
import { Refusal } from '../problems/index.ts';
import { readOperations } from '../language/index.ts';
import { createSchedules } from '../schedules/index.ts';
import { createServiceRegistry, type ServiceRecord } from '../services/index.ts';
import { type Ports, serve, type Serving } from './index.ts';
import { temporalChannel } from './temporal-channel.ts';

/** The API process. Any number of them may run side by side; none keeps state of its own. Temporal may be away when it
 * starts, and go and come later: until it answers, so does `/ready`, with 503. */

const READY_DEADLINE_MS = 1_500;

const EXPOSED_WARNING_MS = 60_000;

/** Only warnings hang on it. */
const MOST_LOOKED_UP = 200;

exitWithParent();

const { config, sinks, temporal } = readOrExit(() => ({
  config: readApiConfig(process.env),
  sinks: readSinksConfig(process.env),
  temporal: connectionOptions(process.env),
}));
// Lazily: a process that could not start before Temporal would have to be started again and again.
const connection = Connection.lazy({ ...temporal.options, ...temporalChannel });
const client = new Client({ connection, namespace: temporal.namespace, dataConverter });
const opened = openSinks(sinks);
const serving = await started(portsOn(client), config);

let stopping: Promise<void> | undefined;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // A second one does not wait.
    if (stopping !== undefined) process.exit(130);
    stopping = stop();
  });
}

for (const line of idleVariables(process.env)) console.log(line);
if (config.isExposed) {
  const warn = (): void =>
    console.log('Anybody who reaches this address can do anything here: there is no authentication yet.');
  warn();
  setInterval(warn, EXPOSED_WARNING_MS).unref();
}
for (const address of serving.addresses) console.log(`API at ${address}, Temporal at ${temporal.options.address}`);
process.send?.({ kind: 'ready', address: serving.address });

async function stop(): Promise<void> {
  console.log('Stopping: not ready any more, what is under way ends.');
  const outcome = await serving.stop();
  if (outcome === 'cut off') console.log(`Not everything had ended within ${config.graceMs} ms; it was cut off.`);
  await connection.close().catch(() => undefined);
  process.exit(0);
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

function portsOn(client: Client): Ports {
  const services = readOrExit(() => createServiceRegistry({ client, env: process.env }));
  const allowedQueues = readOrExit(() => readForeignQueues(process.env));
  const knownServices = async (called: ReadonlySet<string>): Promise<KnownServices> => {
    const listed = await services.list();
    const known = new Set(listed.map(({ name }) => name));
    // A variable names a service in capitals: whether it is the one that a step calls is asked as the call will.
    for (const name of [...called].filter((each) => !known.has(each)).slice(0, MOST_LOOKED_UP)) {
      if ((await services.find(name)) !== null) known.add(name);
    }
    return { knownServices: known, knownOperations: operationsOf(listed.filter(({ name }) => called.has(name))) };
  };
  const outcomes = createOutcomeAttribute(client);
  void outcomes.exists();
  const preparing = createPreparing({ thread: prepareThread });
  const catalog = createCatalog({ client, knownServices, allowedQueues, preparing });
  const { namespace } = client.options;
  return {
    services,
    catalog,
    executions: createExecutions({ client, catalog, allowedQueues, outcomes, preparing }),
    schedules: createSchedules({ client, catalog, allowedQueues, preparing }),
    events: createEventReplay(opened),
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

/** Who asks while an answer is awaited has the same one. */
function oneAtATime<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let awaited: Promise<Answer> | null = null;
  return () => {
    awaited ??= ask().finally(() => (awaited = null));
    return awaited;
  };
}

async function started(ports: Ports, { ports: asked }: ApiConfig): Promise<Serving> {
  try {
    return await serve(ports, config, console.log);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EADDRINUSE' ? 'is in use already' : 'may not be used by this user';
    console.error(`Port ${asked.join(' or ')} ${why}. Stop what listens there, or name another by PORT.`);
    process.exit(1);
  }
}
