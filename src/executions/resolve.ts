import { ApplicationFailure } from '@temporalio/common';
import type { Catalog } from '../catalog/index.ts';
import type { ExecutionInput, ResolveRequest } from '../driver/index.ts';
import { Refusal } from '../problems/index.ts';
import { findWorkflow } from './find-workflow.ts';
import { createPreparedWorkflows } from './prepared-workflow.ts';

/** The local activity behind a start without a plan: the newest of that name, or the one of a version. What is refused
 * fails the execution; Temporal being away is tried again. */
export function createResolve({
  catalog,
}: {
  readonly catalog: Catalog;
}): (request: ResolveRequest) => Promise<ExecutionInput> {
  const workflows = createPreparedWorkflows();
  return async ({ name, version, inputs }) => {
    try {
      return workflows.inputOf(await findWorkflow(catalog, name, version), inputs);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'temporal-unavailable') throw error;
      const details = error.diagnostics.map(({ code, message, path }) => ({ code, message, path }));
      const [first] = details;
      const message = first === undefined ? error.message : `${error.message}: ${first.message}`;
      throw ApplicationFailure.nonRetryable(message, error.code, ...details);
    }
  };
}
