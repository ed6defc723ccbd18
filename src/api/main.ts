import { Client, Connection } from '@temporalio/client';
import { dataConverter } from '../codec/index.ts';
import { type ApiConfig, connectionOptions, readApiConfig, readOrExit, readSettings } from '../config/index.ts';
import { exitWithParent } from '../devstack/index.ts';
import { createEventReplay, openSinks, readSinksConfig } from '../event-sinks/index.ts';
import { configuredPorts, readPortsConfig } from './configured-ports.ts';
import { lineWriter } from './line-writer.ts';
import { type Ports, serve, type Serving } from './index.ts';
import { temporalChannel } from './temporal-channel.ts';

/** The API process. Any number of them may run side by side; none keeps state of its own. Temporal may be away when it
 * starts, and go and come later: until it answers, so does `/ready`, with 503. */

const EXPOSED_WARNING_MS = 60_000;

exitWithParent();

const settings = readOrExit(() => readSettings(process.env));
const { env } = settings;
const { config, sinks, temporal, portsConfig } = readOrExit(
  () => ({
    config: readApiConfig(env),
    sinks: readSinksConfig(env),
    temporal: connectionOptions(env),
    portsConfig: readPortsConfig(env),
  }),
  settings,
);
// Lazily: a process that could not start before Temporal would have to be started again and again.
const connection = Connection.lazy({ ...temporal.options, ...temporalChannel });
const client = new Client({ connection, namespace: temporal.namespace, dataConverter });
const lines = lineWriter(console.log);
process.on('exit', lines.flush);
const closing = new AbortController();
const { ports } = configuredPorts({
  client,
  settings,
  portsConfig,
  temporalAddress: temporal.options.address ?? '',
  events: createEventReplay(openSinks(sinks)),
  closing: closing.signal,
});
const serving = await started(ports, config);

let stopping: Promise<void> | undefined;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // A second one does not wait.
    if (stopping !== undefined) process.exit(130);
    stopping = stop();
  });
}

for (const line of settings.notes) console.log(line);
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
  closing.abort();
  await connection.close().catch(() => undefined);
  process.exit(0);
}

async function started(ports: Ports, { ports: asked }: ApiConfig): Promise<Serving> {
  try {
    return await serve(ports, config, lines.line);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EADDRINUSE' ? 'is in use already' : 'may not be used by this user';
    console.error(`Port ${asked.join(' or ')} ${why}. Stop what listens there, or name another by PORT.`);
    process.exit(1);
  }
}
