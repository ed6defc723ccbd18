export type { Stack } from './bring-up.ts';
export { DevstackError } from './devstack-error.ts';
export { exitWithParent } from './exit-with-parent.ts';
export { freePorts } from './ports.ts';
export { projectRoot } from './project-root.ts';
export { findTemporal } from './temporal-binary.ts';
export { startTemporalServer } from './temporal-server.ts';
export type { TemporalServer } from './temporal-server.ts';
export { up } from './up.ts';
