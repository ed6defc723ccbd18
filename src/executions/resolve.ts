import { ApplicationFailure } from '@temporalio/common';
import type { Catalog } from '../catalog/index.ts';
import type { ExecutionInput, ResolveRequest } from '../driver/index.ts';
import { Refusal } from '../problems/index.ts';
import { findWorkflow } from './find-workflow.ts';
import { createPreparedWorkflows } from './prepared-workflow.ts';

/** The local activity behind a start with bare inputs: the newest plan of that name. What is refused fails the
 * execution; Temporal being away is tried again. */
export function createResolve({
  catalog,
}: {
  readonly catalog: Catalog;
}): (request: ResolveRequest) => Promise<ExecutionInput> {
  const workflows = createPreparedWorkflows();
  return async ({ name, inputs }) => {
    try {
      return workflows.inputOf(await findWorkflow(catalog, name, undefined), inputs);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'temporal-unavailable') throw error;
      const details = error.diagnostics.map(({ code, message, path }) => ({ code, message, path }));
      throw ApplicationFailure.nonRetryable(error.message, error.code, ...details);
    }
  };
}
