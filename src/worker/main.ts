import { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities, createHttpClient } from '../../activities/index.ts';
import { allRoutes, configuredPorts, createMethodCalls, orchestratorName, readPortsConfig } from '../api/index.ts';
import { createCatalog } from '../catalog/index.ts';
import { dataConverter } from '../codec/index.ts';
import {
  connectionOptions,
  exitOnConfigError,
  idleSecrets,
  readGraceMs,
  readLaneLimits,
  readOrExit,
  readSecrets,
  readSettings,
} from '../config/index.ts';
import { exitWithParent } from '../devstack/index.ts';
import { createEventReplay, createPublisher, openSinks, readSinksConfig } from '../event-sinks/index.ts';
import { createMoving, createResolve } from '../executions/index.ts';
import { createLaneKeeping } from '../tasks/index.ts';
import { connectTemporal } from './connect-temporal.ts';
import { createWorker } from './create-worker.ts';
import { workerActivities } from './worker-activities.ts';
import { readNotificationAddresses } from './notification-addresses.ts';

/** The worker process: performs workflow tasks and calls. Any number of them may run; none keeps state of its own. */

/** For events that wait for a sink when the worker ends. */
const EVENTS_GRACE_MS = 3_000;

exitWithParent();

Runtime.install({
  // SIGTERM drains by our own rule, below.
  shutdownSignals: [],
  logger: new DefaultLogger('WARN'),
});

const settings = readOrExit(() => readSettings(process.env));
const { env } = settings;
const { options, namespace } = readOrExit(() => connectionOptions(env), settings);
// Before the wait for Temporal, so that what is wrong here is said at once.
const portsConfig = readOrExit(() => readPortsConfig(env), settings);
const secrets = readOrExit(() => readSecrets(env), settings);
const notifications = readOrExit(() => readNotificationAddresses(env), settings);
const laneLimits = readOrExit(() => readLaneLimits(env), settings);
const graceMs = readOrExit(() => readGraceMs(env, 20_000), settings);
const sinksConfig = readOrExit(() => readSinksConfig(env), settings);

for (const line of [...settings.notes, ...idleSecrets(env)]) console.log(line);

let stop = (): void => process.exit(0);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop();
    // A second one does not wait.
    process.once(signal, () => process.exit(130));
  });
}

const connection = await connectTemporal(options, console.error).catch((error: unknown) =>
  exitOnConfigError(error, settings),
);
const client = new Client({ connection, namespace, dataConverter });

const http = createHttpClient();
const sinks = openSinks(sinksConfig, http);
const closing = new AbortController();
const { ports, preparing, outcomes } = configuredPorts({
  client,
  settings,
  portsConfig,
  temporalAddress: options.address ?? '',
  events: createEventReplay(sinks),
  closing: closing.signal,
});
const activities = createActivities({
  services: ports.services,
  http,
  secrets,
  builtIn: { name: orchestratorName, call: createMethodCalls(ports, allRoutes, console.error) },
  notifications,
});
const resolve = createResolve({
  catalog: createCatalog({ client }),
  allowedQueues: portsConfig.allowedQueues,
  outcomes,
  preparing,
});
const publisher = createPublisher(sinks.all, console.log);
const moving = createMoving(client);

const worker = await createWorker({
  connection,
  namespace,
  activities: workerActivities(activities, resolve, moving, createLaneKeeping(client, laneLimits)),
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
closing.abort();
await connection.close();
process.exit(0);
