export { buildBundle, bundlePath, writeBundle } from './bundle.ts';
export { createWorker, workerTuning } from './create-worker.ts';
