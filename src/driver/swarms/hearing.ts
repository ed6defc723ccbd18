import type { Heard } from './protocol.ts';

/** What an entity hears by signals. While it is handed on nothing of it changes any more, and what comes is for its next history. */
export interface Hearing {
  /** For what is heard under that name: now, or by the next history. */
  readonly heardBy: <Content>(signal: string, hear: (content: Content) => void) => (content: Content) => void;
  /** What was kept in the history before, by those who hear it now. */
  readonly hearAll: (kept: readonly Heard[]) => void;
  /** From here on all is kept, in the list that is given. */
  readonly keep: () => Heard[];
  readonly isKeeping: () => boolean;
}

export function createHearing(): Hearing {
  const ears = new Map<string, (content: unknown) => void>();
  let kept: Heard[] | null = null;
  return {
    heardBy: (signal, hear) => {
      // Whatever was kept under that name was given to the same ear.
      ears.set(signal, hear as (content: unknown) => void);
      return (content) => {
        if (kept === null) hear(content);
        else kept.push({ signal, content });
      };
    },
    hearAll: (before) => {
      for (const { signal, content } of before) ears.get(signal)?.(content);
    },
    keep: () => (kept ??= []),
    isKeeping: () => kept !== null,
  };
}
