import type { Notation } from '../language/index.ts';
import type { ForCheck, NotPrepared } from '../preparing/index.ts';
import type { Diagnostic } from '../problems/index.ts';
import type { JsonObject } from '../std/index.ts';

export interface CatalogRecord {
  readonly name: string;
  readonly version: string;
  /** What its text is written in; records of earlier builds hold definitions. */
  readonly notation: Notation;
  /** As it was registered, parsed, its version as text; of another notation, the definition that it comes to. */
  readonly definition: JsonObject;
  /** As it was registered, to the letter, and how to read it. */
  readonly text: string;
  readonly format: 'yaml' | 'json';
  readonly digest: string;
  readonly registeredAt: number;
  /** Names of the events that its steps wait for; records of earlier builds have none. */
  readonly events?: readonly string[];
  /** What whoever has registered it wanted kept beside it. */
  readonly about?: JsonObject;
}

/** How a text is to be read, where it does not say so itself. */
export interface TextOptions {
  /** What it must be written in; told by the text otherwise. */
  readonly notation?: Notation | undefined;
  /** The name, where its notation knows none: that of a file, or of a place in the API. */
  readonly name?: string | undefined;
}

/** What is told of a registration besides its text. */
export interface RegisterAs extends TextOptions {
  /** Where the text has none; otherwise the first number that is free. */
  readonly version?: string;
  /** Kept beside the text, and read without unpacking that. */
  readonly about?: JsonObject;
  /** Told the warnings once nothing else is wrong with the text, before anything is written: what it throws is thrown. */
  readonly accepted?: (warnings: readonly Diagnostic[]) => Promise<void>;
}

/** The newest version of a name, without its definition. */
export type NewestVersion = Pick<CatalogRecord, 'name' | 'version' | 'registeredAt' | 'about'>;

/** Nobody can start it any more; its versions and its executions stay, and what failed can be retried. */
export interface Removed {
  /** A plain id that nobody has verified; null where nobody was named. */
  readonly by: string | null;
  readonly at: number;
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
  readonly check: (text: string, format: 'yaml' | 'json', options?: TextOptions) => Promise<Checked>;
  /** A text whose notation knows no versions becomes the newest one, unless that has the same content; a definition of ours
   * moves nothing where any version has it. Refuses what the checker refuses (`definition-rejected`, with every diagnostic) and other content under a version
   * that is on record (`version-conflict`). */
  readonly register: (text: string, format: 'yaml' | 'json', as?: RegisterAs) => Promise<Registered>;
  /** The newest where no version is named: the one registered last. */
  readonly find: (name: string, version?: string) => Promise<CatalogRecord | null>;
  /** The newest, as Temporal tells it where it is asked for often: some milliseconds after another process has registered
   * one, at once after this one has. */
  readonly glance: (name: string) => Promise<CatalogRecord | null>;
  /** The newest version of each that is not removed, by name. */
  readonly list: () => Promise<readonly CatalogRecord[]>;
  /** The same of all, removed ones too, and without reading them. */
  readonly newest: () => Promise<readonly NewestVersion[]>;
  /** From now on nobody can start it. False where it was removed before. */
  readonly remove: (name: string, by: string | null) => Promise<boolean>;
  /** Null where it is not removed. */
  readonly removal: (name: string) => Promise<Removed | null>;
  /** By name. */
  readonly removals: () => Promise<ReadonlyMap<string, Removed>>;
  /** Names of the workflows of which some version waits for an event of that name. */
  readonly waitingFor: (event: string) => Promise<readonly string[]>;
}
