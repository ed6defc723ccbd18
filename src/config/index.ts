export { DEFAULT_PORT, readApiConfig } from './api-config.ts';
export type { ApiConfig } from './api-config.ts';
export { CONFIG_EXIT_CODE, ConfigError } from './config-error.ts';
export { idleVariables } from './known-variables.ts';
export { dataFolder } from './data-folder.ts';
export { callTemporal, isNotFound, temporalDeadlineMs } from './temporal-call.ts';
export type { WithDeadline } from './temporal-call.ts';
export { connectionOptions, largeMessages } from './temporal-connection.ts';
export type { TemporalConnection } from './temporal-connection.ts';
