export { buildBundle, writeBundle } from './bundle.ts';
export { watched, workerTuning } from './create-worker.ts';
export type { Watch } from './create-worker.ts';
export { workerActivities } from './worker-activities.ts';
export { EnteredFreely } from './entered-freely.ts';
