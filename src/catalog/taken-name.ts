import type { Notation } from '../language/index.ts';
import { Refusal } from '../problems/index.ts';
import type { CatalogRecord, Removed } from './catalog.ts';

const called: Readonly<Record<Notation, string>> = {
  definition: 'a definition',
  sequence: 'a sequence',
  actions: 'a workflow of actions',
};

export interface NamedText extends Pick<CatalogRecord, 'name' | 'notation' | 'about'> {}

/** A name stays what it was first: whoever starts it counts on that, and each kind is changed in its own place. Null where
 * a text may become the newest version of its name. */
export function takenName(
  { name, notation, about }: NamedText,
  newest: Omit<NamedText, 'name'> | null,
  removed: Removed | null,
): Refusal | null {
  const taken = (by: string, instead: string): Refusal =>
    new Refusal('name-taken', `\`${name}\` is the name of ${by}; ${instead}`);
  // What is created writes its own versions once more to mend what a process that died has left half done.
  const isCreated = about !== undefined;
  if (removed !== null && !isCreated) return taken('a workflow that was deleted', 'register this under another name');
  if (newest === null) return null;
  if (newest.about !== undefined && !isCreated) {
    return taken('a workflow that was created as one', `change it by PUT /workflows/${name}, or choose another name`);
  }
  if (newest.notation === notation && (newest.about !== undefined) === isCreated) return null;
  return taken(called[newest.notation], `register ${called[notation]} under another name`);
}
