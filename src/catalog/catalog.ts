import type { ForCheck, NotPrepared } from '../preparing/index.ts';
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
  /** Names of the events that its steps wait for; records of earlier builds have none. */
  readonly events?: readonly string[];
}

export interface Registered {
  readonly name: string;
  readonly version: string;
  /** The same content again changes nothing and moves nothing. */
  readonly unchanged: boolean;
  /** Warnings only. */
  readonly diagnostics: readonly Diagnostic[];
}

export type Checked =
  | NotPrepared
  | (Pick<ForCheck, 'summary' | 'diagnostics' | 'inputProblems'> & {
      readonly kind: 'check';
      /** What registering it would come to: conflict where its version is on record with other content. */
      readonly registration: 'new' | 'unchanged' | 'conflict';
    });

/** Definitions on record, each version immutable. */
export interface Catalog {
  /** What registering it would say, without putting it on record; in JSON, inputs may stand beside it. */
  readonly check: (text: string, format: 'yaml' | 'json') => Promise<Checked>;
  /** Refuses what the checker refuses (`definition-rejected`, with every diagnostic) and other content under a version
   * that is on record (`version-conflict`). */
  readonly register: (text: string, format: 'yaml' | 'json') => Promise<Registered>;
  /** The newest where no version is named: the one registered last. */
  readonly find: (name: string, version?: string) => Promise<CatalogRecord | null>;
  /** The newest version of each, by name. */
  readonly list: () => Promise<readonly CatalogRecord[]>;
  /** Names of the workflows of which some version waits for an event of that name. */
  readonly waitingFor: (event: string) => Promise<readonly string[]>;
}
