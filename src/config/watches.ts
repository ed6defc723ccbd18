/** Who asks again within this time asks often; who has not for so long has stopped. */
const oftenMs = 10_000;
/** Names of which the last question is remembered. */
const mostRemembered = 10_000;
const pulseMs = 1_000;
/** Without a word from Temporal for so long, what it told last is not taken for the present. */
const silenceMs = 5_000;

/** What Temporal tells of one thing, until it has told the last of it: says each time that it was heard. Throws where
 * Temporal can't tell, and when `left` aborts. */
export type Telling = (heard: () => void, left: AbortSignal) => Promise<void>;

/** Things that are asked for again and again, and of which Temporal therefore tells of its own accord. */
export interface Watches<Value> {
  /** What was told last; undefined where nothing is told, or what was told need not be the present. */
  readonly told: (name: string) => Value | undefined;
  /** Whether it is asked for often, this question counted. */
  readonly isOften: (name: string) => boolean;
  /** `value` gives undefined as long as what is told does not reach to the present. */
  readonly begin: (name: string, value: () => Value | undefined, tell: Telling) => void;
  readonly stop: (name: string) => void;
}

interface Watch<Value> {
  readonly value: () => Value | undefined;
  readonly left: AbortController;
  askedAt: number;
}

export function createWatches<Value>({
  most,
  ask,
  closing,
}: {
  /** Temporal holds a question for each, and of those it takes a limited number from all who ask. */
  readonly most: number;
  /** Any question to Temporal about it: a connection that hangs is as silent as one on which nothing happens. */
  readonly ask: (name: string) => Promise<unknown>;
  readonly closing?: AbortSignal | undefined;
}): Watches<Value> {
  const watches = new Map<string, Watch<Value>>();
  let heardAt = -Infinity;
  let pulse: NodeJS.Timeout | undefined;
  let isFeeling = false;
  closing?.addEventListener('abort', () => stopAll());

  const heard = (): void => {
    heardAt = performance.now();
  };
  const end = (name: string, watch: Watch<Value>): void => {
    watch.left.abort();
    if (watches.get(name) === watch) watches.delete(name);
    if (watches.size === 0) clearInterval(pulse);
  };
  const stop = (name: string): void => {
    const watch = watches.get(name);
    if (watch !== undefined) end(name, watch);
  };
  const stopAll = (): void => {
    for (const [name, watch] of watches) end(name, watch);
  };
  const feelPulse = async (): Promise<void> => {
    const now = performance.now();
    for (const [name, watch] of watches) if (now - watch.askedAt > oftenMs) end(name, watch);
    const [next] = watches;
    if (next === undefined || isFeeling) return;
    const [name, watch] = next;
    // Each in its turn.
    watches.delete(name);
    watches.set(name, watch);
    isFeeling = true;
    try {
      await ask(name);
      heard();
    } catch {
      stopAll();
    } finally {
      isFeeling = false;
    }
  };

  return {
    told: (name) => {
      const watch = watches.get(name);
      if (watch === undefined) return undefined;
      const now = performance.now();
      watch.askedAt = now;
      return now - heardAt < silenceMs ? watch.value() : undefined;
    },
    isOften: createOften(),
    begin: (name, value, tell) => {
      if (watches.size >= most || watches.has(name) || closing?.aborted === true) return;
      const watch = { value, left: new AbortController(), askedAt: performance.now() };
      if (watches.size === 0) pulse = setInterval(() => void feelPulse(), pulseMs).unref();
      watches.set(name, watch);
      void tell(heard, watch.left.signal)
        // Whoever asks next is told why.
        .catch(() => undefined)
        .finally(() => end(name, watch));
    },
    stop,
  };
}

/** Whether a name has been said a short time ago. */
function createOften(): (name: string) => boolean {
  const said = new Map<string, number>();
  return (name) => {
    const now = performance.now();
    const last = said.get(name) ?? -Infinity;
    said.delete(name);
    said.set(name, now);
    const [oldest] = said.keys();
    if (said.size > mostRemembered && oldest !== undefined) said.delete(oldest);
    return now - last < oftenMs;
  };
}
