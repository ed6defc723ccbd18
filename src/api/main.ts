import { Client, Connection } from '@temporalio/client';
import { dataConverter } from '../codec/index.ts';
import {
  type ApiConfig,
  connectionOptions,
  idleVariables,
  readApiConfig,
  readForeignQueues,
  readOrExit,
} from '../config/index.ts';
import { exitWithParent } from '../devstack/index.ts';
import { createEventReplay, openSinks, readSinksConfig } from '../event-sinks/index.ts';
import { createPreparing, prepareThread } from '../preparing/index.ts';
import { createServiceRegistry } from '../services/index.ts';
import { createPorts } from './create-ports.ts';
import { allRoutes, methodOperations, orchestratorName, type Ports, serve, type Serving } from './index.ts';
import { temporalChannel } from './temporal-channel.ts';

/** The API process. Any number of them may run side by side; none keeps state of its own. Temporal may be away when it
 * starts, and go and come later: until it answers, so does `/ready`, with 503. */

const EXPOSED_WARNING_MS = 60_000;

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

function portsOn(client: Client): Ports {
  const builtIn = { [orchestratorName]: methodOperations(allRoutes) };
  const services = readOrExit(() => createServiceRegistry({ client, env: process.env, builtIn }));
  const allowedQueues = readOrExit(() => readForeignQueues(process.env));
  const preparing = createPreparing({ thread: prepareThread });
  return createPorts({ client, services, allowedQueues, preparing, events: createEventReplay(opened) });
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
