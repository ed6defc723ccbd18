import { setTimeout as sleep } from 'node:timers/promises';
import type { EventText } from '../events/index.ts';
import type { EventSink } from './event-sink.ts';
import { sinkLimits } from './limits.ts';

interface Lane {
  readonly waiting: EventText[];
  pumping: Promise<void> | null;
}

/** What waits for one sink: bounded, and never waited for. The events of an execution keep their order, since one lane
 * carries them all and is held up by the first that can't be sent. */
export class SinkQueue {
  readonly #sink: EventSink;
  readonly #say: (line: string) => void;
  readonly #lanes: readonly Lane[];
  readonly #stopped = new AbortController();
  #events = 0;
  #characters = 0;
  #lost = new Map<string, number>();
  #held: string | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;
  #saying: NodeJS.Timeout | undefined;

  constructor(sink: EventSink, say: (line: string) => void) {
    this.#sink = sink;
    this.#say = say;
    this.#lanes = Array.from({ length: sink.lanes }, () => ({ waiting: [], pumping: null }));
  }

  offer(event: EventText): void {
    const isFull = this.#events >= sinkLimits.events || this.#characters + event.text.length > sinkLimits.characters;
    if (isFull || this.#stopped.signal.aborted) {
      this.#lose(1, isFull ? 'too many waited already' : 'the process was ending');
      return;
    }
    this.#events++;
    this.#characters += event.text.length;
    const lane = this.#laneOf(event.execution);
    lane.waiting.push(event);
    lane.pumping ??= this.#pump(lane);
  }

  /** Gives what waits so long to be sent. */
  async close(graceMs: number): Promise<void> {
    const emptied = Promise.all(this.#lanes.map(async (lane) => await lane.pumping));
    const patience = new AbortController();
    const { signal } = patience;
    await Promise.race([emptied, sleep(graceMs, undefined, { signal }).catch(() => undefined)]);
    patience.abort();
    this.#stopped.abort();
    await this.#sink.close();
    await emptied;
    if (this.#events > 0) this.#lose(this.#events, 'the process was ending');
    this.#tellNow();
  }

  /** Runs as long as something waits. A turn later than the first offer: what is told together is sent together. */
  async #pump(lane: Lane): Promise<void> {
    await Promise.resolve();
    const { signal } = this.#stopped;
    for (let tries = 1; lane.waiting.length > 0 && !signal.aborted;) {
      const batch = lane.waiting.slice(0, this.#sink.batch);
      const outcome = await this.#sink
        .send(batch)
        .catch((error: unknown) => ({ kind: 'refused', reason: String(error) }) as const);
      if (outcome.kind === 'sent') {
        this.#done(lane, batch);
        tries = 1;
      } else if (outcome.kind === 'refused' || (!outcome.away && tries >= sinkLimits.tries)) {
        this.#done(lane, batch);
        this.#lose(batch.length, outcome.reason);
        tries = 1;
      } else {
        this.#hold(outcome.reason);
        const delay = Math.min(sinkLimits.firstDelayMs * 2 ** (tries - 1), sinkLimits.longestDelayMs);
        await sleep(delay, undefined, { signal, ref: false }).catch(() => undefined);
        tries++;
      }
    }
    // In the same turn in which nothing waited: what is offered from now on begins another.
    lane.pumping = null;
  }

  #done(lane: Lane, batch: readonly EventText[]): void {
    lane.waiting.splice(0, batch.length);
    this.#events -= batch.length;
    for (const { text } of batch) this.#characters -= text.length;
  }

  #laneOf(execution: string): Lane {
    let hash = 0;
    for (let i = 0; i < execution.length; i++) hash = (hash * 31 + execution.charCodeAt(i)) | 0;
    return this.#lanes[Math.abs(hash) % this.#lanes.length] as Lane;
  }

  #lose(count: number, why: string): void {
    this.#lost.set(why, (this.#lost.get(why) ?? 0) + count);
    this.#tellSoon();
  }

  #hold(reason: string): void {
    this.#held = reason;
    this.#tellSoon();
  }

  #tellSoon(): void {
    const wait = this.#saidAt + sinkLimits.sayEveryMs - performance.now();
    if (wait <= 0) this.#tellNow();
    else this.#saying ??= setTimeout(() => this.#tellNow(), wait).unref();
  }

  #tellNow(): void {
    clearTimeout(this.#saying);
    this.#saying = undefined;
    const { name } = this.#sink;
    for (const [why, count] of this.#lost) {
      this.#say(`Events: ${count} not sent to ${name}: ${why}. They can be sent again: baton events ID --replay`);
    }
    if (this.#held !== null) this.#say(`Events wait for ${name}: ${this.#held}.`);
    if (this.#lost.size > 0 || this.#held !== null) this.#saidAt = performance.now();
    this.#lost = new Map();
    this.#held = null;
  }
}
