export { buildBundle, writeBundle } from './bundle.ts';
export { workerTuning } from './create-worker.ts';
