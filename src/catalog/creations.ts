import { createHash } from 'node:crypto';
import { typeNames } from '../driver/index.ts';
import type { Diagnostic } from '../problems/index.ts';
import { invariant, own } from '../std/index.ts';
import type { RecordStore, StoredRecord } from './record-store.ts';

/** What an idempotency key was first sent with. */
export interface Creation {
  readonly workflowId: string;
  /** Tells the document that was sent from all others. */
  readonly digest: string;
  /** What was said of it; records of earlier builds do not know. */
  readonly warnings: readonly Diagnostic[];
}

/** Which key creates which workflow. A record of its own, which never changes: whoever writes it first has said it. */
export interface Creations {
  readonly find: (key: string) => Promise<Creation | null>;
  /** What the key stands for from now on: what it stood for before, if anything. */
  readonly note: (key: string, creation: Creation) => Promise<Creation>;
}

export function createCreations(store: RecordStore): Creations {
  const find = async (key: string): Promise<Creation | null> => {
    const stored = await store.read(typeNames.creation, recordId(key));
    return stored === null ? null : creationIn(stored);
  };
  return {
    find,
    note: async (key, { workflowId, digest, warnings }) => {
      const said = warnings.length > 0 && { warnings: JSON.stringify(warnings) };
      await store.create(typeNames.creation, recordId(key), { workflow: workflowId, digest, ...said });
      const noted = await find(key);
      invariant(noted !== null, 'what has been put on record is there');
      return noted;
    },
  };
}

function recordId(key: string): string {
  return `made:${createHash('sha256').update(key).digest('hex')}`;
}

function creationIn({ content }: StoredRecord): Creation {
  const [workflowId, digest] = [own(content, 'workflow'), own(content, 'digest')];
  invariant(typeof workflowId === 'string' && typeof digest === 'string', 'a creation has a workflow and a digest');
  const said = own(content, 'warnings');
  const warnings = typeof said === 'string' ? (JSON.parse(said) as readonly Diagnostic[]) : [];
  return { workflowId, digest, warnings };
}
