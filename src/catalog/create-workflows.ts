import { createHash, randomBytes } from 'node:crypto';
import { jsonOf, readSource } from '../language/index.ts';
import { type Diagnostic, Refusal } from '../problems/index.ts';
import { canonicalJson, invariant, isObject, type Json, jsonEqual, type JsonObject, own } from '../std/index.ts';
import { type AboutWorkflow, aboutWorkflow, packAbout, unpackAbout } from './about-workflow.ts';
import type { Catalog, CatalogRecord, Registered, RegisterAs } from './catalog.ts';
import type { Creation, Creations } from './creations.ts';
import type { CreatedWorkflow, CreateRequest, ListedWorkflow, Workflows, WriteAs, Written } from './workflows.ts';
import { createUnderWay } from './under-way.ts';
import { suffixLength, workflowId } from './workflow-id.ts';

/** Records looked up at a time. */
const readsAtATime = 25;

/** So many ids that are taken in a row are no chance any more. */
const mostTries = 5;

/** A version of a created workflow as the catalog has it. */
interface Kept {
  readonly record: CatalogRecord;
  readonly about: AboutWorkflow;
  readonly version: number;
}

/** Created workflows as definitions in the catalog: the first number that is free is the next version, whoever takes it
 * first has made it, and everything else is read from that. */
