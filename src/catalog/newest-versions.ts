import { createWatches } from '../config/index.ts';
import { typeNames } from '../driver/index.ts';
import { type Newest, newestId, packNewest, unpackNewest } from './definition-record.ts';
import type { RecordStore } from './record-store.ts';

/** One question waits at Temporal for each. */
const mostWatched = 256;

/** Which version of a name is its newest: a record of its own, written over with each registration. */
export interface NewestVersions {
  readonly read: (name: string) => Promise<Newest | null>;
  /** Does not ask Temporal each time where it is asked again and again, as long as somebody says when to stop. */
  readonly glance: (name: string) => Promise<Newest | null>;
  readonly write: (newest: Newest) => Promise<void>;
}

export function createNewestVersions(store: RecordStore, closing?: AbortSignal): NewestVersions {
  const stored = async (name: string) => {
    const id = newestId(name);
    return id === null ? null : await store.read(typeNames.newest, id);
  };
  const watches = createWatches<Newest>({ most: mostWatched, ask: stored, closing });

  const glance = async (name: string): Promise<Newest | null> => {
    const told = watches.told(name);
    if (told !== undefined) return told;
    const isOften = watches.isOften(name);
    const record = await stored(name);
    if (record === null) return null;
    const newest = unpackNewest(record);
    let isLevel = false;
    const tell = async (heard: () => void, left: AbortSignal): Promise<void> => {
      const level = (): void => {
        isLevel = true;
        heard();
      };
      await store.untilReplaced(record, level, left);
    };
    if (isOften && closing !== undefined) watches.begin(name, () => (isLevel ? newest : undefined), tell);
    return newest;
  };

  return {
    glance,
    read: async (name) => {
      const record = await stored(name);
      return record === null ? null : unpackNewest(record);
    },
    write: async (newest) => {
      await store.replace(typeNames.newest, `def:${newest.name}`, packNewest(newest));
      // Temporal's own word comes a moment later, and whoever has registered something starts that.
      watches.stop(newest.name);
    },
  };
}
