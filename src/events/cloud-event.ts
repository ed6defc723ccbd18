import type { JsonObject } from '../std/index.ts';

/** What becomes of an execution, told to whoever watches: CloudEvents 1.0 in their structured form. The names are the
 * seed's where it has one. */
export const eventTypes = [
  'workflow.started',
  'workflow.paused',
  'workflow.resumed',
  'workflow.held',
  'workflow.cancelled',
  'workflow.compensating',
  'workflow.compensated',
  'workflow.completed',
  'step.started',
  'step.completed',
  'step.failed',
  'step.skipped',
  'step.compensating',
  'step.compensated',
] as const;

export type EventType = (typeof eventTypes)[number];

export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same whenever the same event is told again. */
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  /** The step, or the workflow. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** The extension of that name: digits, of one length, that sort as the events of the execution followed each other. */
  readonly sequence: string;
  readonly data: JsonObject;
}

/** An event on its way to the sinks: its JSON, and what they need to know of it without reading that. */
export interface EventText {
  readonly execution: string;
  readonly id: string;
  readonly type: EventType;
  readonly text: string;
}

export function textOf(execution: string, event: CloudEvent): EventText {
  return { execution, id: event.id, type: event.type, text: JSON.stringify(event) };
}
