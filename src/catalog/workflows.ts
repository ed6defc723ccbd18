import type { Diagnostic } from '../problems/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import type { Removed } from './catalog.ts';

/** Who asks, as a plain id that nobody has verified; null where nobody is named. */
export type Author = string | null;

/** A workflow that was created here: a document in the notation of actions, on record in the catalog under a generated id,
 * with the versions 1, 2, 3 and so on. */
export interface CreatedWorkflow {
  readonly workflowId: string;
  readonly version: number;
  /** As its author wrote it, parsed. */
  readonly document: JsonObject;
  readonly createdBy: Author;
  readonly createdAt: number;
  /** Of this version. */
  readonly updatedBy: Author;
  readonly updatedAt: number;
  readonly removed?: Removed;
}

/** What a list and a search look at, without the document. Long texts are cut. */
export interface ListedWorkflow {
  readonly workflowId: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly actionNames: readonly string[];
  readonly createdBy: Author;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly removed?: Removed;
}

export interface WorkflowVersion {
  readonly version: number;
  readonly by: Author;
  readonly at: number;
  /** The members of the document that are others than in the version before; all of them in the first one. */
  readonly changed: readonly string[];
}

export interface VersionPage {
  /** The newest first. */
  readonly versions: readonly WorkflowVersion[];
  readonly total: number;
  readonly removed?: Removed;
}

export interface CreateRequest {
  readonly text: string;
  readonly format: 'yaml' | 'json';
  /** The text was put together for the caller: of what is wrong with it, only paths mean something. */
  readonly isMade?: boolean;
  readonly by: Author;
  /** The same key with the same text is the same workflow. */
  readonly idempotencyKey?: string;
}

export interface Written {
  readonly workflow: CreatedWorkflow;
  /** False where nothing had to be written. */
  readonly isNew: boolean;
  /** Warnings only. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface WriteAs {
  readonly by: Author;
  /** The version that the caller has seen: any other is refused (`workflow-changed`). */
  readonly expected?: number;
}

/** The port behind `/workflows`. An id that is on record but was not created here is none of its own. */
export interface Workflows {
  readonly create: (request: CreateRequest) => Promise<Written>;
  /** Null where there is none of that id, or no such version of it. */
  readonly find: (workflowId: string, version?: number) => Promise<CreatedWorkflow | null>;
  /** Members of the document are replaced by those given, and taken away where null is given. Two changes of one version
   * are never both taken: the second is refused (`workflow-changed`). */
  readonly update: (workflowId: string, change: Readonly<Record<string, Json>>, as: WriteAs) => Promise<Written>;
  /** False where it was removed before. */
  readonly remove: (
    workflowId: string,
    as: WriteAs,
  ) => Promise<{ readonly isNew: boolean; readonly workflow: CreatedWorkflow }>;
  readonly versions: (workflowId: string, limit: number) => Promise<VersionPage | null>;
  /** All of them, removed ones too; those created last come first. */
  readonly list: () => Promise<readonly ListedWorkflow[]>;
  /** Those of a list, as it has them; one that is gone from Temporal meanwhile is left out. What is listed again costs no
   * question. */
  readonly read: (listed: readonly ListedWorkflow[]) => Promise<readonly CreatedWorkflow[]>;
}
