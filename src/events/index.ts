export { eventTypes, textOf } from './cloud-event.ts';
export type { CloudEvent, EventText, EventType } from './cloud-event.ts';
export { eventWriter, mostValueBytes } from './event-writer.ts';
export { traceIdOf } from './trace-id.ts';
