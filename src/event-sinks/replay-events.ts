import { setTimeout as sleep } from 'node:timers/promises';
import type { EventText } from '../events/index.ts';
import { Refusal } from '../problems/index.ts';
import type { EventSink } from './event-sink.ts';

const CHUNK = 100;
const FIRST_DELAY_MS = 250;
/** With less than this gone a batch that failed is sent once more. */
const PATIENCE_MS = 2_000;

/** Sends events again, in order, and waits until each has been taken: whoever asks for it wants to know. Stops before the
 * rest when its time is over; says how many were sent. */
export async function replayEvents(
  sinks: readonly EventSink[],
  events: readonly EventText[],
  timeMs: number,
): Promise<number> {
  const end = performance.now() + timeMs;
  let sent = 0;
  while (sent < events.length && performance.now() < end) {
    const chunk = events.slice(sent, sent + CHUNK);
    for (const sink of sinks) await sendAll(sink, chunk, sent);
    sent += chunk.length;
  }
  return sent;
}

async function sendAll(sink: EventSink, chunk: readonly EventText[], before: number): Promise<void> {
  for (let at = 0; at < chunk.length; at += sink.batch) {
    const reason = await refusalOf(sink, chunk.slice(at, at + sink.batch));
    if (reason === null) continue;
    throw new Refusal('event-sink-failed', `${sink.name} failed after ${before + at} events: ${reason}`);
  }
}

/** Null where it took them. */
async function refusalOf(sink: EventSink, batch: readonly EventText[]): Promise<string | null> {
  const end = performance.now() + PATIENCE_MS;
  for (let delay = FIRST_DELAY_MS; ; delay *= 2) {
    const outcome = await sink.send(batch);
    if (outcome.kind === 'sent') return null;
    if (outcome.kind === 'refused' || performance.now() + delay > end) return outcome.reason;
    await sleep(delay);
  }
}
