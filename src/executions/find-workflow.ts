import type { Catalog, CatalogRecord } from '../catalog/index.ts';
import { nearest, Refusal } from '../problems/index.ts';

/** The version asked for, or the newest; refused with the nearest right name. */
export async function findWorkflow(
  catalog: Catalog,
  name: string,
  version: string | undefined,
): Promise<CatalogRecord> {
  const found = await catalog.find(name, version);
  if (found !== null) return found;
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
