export { DEFAULT_PORT, readApiConfig } from './api-config.ts';
export type { ApiConfig } from './api-config.ts';
export { ConfigError } from './config-error.ts';
export { readForeignQueues } from './foreign-queues.ts';
export { idleVariables } from './known-variables.ts';
export { readCount } from './read-count.ts';
export { readSwitch } from './read-switch.ts';
export type { Tls } from './read-tls.ts';
export { effectiveSettings } from './effective-settings.ts';
export type { EffectiveSetting } from './effective-settings.ts';
export { explainOrigin, readSettings, withoutFiles } from './settings.ts';
export type { Settings } from './settings.ts';
export { systemCodeOf } from './system-code.ts';
export { families, idleKeys, variables } from './variables.ts';
export type { Family, Variable } from './variables.ts';
export { dataFolder } from './data-folder.ts';
export { readGraceMs } from './read-grace.ts';
export { readLaneLimits } from './read-lane-limits.ts';
export { defaultLoadLimits } from './read-load-limits.ts';
export type { LoadLimits } from './read-load-limits.ts';
export { exitOnConfigError, readOrExit } from './read-or-exit.ts';
export { idleSecrets, readSecrets } from './secrets.ts';
export type { GivenSecrets } from './secrets.ts';
export { hasNext, pagesOf } from './pages-of.ts';
export {
  callTemporal,
  findInTemporal,
  isNotFound,
  isUntimely,
  temporalDeadlineMs,
  waitForTemporal,
  wasLate,
} from './temporal-call.ts';
export type { WithDeadline } from './temporal-call.ts';
export { connectionOptions, largeMessages } from './temporal-connection.ts';
export type { TemporalConnection } from './temporal-connection.ts';
export { createWatches } from './watches.ts';
export type { Watches } from './watches.ts';
