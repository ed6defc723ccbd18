import type { Catalog, CatalogRecord } from '../catalog/index.ts';
import { nearest, Refusal } from '../problems/index.ts';
import { isoTime } from '../std/index.ts';

/** The version asked for, or the newest as Temporal tells it; refused with the nearest right name. */
export async function findWorkflow(
  catalog: Catalog,
  name: string,
  version: string | undefined,
): Promise<CatalogRecord> {
  const found = version === undefined ? await catalog.glance(name) : await catalog.find(name, version);
  if (found !== null) {
    // Only what was created with something beside it can be removed; of all else Temporal is not asked.
    const removed = found.about === undefined ? null : await catalog.removal(name);
    if (removed === null) return found;
    const by = removed.by === null ? '' : ` by ${removed.by}`;
    throw new Refusal('workflow-not-found', `\`${name}\` was deleted${by} on ${isoTime(removed.at)}`);
  }
  if (version !== undefined && (await catalog.find(name)) !== null) {
    throw new Refusal('workflow-not-found', `${name} has no version ${version} on record`);
  }
  const near = nearest(
    name,
    (await catalog.list()).map((each) => each.name),
  );
  const hint = near === null ? '' : `; did you mean \`${near}\`?`;
  throw new Refusal('workflow-not-found', `no workflow \`${name}\` is on record${hint}`);
}
