import type { ArrivedEvent, Observation } from '../engine/index.ts';
import { isObject, type Json, jsonBeyond, own } from '../std/index.ts';
import { eventBounds, signalNames } from './protocol.ts';

const longestName = 256;

/** What is observed, at the time at which the engine is told of it. */
export type News = (at: number) => Observation;

/** What a signal means; null where it means nothing. The workflow and the fold over its history ask the same. */
export function newsOfSignal(name: string, args: readonly unknown[]): News | null {
  switch (name) {
    case signalNames.event: {
      const event = readEvent(args[0]);
      return event === null ? null : (at) => ({ kind: 'event-arrived', at, event });
    }
    case signalNames.pause:
      return (at) => ({ kind: 'pause-requested', at });
    case signalNames.resume:
      return (at) => ({ kind: 'resume-requested', at });
    case signalNames.retry:
      return (at) => ({ kind: 'retry-requested', at });
    case signalNames.skip:
      return (at) => ({ kind: 'skip-requested', at });
    case signalNames.compensate:
      return (at) => ({ kind: 'compensate-requested', at });
    default:
      return null;
  }
}

/** Everybody who speaks Temporal can send one, so it is looked at like any other foreign value. */
function readEvent(value: unknown): ArrivedEvent | null {
  if (!isObject(value)) return null;
  const name = own(value, 'name');
  const id = own(value, 'id');
  const correlation = own(value, 'correlation');
  const content = own(value, 'value') ?? null;
  if (typeof name !== 'string' || (id !== undefined && typeof id !== 'string')) return null;
  if (name.length > longestName || (id !== undefined && id.length > longestName)) return null;
  if (isBeyond(content) || (correlation !== undefined && isBeyond(correlation))) return null;
  return {
    name,
    value: content,
    ...(id !== undefined && { id }),
    ...(correlation !== undefined && { correlation }),
  };
}

function isBeyond(value: Json): boolean {
  return jsonBeyond(value, eventBounds) !== null;
}
