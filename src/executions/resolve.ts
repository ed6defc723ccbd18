import { ApplicationFailure, type RawValue } from '@temporalio/common';
import type { Catalog } from '../catalog/index.ts';
import { asEnvelope, type ResolveRequest } from '../driver/index.ts';
import { Refusal } from '../problems/index.ts';
import { findWorkflow } from './find-workflow.ts';
import { type OutcomeAttribute, withAttributes } from './outcome-attribute.ts';
import { createPreparedWorkflows } from './prepared-workflow.ts';
import { refuseTooLarge } from './start-execution.ts';

/** The local activity behind a start without a plan: the newest of that name, or the one of a version. What is refused
 * fails the execution; Temporal being away is tried again. */
export function createResolve({
  catalog,
  allowedQueues,
  outcomes,
}: {
  readonly catalog: Catalog;
  readonly outcomes: OutcomeAttribute;
  readonly allowedQueues?: ReadonlySet<string> | undefined;
}): (request: ResolveRequest) => Promise<RawValue> {
  const workflows = createPreparedWorkflows(allowedQueues);
  return async ({ name, version, inputs }) => {
    try {
      const found = await findWorkflow(catalog, name, version);
      const input = await withAttributes(workflows.inputOf(found, inputs), outcomes);
      refuseTooLarge(input);
      return asEnvelope(input);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'temporal-unavailable') throw error;
      const details = error.diagnostics.map(({ code, message, path }) => ({ code, message, path }));
      const [first] = details;
      const message = first === undefined ? error.message : `${error.message}: ${first.message}`;
      throw ApplicationFailure.nonRetryable(message, error.code, ...details);
    }
  };
}
