import { typeNames } from '../driver/index.ts';
import { own } from '../std/index.ts';
import { definitionId } from './definition-record.ts';
import { createOwnWrites } from './own-writes.ts';
import type { RecordStore, StoredRecord } from './record-store.ts';
import type { Removed } from './catalog.ts';

/** What says that a name is not to be started any more. A record of its own, which never changes: versions stay what they
 * are, and no write of another version, however late, brings the name back. */
export interface Removals {
  readonly find: (name: string) => Promise<Removed | null>;
  /** By name. By a list that follows writes with a delay, but for our own. */
  readonly all: () => Promise<ReadonlyMap<string, Removed>>;
  /** False where it was removed before. */
  readonly remove: (name: string, by: string | null) => Promise<boolean>;
}

const prefix = 'gone:';

export function createRemovals(store: RecordStore): Removals {
  const ownWrites = createOwnWrites<{ readonly name: string; readonly removed: Removed }>();
  const find = async (name: string): Promise<Removed | null> => {
    if (definitionId(name, '1') === null) return null;
    const stored = await store.read(typeNames.removed, `${prefix}${name}`);
    return stored === null ? null : removedIn(stored);
  };
  return {
    find,
    all: async () => {
      const listed = (await store.list(typeNames.removed)).map(
        (stored) => [nameOf(stored), removedIn(stored)] as const,
      );
      return new Map([...listed, ...ownWrites.recent().map(({ name, removed }) => [name, removed] as const)]);
    },
    remove: async (name, by) => {
      const isNew = await store.create(typeNames.removed, `${prefix}${name}`, { by });
      const removed = isNew ? await find(name) : null;
      if (removed !== null) ownWrites.note(name, { name, removed });
      return isNew;
    },
  };
}

function nameOf({ id }: StoredRecord): string {
  return id.slice(prefix.length);
}

function removedIn({ content, writtenAt }: StoredRecord): Removed {
  const by = own(content, 'by');
  return { by: typeof by === 'string' ? by : null, at: writtenAt };
}
