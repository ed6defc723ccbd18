import { gunzipSync, gzipSync } from 'node:zlib';
import { invariant, isObject, type JsonObject, own } from '../std/index.ts';
import type { CatalogRecord } from './catalog.ts';
import type { StoredRecord } from './record-store.ts';

/** How a definition lies in a record's memo. What a list or Temporal's own pages can show stands first-level, the
 * content is compressed: a memo holds two megabytes at most. */

/** Characters of the compressed content, in base64. */
export const longestContent = 1_900_000;

const form = /^def:([A-Za-z][A-Za-z0-9_-]{0,127})@([A-Za-z0-9][A-Za-z0-9._+-]{0,63})$/;

/** Null where the name or the version is one that no definition can have. */
export function definitionId(name: string, version: string): string | null {
  const id = `def:${name}@${version}`;
  return form.test(id) ? id : null;
}

export function newestId(name: string): string | null {
  return definitionId(name, '1') === null ? null : `def:${name}`;
}

export type NewDefinition = Omit<CatalogRecord, 'registeredAt'>;

export function packDefinition({
  name,
  version,
  definition,
  text,
  format,
  digest,
}: NewDefinition): JsonObject & { readonly content: string } {
  const content = gzipSync(JSON.stringify({ text, definition })).toString('base64');
  const steps = own(definition, 'steps');
  return { name, version, format, digest, steps: Array.isArray(steps) ? steps.length : 0, content };
}

/** Also says what to weigh it with in a cache. */
export function unpackDefinition(stored: StoredRecord): { readonly record: CatalogRecord; readonly weight: number } {
  const json = gunzipSync(Buffer.from(textIn(stored, 'content'), 'base64')).toString();
  const { text, definition } = JSON.parse(json) as { readonly text: string; readonly definition: JsonObject };
  invariant(typeof text === 'string' && isObject(definition), `the record ${stored.id} holds a definition`);
  return {
    weight: json.length,
    record: {
      name: textIn(stored, 'name'),
      version: textIn(stored, 'version'),
      definition,
      text,
      format: textIn(stored, 'format') === 'json' ? 'json' : 'yaml',
      digest: textIn(stored, 'digest'),
      registeredAt: stored.writtenAt,
    },
  };
}

/** The record that says which version is the newest: the one registered last, by Temporal's clock. */
export interface Newest {
  readonly name: string;
  readonly version: string;
  readonly registeredAt: number;
}

export function packNewest({ version, registeredAt }: CatalogRecord): JsonObject {
  return { version, registeredAt };
}

export function unpackNewest(stored: StoredRecord): Newest {
  const name = stored.id.slice('def:'.length);
  return { name, version: textIn(stored, 'version'), registeredAt: Number(own(stored.content, 'registeredAt')) };
}

function textIn({ id, content }: StoredRecord, key: string): string {
  const value = own(content, key);
  invariant(typeof value === 'string', `the record ${id} has a text \`${key}\``);
  return value;
}
