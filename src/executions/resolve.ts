import { ApplicationFailure, type RawValue } from '@temporalio/common';
import type { Catalog } from '../catalog/index.ts';
import { packedSize } from '../codec/index.ts';
import { asEnvelope, envelopeOf, type ResolveRequest } from '../driver/index.ts';
import { Refusal } from '../problems/index.ts';
import { findWorkflow } from './find-workflow.ts';
import { type OutcomeAttribute, withAttributes } from './outcome-attribute.ts';
import { createPreparedWorkflows, type PreparedWorkflowsOptions, writeInput } from './prepared-workflow.ts';
import { refuseTooLarge } from './start-execution.ts';
import { taskCall } from './task-call.ts';

/** What may be otherwise a moment later. */
const passing: ReadonlySet<string> = new Set(['temporal-unavailable', 'overloaded']);

/** The local activity behind a start without a plan: the newest of that name, or the one of a version. What is refused
 * fails the execution; Temporal being away is tried again. */
export function createResolve({
  catalog,
  outcomes,
  ...options
}: {
  readonly catalog: Catalog;
  readonly outcomes: OutcomeAttribute;
} & PreparedWorkflowsOptions): (request: ResolveRequest) => Promise<RawValue> {
  const workflows = createPreparedWorkflows(options);
  return async ({ name, version, inputs, offered, call }) => {
    try {
      if (call !== undefined) return asEnvelope(await withAttributes(taskCall(call, inputs), outcomes));
      const record = await findWorkflow(catalog, name, version);
      const { plan, others } = await workflows.inputOf(record, inputs, offered);
      const written = writeInput(plan, await withAttributes(others, outcomes));
      refuseTooLarge(record, await packedSize(written));
      return envelopeOf(written);
    } catch (error) {
      if (!(error instanceof Refusal) || passing.has(error.code)) throw error;
      const details = error.diagnostics.map(({ code, message, path }) => ({ code, message, path }));
      const [first] = details;
      const message = first === undefined ? error.message : `${error.message}: ${first.message}`;
      throw ApplicationFailure.nonRetryable(message, error.code, ...details);
    }
  };
}
