/** Notices who keeps a thread that does one thing after the other, and does not give it back. */
export interface StallWatch {
  /** One that stands in line for the thread, or has it. */
  readonly during: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;
  /** Another moment has passed. Moments are counted, not times: a process that was stopped for an hour has missed them all. */
  readonly tick: () => void;
}

/** `stalled` hears of whoever has the thread when nothing has come to its end for so many moments. */
export function createStallWatch(mostTicks: number, stalled: (name: string) => void): StallWatch {
  const line = new Set<{ readonly name: string }>();
  let ticks = 0;
  return {
    during: async (name, work) => {
      const entry = { name };
      line.add(entry);
      try {
        return await work();
      } finally {
        line.delete(entry);
        ticks = 0;
      }
    },
    tick: () => {
      const [first] = line;
      if (first === undefined) return;
      ticks++;
      if (ticks === mostTicks) stalled(first.name);
    },
  };
}
