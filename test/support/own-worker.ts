import { readFile } from 'node:fs/promises';
import { NativeConnection } from '@temporalio/worker';
import { createActivities, createHttpClient } from '../../activities/index.ts';
import { dataConverter } from '../../src/codec/index.ts';
import { createCatalog } from '../../src/catalog/index.ts';
import { taskQueue } from '../../src/driver/index.ts';
import { createMoving, createOutcomeAttribute, createResolve } from '../../src/executions/index.ts';
import { usualLaneLimits } from '../../src/fleet/index.ts';
import { createLaneKeeping } from '../../src/tasks/index.ts';
import { createServiceRegistry } from '../../src/services/index.ts';
import { EnteredFreely, type Watch, watched, workerActivities, workerTuning } from '../../src/worker/index.ts';
import type { OwnNamespace } from './own-namespace.ts';
import { quietRuntime } from './replays.ts';

export interface OwnWorker {
  readonly close: () => Promise<void>;
}

// A failing workflow is what many a test wants; it need not be told of it.
quietRuntime();

export interface OwnWorkerOptions {
  readonly watch?: Watch;
  /** Of another workflow bundle than that of the sources. */
  readonly code?: string;
}

/** A worker in the test's own process, from the sources. */
export async function ownWorker(
  { client }: OwnNamespace,
  services: Readonly<Record<string, string>>,
  { watch, code }: OwnWorkerOptions = {},
): Promise<OwnWorker> {
  const workflowBundle = { code: code ?? (await readFile(process.env['TEST_WORKFLOW_BUNDLE'] ?? '', 'utf8')) };
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const http = createHttpClient();
  const env = Object.fromEntries(
    Object.entries(services).map(([name, url]) => [`SERVICE_${name.toUpperCase()}_URL`, url]),
  );
  const activities = createActivities({
    services: createServiceRegistry({ client, env }),
    http,
    log: () => undefined,
  });
  const worker = await EnteredFreely.create({
    ...workerTuning,
    connection,
    namespace: client.options.namespace,
    taskQueue,
    dataConverter,
    ...(watch === undefined ? { workflowBundle } : watched(workflowBundle, watch)),
    activities: workerActivities(
      activities,
      createResolve({ catalog: createCatalog({ client }), outcomes: createOutcomeAttribute(client) }),
      createMoving(client),
      createLaneKeeping(client, usualLaneLimits),
    ),
    shutdownGraceTime: '100ms',
  });
  const running = worker.run();
  return {
    close: async () => {
      worker.shutdown();
      await running;
      await http.close();
      await connection.close();
    },
  };
}
