import type { Client } from '@temporalio/client';
import type { LookupFunction } from 'node:net';
import { notificationOperations, notificationsName, refuseAddress, refuseResolved } from '../../activities/index.ts';
import type { ServiceAddress } from '../../activities/ports.ts';
import { createBoundedCache, createOwnWrites, createRecordStore, type StoredRecord } from '../catalog/index.ts';
import { ConfigError } from '../config/index.ts';
import { typeNames } from '../driver/index.ts';
import { Refusal } from '../problems/index.ts';
import { isList, isObject, type JsonObject } from '../std/index.ts';
import { configuredServices, nameOfVariable, tidyUrls, variableOf } from './configured-services.ts';
import type { ServiceRecord, ServiceRegistry } from './service-registry.ts';

export interface ServiceRegistryOptions {
  readonly client: Client;
  readonly env: NodeJS.ProcessEnv;
  /** How host names are resolved when a service is registered; as everywhere in this process without it. */
  readonly lookup?: LookupFunction;
  /** What is known of the services that are part of this program, by name: their operations. The notification channels
   * are among them always. */
  readonly builtIn?: Readonly<Record<string, JsonObject>>;
}

/** Each call of each execution asks: an address that moved is seen this much later. */
const rememberedMs = 2000;
const mostRemembered = 10_000;
const mostUrls = 32;
/** For the host names of a registration, all at once. */
const resolveMs = 1000;

const nameForm = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** Services as records in Temporal, under those that the environment names. */
export function createServiceRegistry({
  client,
  env,
  lookup,
  builtIn: given = {},
}: ServiceRegistryOptions): ServiceRegistry {
  const builtIn = { ...given, [notificationsName]: notificationOperations };
  const store = createRecordStore(client);
  const configured = configuredServices(env);
  const configuredAt = Date.now();
  const ownNames = new Map(Object.keys(builtIn).map((name) => [variableOf(name), name]));
  for (const [variable, name] of ownNames) {
    if (configured.has(variable)) throw new ConfigError(`${variable}: the service ${name} is built in; unset it.`);
  }
  const ownWrites = createOwnWrites<ServiceRecord>();
  const remembered = createBoundedCache<{ readonly until: number; readonly found: Promise<ServiceAddress | null> }>(
    mostRemembered,
  );

  const read = async (name: string): Promise<ServiceAddress | null> => {
    const stored = await store.read(typeNames.service, `svc:${name}`);
    if (stored === null) return null;
    const { baseUrls } = unpack(stored);
    return { name, baseUrls };
  };

  const find = async (name: string): Promise<ServiceAddress | null> => {
    const baseUrls = configured.get(variableOf(name));
    if (baseUrls !== undefined) return { name, baseUrls };
    if (Object.hasOwn(builtIn, name)) return { name, baseUrls: [] };
    if (!nameForm.test(name)) return null;
    const known = remembered.get(name);
    if (known !== undefined && known.until > Date.now()) return await known.found;
    // The question itself is remembered, so that many calls at once ask Temporal once.
    const found = read(name);
    remembered.set(name, { until: Date.now() + rememberedMs, found }, 1);
    found.catch(() => remembered.delete(name));
    return await found;
  };

  const register: ServiceRegistry['register'] = async ({ name, baseUrls: given, operations }) => {
    const baseUrls = tidyUrls(given);
    refuse(name, baseUrls);
    const own = ownNames.get(variableOf(name));
    if (own !== undefined) throw new Refusal('invalid-service-name', `the service ${own} is built in, under this name`);
    const options = { timeoutMs: resolveMs, ...(lookup !== undefined && { lookup }) };
    refuseAddresses(name, await Promise.all(baseUrls.map(async (url) => await refuseResolved(url, options))));
    const known = operations === undefined ? {} : { operations };
    await store.replace(typeNames.service, `svc:${name}`, { name, baseUrls, ...known });
    remembered.delete(name);
    const record: ServiceRecord = { name, baseUrls, registeredAt: Date.now(), origin: 'registered', ...known };
    ownWrites.note(name, record);
    return overridden(record);
  };

  const overridden = (record: ServiceRecord): ServiceRecord => {
    const baseUrls = configured.get(variableOf(record.name));
    return baseUrls === undefined ? record : { ...record, baseUrls, origin: 'configured' };
  };

  const list = async (): Promise<readonly ServiceRecord[]> => {
    const byName = new Map<string, ServiceRecord>();
    // A record that was written over may still be listed beside its successor; what this process wrote is the latest
    // that it knows.
    const listed = (await store.list(typeNames.service))
      .map(unpack)
      .toSorted((a, b) => a.registeredAt - b.registeredAt);
    for (const record of [...listed, ...ownWrites.recent()]) byName.set(record.name, overridden(record));
    const taken = new Set([...byName.keys()].map(variableOf));
    for (const [variable, baseUrls] of configured) {
      if (taken.has(variable)) continue;
      const name = nameOfVariable(variable);
      byName.set(name, { name, baseUrls, registeredAt: configuredAt, origin: 'configured' });
    }
    for (const [name, operations] of Object.entries(builtIn)) {
      byName.set(name, { name, baseUrls: [], registeredAt: configuredAt, origin: 'built-in', operations });
    }
    return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  };

  return { register, find, list };
}

function refuse(name: string, baseUrls: readonly string[]): void {
  if (!nameForm.test(name)) {
    throw new Refusal(
      'invalid-service-name',
      'the name of a service is 1 to 128 letters, digits, `_`, `-` and `.`, the first a letter or digit',
    );
  }
  if (baseUrls.length === 0 || baseUrls.length > mostUrls) {
    throw new Refusal('service-address-refused', `a service has 1 to ${mostUrls} addresses, not ${baseUrls.length}`);
  }
  refuseAddresses(name, baseUrls.map(refuseAddress));
}

/** By their places and not by their texts, which may hold a password. */
function refuseAddresses(name: string, found: readonly (string | null)[]): void {
  const reasons = found.flatMap((reason, at) => (reason === null ? [] : [`address ${at + 1} of ${name} ${reason}`]));
  if (reasons.length > 0) throw new Refusal('service-address-refused', reasons.join('; '));
}

function unpack({ id, content, writtenAt }: StoredRecord): ServiceRecord {
  const { baseUrls, operations } = content as JsonObject;
  return {
    name: id.slice('svc:'.length),
    baseUrls: isList(baseUrls) ? baseUrls.map(String) : [],
    registeredAt: writtenAt,
    origin: 'registered',
    ...(isObject(operations) && { operations }),
  };
}