export function createWorkflows(catalog: Catalog, creations: Creations): Workflows {
  /** Of versions that a list has shown to be there: many who list at once ask Temporal once for each. */
  const reading = createUnderWay<Kept | null>();

  const versionOf = async (id: string, version: number): Promise<Kept | null> =>
    keptIn(await catalog.find(id, String(version)));

  /** A process may have died before it had said that its version is the newest, or may just be about to say it. */
  const newestOf = async (id: string): Promise<Kept | null> => {
    const said = keptIn(await catalog.find(id));
    if (said === null) return null;
    let newest = said;
    for (let next: Kept | null = said; next !== null; next = await versionOf(id, newest.version + 1)) newest = next;
    if (newest !== said) await register(newest.record, newest.about).catch(() => undefined);
    return newest;
  };

  const register = async (
    { name, version, text, format }: Pick<CatalogRecord, 'name' | 'version' | 'text' | 'format'>,
    about: AboutWorkflow,
    more: Pick<RegisterAs, 'accepted'> = {},
  ) => await catalog.register(text, format, { notation: 'actions', name, version, about: packAbout(about), ...more });

  const written = async (id: string, version: number): Promise<CreatedWorkflow> => {
    const kept = await versionOf(id, version);
    invariant(kept !== null, 'what has been put on record is there');
    return workflowOf(kept);
  };

  const create = async (request: CreateRequest): Promise<Written> => {
    const { text, format, by, idempotencyKey, isMade = false } = request;
    const document = documentIn(text, format);
    const about = aboutWorkflow(document, { createdBy: by, by, changed: Object.keys(document) });
    const put = async (name: string, more?: Pick<RegisterAs, 'accepted'>) =>
      await register({ name, version: '1', text, format }, about, more).catch((error: unknown) => {
        const isTaken = error instanceof Refusal && (error.code === 'version-conflict' || error.code === 'name-taken');
        if (isTaken) return null;
        throw isMade ? withoutPlaces(error) : error;
      });
    if (idempotencyKey !== undefined) return await createOnce(idempotencyKey, { text, document }, put);
    for (let tries = 1; tries <= mostTries; tries++) {
      const name = workflowId(titleOf(document), randomBytes(suffixLength));
      const registered = await put(name);
      // The very same workflow may have been created by another: theirs is not ours.
      if (registered === null || registered.unchanged) continue;
      return { workflow: await written(name, 1), isNew: true, diagnostics: registered.diagnostics };
    }
    throw noFreeId();
  };

  /** Whatever has become of the workflow since: its key creates no other one. */
  const createOnce = async (
    key: string,
    { text, document }: { readonly text: string; readonly document: JsonObject },
    put: (name: string, more: Pick<RegisterAs, 'accepted'>) => Promise<Registered | null>,
  ): Promise<Written> => {
    const digest = Buffer.from(sha256(canonicalJson(document))).toString('hex');
    const id = workflowId(titleOf(document), sha256(key));
    const agree = (noted: Creation): void => {
      if (noted.digest === digest) return;
      const message = `this idempotency key was sent with another request, for ${noted.workflowId}: a new request needs a new key`;
      throw new Refusal('idempotency-key-reused', message);
    };
    const noted = await creations.find(key);
    if (noted !== null) {
      agree(noted);
      const workflow = await find(noted.workflowId);
      // A process may have died before it had put it on record.
      if (workflow !== null) return { workflow, isNew: false, diagnostics: await saidAtFirst(noted, text) };
    }
    const registered = await put(id, {
      accepted: async (warnings) => agree(await creations.note(key, { workflowId: id, digest, warnings })),
    });
    if (registered === null) throw noFreeId();
    return { workflow: await written(id, 1), isNew: !registered.unchanged, diagnostics: registered.diagnostics };
  };

  /** Also refuses to write what is removed, and what the caller has seen in another version. */
  const toWrite = async (id: string, { expected }: WriteAs): Promise<Kept> => {
    const newest = await newestOf(id);
    if (newest === null) throw unknownWorkflow(id);
    if (expected !== undefined && expected !== newest.version) throw changedMeanwhile(newest);
    return newest;
  };

  /** Whoever did not get the answer is told by the next one what was warned of. The same document may come as another
   * text, in which places are others. */
  const saidAtFirst = async ({ workflowId: id, warnings }: Creation, text: string): Promise<readonly Diagnostic[]> => {
    const first = warnings.length === 0 ? null : await versionOf(id, 1);
    return first?.record.text === text ? warnings : warnings.map(({ span: _span, ...each }) => each);
  };

  const update = async (id: string, change: Readonly<Record<string, Json>>, as: WriteAs): Promise<Written> => {
    const newest = await toWrite(id, as);
    if ((await catalog.removal(id)) !== null) throw new Refusal('workflow-not-found', `${id} was deleted`);
    const before = documentOf(newest.record);
    const document = documentOver(before, change);
    const changed = changedMembers(before, document);
    if (changed.length === 0) return { workflow: workflowOf(newest), isNew: false, diagnostics: [] };
    const version = newest.version + 1;
    const { createdBy, createdAt = newest.record.registeredAt } = newest.about;
    const about = aboutWorkflow(document, { createdBy, createdAt, by: as.by, changed });
    const text = JSON.stringify(document);
    const wanted = { name: id, version: String(version), text, format: 'json' } as const;
    try {
      const { unchanged, diagnostics } = await register(wanted, about);
      if (!unchanged) return { workflow: await written(id, version), isNew: true, diagnostics };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'version-conflict') throw withoutPlaces(error);
    }
    throw changedMeanwhile((await newestOf(id)) ?? newest);
  };

  const find = async (id: string, version?: number): Promise<CreatedWorkflow | null> => {
    const [kept, removed] = await Promise.all([
      version === undefined ? newestOf(id) : versionOf(id, version),
      catalog.removal(id),
    ]);
    return kept === null ? null : { ...workflowOf(kept), ...(removed !== null && { removed }) };
  };

  return {
    create,
    find,
    update,
    remove: async (id, as) => {
      const found = await find(id);
      // Deleted again, whatever the caller has seen of it.
      if (found?.removed !== undefined) return { isNew: false, workflow: found };
      await toWrite(id, as);
      const isNew = await catalog.remove(id, as.by);
      const workflow = await find(id);
      invariant(workflow !== null, 'what is removed stays on record');
      return { isNew, workflow };
    },
    versions: async (id, limit) => {
      const newest = await newestOf(id);
      if (newest === null) return null;
      const total = newest.version;
      const numbers = Array.from({ length: Math.min(limit, total) }, (_, i) => total - i);
      const found = await someAtATime(numbers, (number) => versionOf(id, number));
      const removed = await catalog.removal(id);
      const versions = found.map(({ version, about, record }) => {
        return { version, by: about.by, at: record.registeredAt, changed: about.changed };
      });
      return { versions, total, ...(removed !== null && { removed }) };
    },
    read: async (listed) =>
      await someAtATime(listed, async ({ workflowId: id, version, removed }) => {
        const kept = await reading(`${id}@${version}`, () => versionOf(id, version));
        return kept === null ? null : { ...workflowOf(kept), ...(removed !== undefined && { removed }) };
      }),
    list: async () => {
      const [newest, removals] = await Promise.all([catalog.newest(), catalog.removals()]);
      return newest
        .flatMap(({ name, version, registeredAt, about: packed }): readonly ListedWorkflow[] => {
          const about = unpackAbout(packed);
          if (about === null) return [];
          const { title, description, tags, actionNames, createdBy, createdAt = registeredAt } = about;
          const removed = removals.get(name);
          const listed = { workflowId: name, version: Number(version), title, description, tags, actionNames };
          const who = { createdBy, createdAt, updatedAt: registeredAt };
          return [{ ...listed, ...who, ...(removed !== undefined && { removed }) }];
        })
        .toSorted((a, b) => b.createdAt - a.createdAt || (a.workflowId < b.workflowId ? -1 : 1));
    },
  };
}

