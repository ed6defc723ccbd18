import type { Client } from '@temporalio/client';
import { typeNames } from '../driver/index.ts';
import type { PrepareOptions } from '../language/index.ts';
import {
  type Calls,
  createPreparing,
  eventNames,
  mayAwait,
  type ForRecord,
  type NotPrepared,
  type Preparing,
} from '../preparing/index.ts';
import { type Diagnostic, Refusal } from '../problems/index.ts';
import { isList, isObject, type JsonObject, own } from '../std/index.ts';
import { createBoundedCache } from './bounded-cache.ts';
import type { Catalog, CatalogRecord, RegisterAs } from './catalog.ts';
import {
  definitionId,
  type Newest,
  packDefinition,
  type RecordedVersion,
  unpackDefinition,
  unpackVersion,
  unpackNewest,
} from './definition-record.ts';
import { createNewestVersions } from './newest-versions.ts';
import { createNameClaims } from './name-claims.ts';
import { createOwnWrites } from './own-writes.ts';
import { createRemovals } from './removals.ts';
import { createRecordStore, type RecordStore } from './record-store.ts';
import { type NamedText, takenName } from './taken-name.ts';
import { createTurns } from './turns.ts';
import { createUnderWay } from './under-way.ts';

/** Characters of definitions and their texts that stay in memory. */
const mostCached = 64 * 1024 * 1024;

/** After which a registration makes sure that it still is the newest. */
const lookAgainMs = [50, 1000];

/** Workflows that one definition calls and that are looked up when it is registered. */
const mostLookedUp = 100;

/** Questions to Temporal at a time while a list is put together. */
const readsAtATime = 25;

export type KnownServices = Pick<PrepareOptions, 'knownServices' | 'knownOperations'>;

export interface CatalogOptions {
  readonly client: Client;
  /** Of the services that a definition calls: those that there are, and what their methods answer. */
  readonly knownServices?: (called: ReadonlySet<string>) => Promise<KnownServices>;
  /** The task queues of other Temporal code that definitions may reach; any without it. */
  readonly allowedQueues?: ReadonlySet<string> | undefined;
  /** Where texts are looked at; right here without it. */
  readonly preparing?: Preparing;
  /** Aborts before the connection to Temporal is closed. */
  readonly closing?: AbortSignal;
}

