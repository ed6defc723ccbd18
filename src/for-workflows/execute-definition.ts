import {
  ApplicationFailure,
  ChildWorkflowFailure,
  executeChild,
  ParentClosePolicy,
  type ChildWorkflowOptions,
} from '@temporalio/workflow';

/** What a workflow of another team starts a definition with. It needs nothing of Baton but this file, which imports
 * nothing of Baton either. */

export interface DefinitionOptions extends Pick<
  ChildWorkflowOptions,
  'workflowId' | 'cancellationType' | 'parentClosePolicy' | 'workflowIdReusePolicy' | 'priority'
> {
  /** Of the definition; the newest where none is given. */
  readonly version?: string;
  /** Baton's, unless its workers have been given another. */
  readonly taskQueue?: string;
}

/** Runs a Baton definition as a child of the calling workflow: its inputs in, its outputs out. It fails as any child does;
 * `definitionFailure` says why. A cancel of the caller, or its end, cancels the execution, which then undoes what it
 * did; but for one that has outgrown its first history meanwhile, to which Temporal does not pass a child's cancel on:
 * cancel that by its id. */
export async function executeDefinition<Inputs extends object = Record<string, unknown>, Result = unknown>(
  name: string,
  inputs: Inputs,
  { version, ...options }: DefinitionOptions = {},
): Promise<Result> {
  const result: unknown = await executeChild(name, {
    taskQueue: 'baton',
    // Temporal's own default would end it without a chance to undo anything.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    ...options,
    args: [inputs],
    ...(version !== undefined && { memo: { version } }),
  });
  return result as Result;
}

export interface DefinitionFailure {
  /** One of Baton's codes. */
  readonly code: string;
  readonly message: string;
  /** The id of the step that failed, where it was one. */
  readonly step?: string;
}

/** Why a definition failed, of an error that `executeDefinition` threw; null where it is none of a definition's failures:
 * a cancel, say. */
export function definitionFailure(error: unknown): DefinitionFailure | null {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) return null;
  const [detail] = cause.details ?? [];
  const step = (detail as { readonly step?: unknown } | null | undefined)?.step;
  return { code: cause.type ?? '', message: cause.message, ...(typeof step === 'string' && { step }) };
}
