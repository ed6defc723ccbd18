import { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities, createHttpClient } from '../../activities/index.ts';
import { allRoutes, createMethodCalls, createPorts, methodOperations, orchestratorName } from '../api/index.ts';
import { createCatalog } from '../catalog/index.ts';
import { dataConverter } from '../codec/index.ts';
import {
  connectionOptions,
  exitOnConfigError,
  idleSecrets,
  readForeignQueues,
  readGraceMs,
  readOrExit,
  readSecrets,
} from '../config/index.ts';
import { exitWithParent } from '../devstack/index.ts';
import { createEventReplay, createPublisher, openSinks, readSinksConfig } from '../event-sinks/index.ts';
import { createMoving, createOutcomeAttribute, createResolve } from '../executions/index.ts';
import { createPreparing, prepareThread } from '../preparing/index.ts';
import { configuredServices, createServiceRegistry } from '../services/index.ts';
import { connectTemporal } from './connect-temporal.ts';
import { createWorker } from './create-worker.ts';
import { workerActivities } from './worker-activities.ts';
import { readNotifyUrl } from './notify-url.ts';

/** The worker process: performs workflow tasks and calls. Any number of them may run; none keeps state of its own. */

/** For events that wait for a sink when the worker ends. */
const EVENTS_GRACE_MS = 3_000;

exitWithParent();

Runtime.install({
  // SIGTERM drains by our own rule, below.
  shutdownSignals: [],
  logger: new DefaultLogger('WARN'),
});

const { options, namespace } = readOrExit(() => connectionOptions(process.env));
// Before the wait for Temporal, so that what is wrong here is said at once.
readOrExit(() => configuredServices(process.env));
const allowedQueues = readOrExit(() => readForeignQueues(process.env));
const secrets = readOrExit(() => readSecrets(process.env));
const notifyUrl = readOrExit(() => readNotifyUrl(process.env));
const graceMs = readOrExit(() => readGraceMs(process.env, 20_000));
const sinksConfig = readOrExit(() => readSinksConfig(process.env));

for (const line of idleSecrets(process.env)) console.log(line);

let stop = (): void => process.exit(0);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop();
    // A second one does not wait.
    process.once(signal, () => process.exit(130));
  });
}

const connection = await connectTemporal(options, console.error).catch(exitOnConfigError);
const client = new Client({ connection, namespace, dataConverter });

const http = createHttpClient();
const builtIn = { [orchestratorName]: methodOperations(allRoutes) };
const services = readOrExit(() => createServiceRegistry({ client, env: process.env, builtIn }));
const sinks = openSinks(sinksConfig, http);
const preparing = createPreparing({ thread: prepareThread });
const ports = createPorts({ client, services, allowedQueues, preparing, events: createEventReplay(sinks) });
const activities = createActivities({
  services,
  http,
  secrets,
  builtIn: { name: orchestratorName, call: createMethodCalls(ports, allRoutes, console.error) },
  ...(notifyUrl !== undefined && { notifyUrl }),
});
const outcomes = createOutcomeAttribute(client);
void outcomes.exists();
const resolve = createResolve({ catalog: createCatalog({ client }), allowedQueues, outcomes, preparing });
const publisher = createPublisher(sinks.all, console.log);
const moving = createMoving(client);

const worker = await createWorker({
  connection,
  namespace,
  activities: workerActivities(activities, resolve, moving),
  watch: sinks.all.length === 0 ? undefined : publisher.tell,
  graceMs,
});

stop = () => {
  if (worker.getState() === 'RUNNING') worker.shutdown();
};

process.send?.({ kind: 'ready' });
await worker.run();
await publisher.close(EVENTS_GRACE_MS);
await http.close();
await connection.close();
process.exit(0);