/** Definitions as records in Temporal: see docs/decisions. */
export function createCatalog({
  client,
  knownServices,
  allowedQueues,
  preparing = createPreparing(),
  closing,
}: CatalogOptions): Catalog {
  const store = createRecordStore(client);
  const newestVersions = createNewestVersions(store, closing);
  const versions = createBoundedCache<CatalogRecord>(mostCached);
  const unpacking = createUnderWay<CatalogRecord>();
  const turns = createTurns();
  const ownWrites = createOwnWrites<Newest>();
  const removals = createRemovals(store);
  const claims = createNameClaims(store);

  const readVersion = async (name: string, version: string): Promise<CatalogRecord | null> => {
    const id = definitionId(name, version);
    if (id === null) return null;
    const known = versions.get(id);
    if (known !== undefined) return known;
    const stored = await store.read(typeNames.definition, id);
    if (stored === null) return null;
    // Not the reading: whoever asks after a registration must not be told what was on record before it.
    return await unpacking(id, async () => {
      const { record, weight } = await unpackDefinition(stored);
      versions.set(id, record, weight);
      return record;
    });
  };

  /** Without the definition itself, which is long to unpack. */
  const readHead = async (name: string, version: string): Promise<RecordedVersion | null> => {
    const id = definitionId(name, version);
    if (id === null) return null;
    const known = versions.get(id);
    if (known !== undefined) return known;
    const stored = await store.read(typeNames.definition, id);
    return stored === null ? null : unpackVersion(stored);
  };

  const readNewest = newestVersions.read;

  const lookAgain = (record: RecordedVersion): void => {
    for (const delay of lookAgainMs) {
      const timer = setTimeout(() => {
        void makeNewest(record, false).catch(() => undefined);
      }, delay);
      timer.unref();
    }
  };

  /** Records of earlier builds do not say: their definition does. */
  const awaitedBy = async ({ name, version, events }: Pick<Newest, 'name' | 'version' | 'events'>) =>
    events ?? eventsOf((await readVersion(name, version))?.definition ?? {});

  /** A process may have died between the two writes of a registration: the next one of the same text mends that. */
  const makeNewest = async (record: RecordedVersion, isNew: boolean): Promise<void> => {
    const newest = await readNewest(record.name);
    const known = newest === null ? [] : await awaitedBy(newest);
    const added = await awaitedBy(record);
    const newer = newest === null || record.registeredAt > newest.registeredAt;
    const isNewest = newer || (isNew && record.registeredAt === newest.registeredAt);
    // Two may have written at once, each without the names of the other.
    if (!isNewest && added.every((each) => mayAwait(known, each))) return;
    const { name, version, registeredAt, about } = isNewest ? record : newest;
    const events = eventNames([...known, ...added]);
    const next: Newest = { name, version, registeredAt, events, ...(about !== undefined && { about }) };
    await newestVersions.write(next);
    // Another process may have read what we read and written after us, or before: whoever has the newer one looks again.
    lookAgain(record);
    ownWrites.note(record.name, next);
  };

  const startable = async (name: string): Promise<Newest | null> => {
    const newest = await readNewest(name);
    // Only what was created with something beside it can be removed.
    return newest?.about !== undefined && (await removals.find(name)) !== null ? null : newest;
  };

  /** Of what a plan calls. Asked by name, since lists lag behind. */
  const knownTo = async ({ services, workflows }: Calls): Promise<PrepareOptions> => {
    const known = await knownServices?.(services);
    if (workflows.size === 0 || workflows.size > mostLookedUp) return { ...known };
    const found = await Promise.all([...workflows].map(startable));
    return { ...known, knownWorkflows: new Set(found.flatMap((newest) => newest?.name ?? [])) };
  };

  const taken = async (text: NamedText, newest: Newest | null): Promise<Refusal | null> => {
    const [head, removed] = await Promise.all([
      newest === null ? null : readHead(newest.name, newest.version),
      removals.find(text.name),
    ]);
    return takenName(text, head, removed);
  };

  /** The newest version of a name that this may be the next one of; null where it is the first. */
  const toRegister = async (text: NamedText): Promise<Newest | null> => {
    let newest = await readNewest(text.name);
    if (newest === null) {
      const refusal = takenName(text, await claims.claim(text), null);
      if (refusal !== null) throw refusal;
      // Whoever had it claimed before may have been done just now.
      newest = await readNewest(text.name);
    }
    const refusal = await taken(text, newest);
    if (refusal !== null) throw refusal;
    return newest;
  };

  const check: Catalog['check'] = async (text, format, { notation, name: given } = {}) => {
    const options = { format, allowedQueues, notation, name: given };
    const alone = await preparing.forCheck(text, options);
    if (alone.kind === 'refused') return alone;
    const known = await knownTo(alone.calls);
    const checked = hasNews(known, alone.calls) ? await preparing.forCheck(text, { ...options, ...known }) : alone;
    if (checked.kind === 'refused') return checked;
    const { kind, name, notation: written, version, digest, summary, diagnostics, inputProblems } = checked;
    const newest = await readNewest(name);
    if ((await taken({ name, notation: written }, newest)) !== null) {
      return { kind, summary, diagnostics, inputProblems, registration: 'conflict' };
    }
    const versionThere = version ?? newest?.version;
    const there = versionThere === undefined ? null : await readHead(name, versionThere);
    const isNew = there === null || (version === undefined && there.digest !== digest);
    const registration = isNew ? 'new' : there.digest === digest ? 'unchanged' : 'conflict';
    return { kind, summary, diagnostics, inputProblems, registration };
  };

  const register: Catalog['register'] = async (text, format, as: RegisterAs = {}) => {
    const { version, about } = as;
    const options = { format, allowedQueues, notation: as.notation, name: as.name };
    const alone = accepted(await preparing.forRecord(text, options), text);
    const known = await knownTo(alone.calls);
    const definition = hasNews(known, alone.calls)
      ? accepted(await preparing.forRecord(text, { ...options, ...known }), text)
      : alone;
    const { name, notation, diagnostics } = definition;
    await as.accepted?.(diagnostics);
    return await turns.take(name, async () => {
      const named = { ...definition, ...(definition.version === undefined && version !== undefined && { version }) };
      const newest = await toRegister({ name, notation, ...(about !== undefined && { about }) });
      const after = notation === 'definition' ? undefined : newest?.version;
      const settled = await settle(store, readHead, named, { text, format, about }, after);
      await makeNewest(settled.record, settled.isNew);
      return { name, version: settled.record.version, unchanged: !settled.isNew, diagnostics };
    });
  };

  const find = async (name: string, version?: string): Promise<CatalogRecord | null> => {
    if (version !== undefined) return await readVersion(name, version);
    const newest = await readNewest(name);
    return newest === null ? null : await readVersion(name, newest.version);
  };

  const glance = async (name: string): Promise<CatalogRecord | null> => {
    const newest = await newestVersions.glance(name);
    return newest === null ? null : await readVersion(name, newest.version);
  };

  const listNewest = async (): Promise<readonly Newest[]> => {
    const newest = new Map<string, Newest>();
    // A record that was written over may still be listed beside its successor.
    for (const each of [...(await store.list(typeNames.newest)).map(unpackNewest), ...ownWrites.recent()]) {
      const known = newest.get(each.name);
      // What this process has written itself, it has written later than what is listed.
      if (known === undefined || each.registeredAt >= known.registeredAt) newest.set(each.name, each);
    }
    return [...newest.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  };

  const list = async (): Promise<readonly CatalogRecord[]> => {
    const [all, removed] = await Promise.all([listNewest(), removals.all()]);
    const wanted = all.filter((each) => !removed.has(each.name));
    const records: (CatalogRecord | null)[] = [];
    for (let from = 0; from < wanted.length; from += readsAtATime) {
      const some = wanted.slice(from, from + readsAtATime);
      records.push(...(await Promise.all(some.map(({ name, version }) => readVersion(name, version)))));
    }
    return records.filter((record) => record !== null);
  };

  const waitingFor = async (event: string): Promise<readonly string[]> => {
    const names: string[] = [];
    for (const each of await listNewest()) if (mayAwait(await awaitedBy(each), event)) names.push(each.name);
    return names;
  };

  const { remove, find: removal, all } = removals;
  return { check, register, find, glance, list, waitingFor, newest: listNewest, remove, removal, removals: all };
}

/** Whether more can be said of a definition once this is known: it calls what there is not, or what says more of itself. */
function hasNews({ knownServices, knownOperations, knownWorkflows }: PrepareOptions, calls: Calls): boolean {
  const isMissing = (names: ReadonlySet<string>, known: ReadonlySet<string> | undefined): boolean =>
    known !== undefined && [...names].some((name) => !known.has(name));
  return (
    isMissing(calls.services, knownServices) ||
    isMissing(calls.workflows, knownWorkflows) ||
    (knownOperations !== undefined && knownOperations.size > 0)
  );
}

function eventsOf(definition: JsonObject): readonly string[] {
  const steps = own(definition, 'steps');
  return eventNames(
    (isList(steps) ? steps : []).flatMap((step) => {
      const wait = isObject(step) ? own(step, 'wait_for') : undefined;
      const event = isObject(wait) ? own(wait, 'event') : undefined;
      return typeof event === 'string' ? [event] : [];
    }),
  );
}

function accepted(answer: ForRecord | NotPrepared, text: string): ForRecord {
  if (answer.kind === 'refused') throw rejected(answer.diagnostics, text);
  return answer;
}

type ReadHead = (name: string, version: string) => Promise<RecordedVersion | null>;
type Written = Pick<CatalogRecord, 'text' | 'format'> & { readonly about: JsonObject | undefined };
interface Settled {
  readonly record: RecordedVersion;
  readonly isNew: boolean;
}

/** Under its own version, or under the first number that is free or has the same content. Whoever creates a record
 * first, in whichever process, has made that version; the others find it. */
async function settle(
  store: RecordStore,
  read: ReadHead,
  definition: ForRecord,
  written: Written,
  after: string | undefined,
): Promise<Settled> {
  const { name, version } = definition;
  const claimed = async (wanted: string): Promise<Settled | null> =>
    await claim(store, read, { ...definition, version: wanted }, written);
  if (version !== undefined) {
    const settled = await claimed(version);
    if (settled !== null) return settled;
    throw new Refusal(
      'version-conflict',
      `${name} ${version} is on record with other content, and a version never changes; register this under another version`,
      { source: written.text },
    );
  }
  // Not one of those before the newest: their content would not become the newest again.
  for (let number = numberOf(after); ; number++) {
    const settled = await claimed(String(number));
    if (settled !== null) return settled;
  }
}

/** The first where there is none, or one that somebody named. */
function numberOf(version: string | undefined): number {
  return version !== undefined && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 1;
}

/** Null where the version has other content. */
async function claim(
  store: RecordStore,
  read: ReadHead,
  definition: ForRecord & { readonly version: string },
  { format, about }: Written,
): Promise<Settled | null> {
  const { name, version, digest } = definition;
  let known = await read(name, version);
  let isNew = false;
  if (known === null) {
    const packed = packDefinition({ ...definition, format, about });
    isNew = await store.create(typeNames.definition, `def:${name}@${version}`, packed);
    known = await read(name, version);
    if (known === null) {
      throw new Refusal(
        'version-conflict',
        `${name} ${version} was on record once and has been removed; register this under another version`,
      );
    }
  }
  return known.digest === digest ? { record: known, isNew } : null;
}

function rejected(diagnostics: readonly Diagnostic[], source: string): Refusal {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const message = `${errors} ${errors === 1 ? 'problem' : 'problems'} in the definition`;
  return new Refusal('definition-rejected', message, { diagnostics, source });
}
