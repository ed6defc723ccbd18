import { z } from 'zod';
import type { CatalogRecord } from '../../catalog/index.ts';

/** A definition is answered as it was registered; the language, not this surface, says what may be in it. */
export const workflowShape = z.looseObject({ name: z.string(), version: z.string() }).meta({ id: 'Workflow' });

export function workflowAnswer(record: CatalogRecord): object {
  // A definition that was registered without a version has been given one.
  const { name, version } = record;
  return { name, version, ...record.definition };
}
