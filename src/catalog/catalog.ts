import type { Diagnostic } from '../problems/index.ts';
import type { JsonObject } from '../std/index.ts';

export interface CatalogRecord {
  readonly name: string;
  readonly version: string;
  /** As it was registered, parsed; its version as text. */
  readonly definition: JsonObject;
  /** As it was registered, to the letter, and how to read it. */
  readonly text: string;
  readonly format: 'yaml' | 'json';
  readonly digest: string;
  readonly registeredAt: number;
}

export interface Registered {
  readonly name: string;
  readonly version: string;
  /** The same content again changes nothing and moves nothing. */
  readonly unchanged: boolean;
  /** Warnings only. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Definitions on record, each version immutable. */
export interface Catalog {
  /** Refuses what the checker refuses (`definition-rejected`, with every diagnostic) and other content under a version
   * that is on record (`version-conflict`). */
  readonly register: (text: string, format: 'yaml' | 'json') => Promise<Registered>;
  /** The newest where no version is named: the one registered last. */
  readonly find: (name: string, version?: string) => Promise<CatalogRecord | null>;
  /** The newest version of each, by name. */
  readonly list: () => Promise<readonly CatalogRecord[]>;
}
