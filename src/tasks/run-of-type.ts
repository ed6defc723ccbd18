import { type Catalog, createBoundedCache } from '../catalog/index.ts';
import type { TaskRun } from '../fleet/index.ts';
import { isObject } from '../std/index.ts';
import type { ServiceRegistry } from '../services/index.ts';

/** Each task of each bot asks: what was registered or deleted is seen this much later. */
const rememberedMs = 2_000;
const mostRemembered = 10_000;

const workflowForm = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** The last dot divides: a service's name may hold some, and a method's, as a type names it, holds none. */
const methodForm = /^(?<service>[A-Za-z0-9][A-Za-z0-9_.-]*)\.(?<method>[A-Za-z0-9_-]+)$/;

export interface RunOfTypePorts {
  readonly catalog: Pick<Catalog, 'find' | 'removal'>;
  readonly services: Pick<ServiceRegistry, 'find' | 'list'>;
}

/** Whether a task's type is the name of a workflow on record, or `service.method` of a service that is known; null where it is
 * neither. Where the methods of a service are known, others of it are none. */
export function createRunOfType({ catalog, services }: RunOfTypePorts): (type: string) => Promise<TaskRun | null> {
  const remembered = createBoundedCache<{ readonly until: number; readonly run: Promise<TaskRun | null> }>(
    mostRemembered,
  );
  let listed: { readonly until: number; readonly methods: Promise<KnownMethods> } | null = null;

  const knownMethods = async (): Promise<KnownMethods> => {
    if (listed === null || listed.until <= Date.now()) {
      const methods = readMethods(services);
      listed = { until: Date.now() + rememberedMs, methods };
      methods.catch(() => (listed = null));
    }
    return await listed.methods;
  };

  const find = async (type: string): Promise<TaskRun | null> => {
    if (workflowForm.test(type)) {
      const found = await catalog.find(type);
      // Only what was created with something beside it can be removed; of all else Temporal is not asked.
      const isThere = found !== null && (found.about === undefined || (await catalog.removal(type)) === null);
      return isThere ? { kind: 'workflow', name: type } : null;
    }
    const { service, method } = methodForm.exec(type)?.groups ?? {};
    if (service === undefined || method === undefined || (await services.find(service)) === null) return null;
    const methods = (await knownMethods()).get(service);
    return methods === undefined || methods.has(method) ? { kind: 'service', service, method } : null;
  };

  return async (type) => {
    const known = remembered.get(type);
    if (known !== undefined && known.until > Date.now()) return await known.run;
    // The question itself is remembered, so that many tasks at once ask Temporal once.
    const run = find(type);
    remembered.set(type, { until: Date.now() + rememberedMs, run }, 1);
    run.catch(() => remembered.delete(type));
    return await run;
  };
}

/** By service; of others nothing is known. */
type KnownMethods = ReadonlyMap<string, ReadonlySet<string>>;

async function readMethods(services: RunOfTypePorts['services']): Promise<KnownMethods> {
  const known = (await services.list()).flatMap(({ name, operations }) =>
    isObject(operations) ? [[name, new Set(Object.keys(operations))] as const] : [],
  );
  return new Map(known);
}
