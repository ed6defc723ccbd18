import type { Client } from '@temporalio/client';
import { typeNames } from '../driver/index.ts';
import { prepare, type PrepareOptions } from '../language/index.ts';
import type { Plan } from '../plan/index.ts';
import { diagnostic, type Diagnostic, Refusal } from '../problems/index.ts';
import type { JsonObject } from '../std/index.ts';
import { createBoundedCache } from './bounded-cache.ts';
import type { Catalog, CatalogRecord, Registered } from './catalog.ts';
import {
  definitionId,
  longestContent,
  type NewDefinition,
  type Newest,
  newestId,
  packDefinition,
  packNewest,
  unpackDefinition,
  unpackNewest,
} from './definition-record.ts';
import { createOwnWrites } from './own-writes.ts';
import { createRecordStore, type RecordStore } from './record-store.ts';
import { createTurns } from './turns.ts';

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
}

/** Definitions as records in Temporal: see docs/decisions. */
export function createCatalog({ client, knownServices, allowedQueues }: CatalogOptions): Catalog {
  const store = createRecordStore(client);
  const versions = createBoundedCache<CatalogRecord>(mostCached);
  const turns = createTurns();
  const ownWrites = createOwnWrites<Newest>();

  const readVersion = async (name: string, version: string): Promise<CatalogRecord | null> => {
    const id = definitionId(name, version);
    if (id === null) return null;
    const known = versions.get(id);
    if (known !== undefined) return known;
    const stored = await store.read(typeNames.definition, id);
    if (stored === null) return null;
    const { record, weight } = unpackDefinition(stored);
    versions.set(id, record, weight);
    return record;
  };

  const readNewest = async (name: string): Promise<Newest | null> => {
    const id = newestId(name);
    const stored = id === null ? null : await store.read(typeNames.newest, id);
    return stored === null ? null : unpackNewest(stored);
  };

  const lookAgain = (record: CatalogRecord): void => {
    for (const delay of lookAgainMs) {
      const timer = setTimeout(() => {
        void makeNewest(record, false).catch(() => undefined);
      }, delay);
      timer.unref();
    }
  };

  /** A process may have died between the two writes of a registration: the next one of the same text mends that. */
  const makeNewest = async (record: CatalogRecord, isNew: boolean): Promise<void> => {
    const newest = await readNewest(record.name);
    const newer = newest === null || record.registeredAt > newest.registeredAt;
    if (!newer && !(isNew && record.registeredAt === newest.registeredAt)) return;
    await store.replace(typeNames.newest, `def:${record.name}`, packNewest(record));
    // Another process may have read what we read and written after us, or before: whoever has the newer one looks again.
    lookAgain(record);
    ownWrites.note(record.name, { name: record.name, version: record.version, registeredAt: record.registeredAt });
  };

  /** Of what a plan calls. Asked by name, since lists lag behind. */
  const knownTo = async (plan: Plan): Promise<PrepareOptions> => {
    const { services, workflows } = calledBy(plan);
    const known = await knownServices?.(services);
    if (workflows.size === 0 || workflows.size > mostLookedUp) return { ...known };
    const found = await Promise.all([...workflows].map(readNewest));
    return { ...known, knownWorkflows: new Set(found.flatMap((newest) => newest?.name ?? [])) };
  };

  const register = async (text: string, format: 'yaml' | 'json'): Promise<Registered> => {
    const alone = prepare(text, { format, allowedQueues });
    if (!alone.ok) throw rejected(alone.diagnostics, text);
    const prepared = prepare(text, { format, allowedQueues, ...(await knownTo(alone.plan)) });
    if (!prepared.ok) throw rejected(prepared.diagnostics, text);
    const { digest, diagnostics } = prepared;
    const definition = prepared.definition as JsonObject;
    const { name, version } = prepared.definition;
    return await turns.take(name, async () => {
      const settled = await settle(store, readVersion, { name, definition, text, format, digest }, version);
      await makeNewest(settled.record, settled.isNew);
      return { name, version: settled.record.version, unchanged: !settled.isNew, diagnostics };
    });
  };

  const find = async (name: string, version?: string): Promise<CatalogRecord | null> => {
    if (version !== undefined) return await readVersion(name, version);
    const newest = await readNewest(name);
    return newest === null ? null : await readVersion(name, newest.version);
  };

  const list = async (): Promise<readonly CatalogRecord[]> => {
    const newest = new Map<string, Newest>();
    // A record that was written over may still be listed beside its successor.
    for (const each of [...(await store.list(typeNames.newest)).map(unpackNewest), ...ownWrites.recent()]) {
      const known = newest.get(each.name);
      if (known === undefined || each.registeredAt > known.registeredAt) newest.set(each.name, each);
    }
    const wanted = [...newest.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const records: (CatalogRecord | null)[] = [];
    for (let from = 0; from < wanted.length; from += readsAtATime) {
      const some = wanted.slice(from, from + readsAtATime);
      records.push(...(await Promise.all(some.map(({ name, version }) => readVersion(name, version)))));
    }
    return records.filter((record) => record !== null);
  };

  return { register, find, list };
}

function calledBy(plan: Plan): { readonly services: ReadonlySet<string>; readonly workflows: ReadonlySet<string> } {
  const services = new Set<string>();
  const workflows = new Set<string>();
  for (const step of plan.steps) {
    if (step.kind === 'workflow') workflows.add(step.workflow);
    if (step.kind === 'call') services.add(step.service);
    if (step.kind === 'call' && step.poll !== undefined) services.add(step.poll.service);
    for (const action of [...(step.onSuccess ?? []), ...(step.onFailure ?? [])]) {
      if (action.kind === 'call') services.add(action.service);
    }
  }
  return { services, workflows };
}

type ReadVersion = (name: string, version: string) => Promise<CatalogRecord | null>;
type Unversioned = Omit<NewDefinition, 'version'>;
interface Settled {
  readonly record: CatalogRecord;
  readonly isNew: boolean;
}

/** Under its own version, or under the first number that is free or has the same content. Whoever creates a record
 * first, in whichever process, has made that version; the others find it. */
async function settle(
  store: RecordStore,
  read: ReadVersion,
  definition: Unversioned,
  version: string | undefined,
): Promise<Settled> {
  if (version !== undefined) {
    const settled = await claim(store, read, { ...definition, version });
    if (settled !== null) return settled;
    throw new Refusal(
      'version-conflict',
      `${definition.name} ${version} is on record with other content, and a version never changes; register this under another version`,
      { source: definition.text },
    );
  }
  for (let number = 1; ; number++) {
    const settled = await claim(store, read, { ...definition, version: String(number) });
    if (settled !== null) return settled;
  }
}

/** Null where the version has other content. */
async function claim(store: RecordStore, read: ReadVersion, definition: NewDefinition): Promise<Settled | null> {
  const { name, version, digest } = definition;
  let known = await read(name, version);
  let isNew = false;
  if (known === null) {
    const packed = packDefinition(definition);
    if (packed.content.length > longestContent) throw tooLong(definition.text);
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

function tooLong(source: string): Refusal {
  const message = `the definition has more than ${longestContent} characters even when compressed`;
  return rejected([diagnostic('definition-too-long', message)], source);
}