/** Without those of which nothing came. */
async function someAtATime<Asked, Found>(
  asked: readonly Asked[],
  read: (one: Asked) => Promise<Found | null>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (let from = 0; from < asked.length; from += readsAtATime) {
    const some = await Promise.all(asked.slice(from, from + readsAtATime).map(read));
    found.push(...some.filter((each) => each !== null));
  }
  return found;
}

function keptIn(record: CatalogRecord | null): Kept | null {
  const about = unpackAbout(record?.about);
  return record === null || about === null ? null : { record, about, version: Number(record.version) };
}

function workflowOf({ record, about, version }: Kept): CreatedWorkflow {
  const { createdBy, createdAt = record.registeredAt, by } = about;
  const when = { createdBy, createdAt, updatedBy: by, updatedAt: record.registeredAt };
  return { workflowId: record.name, version, document: documentOf(record), ...when };
}

function documentOf({ text, format }: Pick<CatalogRecord, 'text' | 'format'>): JsonObject {
  return documentIn(text, format);
}

/** Empty where the text is none: the checker says what is wrong with it. */
function documentIn(text: string, format: CatalogRecord['format']): JsonObject {
  const { source } = readSource(text, { format });
  const value = source === null ? null : jsonOf(source.root);
  return isObject(value) ? value : {};
}

/** Members are replaced by those given, and taken away where null is given. */
export function documentOver(before: JsonObject, change: Readonly<Record<string, Json>>): JsonObject {
  const kept = Object.entries(before).filter(([key]) => !Object.hasOwn(change, key));
  const given = Object.entries(change).filter(([, value]) => value !== null);
  return Object.fromEntries([...kept, ...given]);
}

function changedMembers(before: JsonObject, after: JsonObject): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => {
    const [one, other] = [own(before, key), own(after, key)];
    return one === undefined || other === undefined ? one !== other : !jsonEqual(one, other);
  });
}

/** The text was put together here: only its paths mean something to the caller. */
function withoutPlaces(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  return new Refusal(error.code, error.message, { diagnostics: error.diagnostics });
}

export function unknownWorkflow(id: string, version?: number): Refusal {
  const which = version === undefined ? '' : ` at version ${version}`;
  return new Refusal('workflow-not-found', `no workflow \`${id}\` was created here${which}`);
}

function changedMeanwhile({ record, version, about }: Kept): Refusal {
  const who = about.by === null ? '' : ` by ${about.by}`;
  const message = `${record.name} has been changed${who} and is at version ${version}; read it again, and send the change again if it still is wanted`;
  return new Refusal('workflow-changed', message);
}

function titleOf(document: JsonObject): string {
  const title = own(document, 'name');
  return typeof title === 'string' ? title : '';
}

function noFreeId(): Refusal {
  return new Refusal(
    'version-conflict',
    'no free id was found for this workflow; try again, with another key if it had one',
  );
}

function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
