import { notations } from '../language/index.ts';
import { unpackContent } from '../preparing/index.ts';
import { invariant, isList, isObject, type JsonObject, own } from '../std/index.ts';
import type { CatalogRecord } from './catalog.ts';
import type { StoredRecord } from './record-store.ts';

/** How a definition lies in a record's memo. What a list or Temporal's own pages can show stands first-level, the
 * content is compressed: a memo holds two megabytes at most. */

const form = /^def:([A-Za-z][A-Za-z0-9_-]{0,127})@([A-Za-z0-9][A-Za-z0-9._+-]{0,63})$/;

/** Null where the name or the version is one that no definition can have. */
export function definitionId(name: string, version: string): string | null {
  const id = `def:${name}@${version}`;
  return form.test(id) ? id : null;
}

export function newestId(name: string): string | null {
  return definitionId(name, '1') === null ? null : `def:${name}`;
}

/** What is packed has been packed already. */
export interface NewDefinition extends RecordedName {
  readonly format: CatalogRecord['format'];
  readonly notation: CatalogRecord['notation'];
  readonly digest: string;
  readonly steps: number;
  readonly content: string;
  readonly events?: readonly string[];
  readonly about?: JsonObject | undefined;
}

interface RecordedName {
  readonly name: string;
  readonly version: string;
}

export function packDefinition({ events, about, ...definition }: NewDefinition): JsonObject {
  const { name, version, format, notation, digest, steps, content } = definition;
  const others = { ...(notation !== 'definition' && { notation }), ...beside({ events, about }) };
  return { name, version, format, digest, steps, content, ...others };
}

function beside({ events, about }: Pick<NewDefinition, 'about'> & { readonly events?: readonly string[] | undefined }) {
  return { ...(events !== undefined && { events }), ...(about !== undefined && { about }) };
}

/** A version as it can be told without unpacking it. */
export type RecordedVersion = Pick<
  CatalogRecord,
  'name' | 'version' | 'notation' | 'digest' | 'registeredAt' | 'events' | 'about'
>;

export function unpackVersion(stored: StoredRecord): RecordedVersion {
  return {
    name: textIn(stored, 'name'),
    version: textIn(stored, 'version'),
    // Records of earlier builds do not say: they hold definitions.
    notation: notations.find((each) => each === own(stored.content, 'notation')) ?? 'definition',
    digest: textIn(stored, 'digest'),
    registeredAt: stored.writtenAt,
    ...eventsIn(stored),
    ...aboutIn(stored),
  };
}

function eventsIn({ content }: StoredRecord): Pick<CatalogRecord, 'events'> {
  const events = own(content, 'events');
  return isList(events) ? { events: events.filter((each) => typeof each === 'string') } : {};
}

function aboutIn({ content }: StoredRecord): Pick<CatalogRecord, 'about'> {
  const about = own(content, 'about');
  return isObject(about) ? { about } : {};
}

/** Also says what to weigh it with in a cache. */
export async function unpackDefinition(
  stored: StoredRecord,
): Promise<{ readonly record: CatalogRecord; readonly weight: number }> {
  const { text, definition, characters } = await unpackContent(textIn(stored, 'content'));
  const format = textIn(stored, 'format') === 'json' ? 'json' : 'yaml';
  return { weight: characters, record: { ...unpackVersion(stored), definition, text, format } };
}

/** The record that says which version is the newest: the one registered last, by Temporal's clock. */
export interface Newest {
  readonly name: string;
  readonly version: string;
  readonly registeredAt: number;
  /** Names of the events that any of its versions waits for: executions of all of them may be running. */
  readonly events?: readonly string[];
  /** Of that version. */
  readonly about?: JsonObject;
}

export function packNewest({ version, registeredAt, events, about }: Omit<Newest, 'name'>): JsonObject {
  return { version, registeredAt, ...beside({ events, about }) };
}

export function unpackNewest(stored: StoredRecord): Newest {
  const name = stored.id.slice('def:'.length);
  const registeredAt = Number(own(stored.content, 'registeredAt'));
  return { name, version: textIn(stored, 'version'), registeredAt, ...eventsIn(stored), ...aboutIn(stored) };
}

function textIn({ id, content }: StoredRecord, key: string): string {
  const value = own(content, key);
  invariant(typeof value === 'string', `the record ${id} has a text \`${key}\``);
  return value;
}
