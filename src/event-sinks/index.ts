export { createEventReplay } from './event-replay.ts';
export type { EventReplay } from './event-replay.ts';
export { openSinks } from './open-sinks.ts';
export type { Sinks } from './open-sinks.ts';
export { createPublisher } from './publisher.ts';
export type { Publisher } from './publisher.ts';
export { readSinksConfig } from './sinks-config.ts';
