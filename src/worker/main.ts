import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createActivities, createHttpClient } from '../../activities/index.ts';
import { createCatalog } from '../catalog/index.ts';
import { connectionOptions } from '../config/index.ts';
import { exitWithParent } from '../devstack/index.ts';
import { typeNames } from '../driver/index.ts';
import { createResolve } from '../executions/index.ts';
import { createServiceRegistry } from '../services/index.ts';
import { createWorker } from './create-worker.ts';

/** The worker process: performs workflow tasks and calls. Any number of them may run; none keeps state of its own. */

exitWithParent();

Runtime.install({
  // SIGTERM drains by our own rule, below.
  shutdownSignals: [],
  logger: new DefaultLogger('WARN'),
});

const { options, namespace } = connectionOptions(process.env);
const connection = await NativeConnection.connect(options);
const client = new Client({ connection, namespace });

const http = createHttpClient();
const services = createServiceRegistry({ client, env: process.env });
const calls = createActivities({ services, http });
const resolve = createResolve({ catalog: createCatalog({ client }) });

const worker = await createWorker({
  connection,
  namespace,
  activities: { ...calls, [typeNames.resolve]: resolve },
  graceMs: Number(process.env['BATON_GRACE_MS'] ?? 20_000),
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    // A second one does not wait.
    process.once(signal, () => process.exit(130));
  });
}

process.send?.({ kind: 'ready' });
await worker.run();
await http.close();
await connection.close();
process.exit(0);
