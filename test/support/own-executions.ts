import { type Catalog, createCatalog } from '../../src/catalog/index.ts';
import { createExecutions, type Executions } from '../../src/executions/index.ts';
import { type OwnNamespace, ownNamespace } from './own-namespace.ts';
import { type OwnWorker, ownWorker } from './own-worker.ts';
import { type Answers, type RecordingService, startRecordingService } from './recording-service.ts';

/** Executions on the run's Temporal server, in a namespace of their own, with one service `svc`; no worker as yet. */
export interface OwnExecutions {
  readonly temporal: OwnNamespace;
  readonly services: RecordingService;
  readonly catalog: Catalog;
  readonly executions: Executions;
  /** Under version 1 unless `more` says another; what a step does not say is that it calls `svc`. */
  readonly register: (name: string, steps: readonly Step[], more?: object) => Promise<void>;
  readonly startWorker: () => Promise<void>;
  readonly stopWorker: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Step {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** `answers` by the method of `svc`. */
export async function ownExecutions(answers: Readonly<Record<string, Answers>>): Promise<OwnExecutions> {
  const named = Object.entries(answers).map(([method, answer]) => [`svc.${method}`, answer] as const);
  const services = await startRecordingService(Object.fromEntries(named));
  const temporal = await ownNamespace();
  const { client } = temporal;
  const catalog = createCatalog({ client });
  let worker: OwnWorker | undefined;
  const stopWorker = async (): Promise<void> => {
    await worker?.close();
    worker = undefined;
  };
  return {
    temporal,
    services,
    catalog,
    executions: createExecutions({ client, catalog }),
    register: async (name, steps, more = {}) => {
      const called = steps.map((step) => ({ service: 'svc', ...step }));
      await catalog.register(JSON.stringify({ name, version: '1', ...more, steps: called }), 'json');
    },
    startWorker: async () => {
      worker = await ownWorker(temporal, { svc: services.baseUrl('svc') });
    },
    stopWorker,
    close: async () => {
      await stopWorker();
      await services.close();
      await temporal.close();
    },
  };
}
