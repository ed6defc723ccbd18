import { createHash, randomBytes } from 'node:crypto';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Catalog, CatalogRecord } from '../catalog/index.ts';
import { mostPacked, packedSize } from '../codec/index.ts';
import { envelopeOf, type ExecutionMemo } from '../driver/index.ts';
import { diagnostic, Refusal } from '../problems/index.ts';
import { canonicalJson, jsonBeyond } from '../std/index.ts';
import type { Started, StartRequest } from './executions.ts';
import { findExecution } from './find-execution.ts';
import { findWorkflow } from './find-workflow.ts';
import { type OutcomeAttribute, withAttributes } from './outcome-attribute.ts';
import { type PreparedWorkflows, writeInput } from './prepared-workflow.ts';
import { startWorkflow } from './start-workflow.ts';

export interface StartPorts {
  readonly client: Client;
  readonly catalog: Catalog;
  readonly workflows: PreparedWorkflows;
  readonly outcomes: OutcomeAttribute;
}

const idForm = /^[A-Za-z0-9._-]{1,128}$/;

/** Beyond what the language takes; asked before the inputs are walked recursively. */
const deepest = { depth: 200, size: 16 * 1024 * 1024 };

/** Executions that start each other by steps which call the orchestrator. */
export const deepestStarts = 10;

/** An execution that was acknowledged exists. */
export async function startExecution(
  { client, catalog, workflows, outcomes }: StartPorts,
  request: StartRequest,
): Promise<Started> {
  if (request.executionId !== undefined && request.idempotencyKey !== undefined) throw twoNames();
  const executionId = idFor(request);
  if (jsonBeyond(request.inputs, deepest) !== null) throw tooLarge('the inputs are too large or nested too deep');
  const finding = findWorkflow(catalog, request.workflowName, request.version);
  // What is wrong with it counts only where it is asked for, below.
  finding.catch(() => undefined);
  // Before anything else: a request that comes again is the same execution, whatever is on record by then.
  const before = await startedBefore(client, executionId, request);
  if (before !== null) return before;

  const record = await finding;
  const refusal = request.refuse?.(record) ?? null;
  if (refusal !== null) throw refusal;
  const { plan, others } = await workflows.inputOf(record, request.inputs);
  const written = writeInput(plan, await withAttributes(others, outcomes));
  refuseTooLarge(record, await packedSize(written));
  const { name, version } = record;
  const depth = request.startedBy === undefined ? 0 : await depthBelow(client, request.startedBy);
  const memo: ExecutionMemo = {
    version,
    ...(request.idempotencyKey !== undefined && { request: digestOf(request) }),
    ...(depth > 0 && { depth }),
  };
  try {
    const started = { name, version, envelope: envelopeOf(written) };
    await startWorkflow(client, executionId, started, { memo, priority: request.priority });
    return { executionId, workflowName: name, version, isNew: true };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const meanwhile = await startedBefore(client, executionId, request);
    if (meanwhile !== null) return meanwhile;
    throw taken(executionId);
  }
}

async function startedBefore(client: Client, executionId: string, request: StartRequest): Promise<Started | null> {
  if (request.idempotencyKey === undefined) return null;
  const there = await findExecution(client, executionId);
  if (there === null) return null;
  const memo = (there.memo ?? {}) as Partial<ExecutionMemo>;
  if (memo.request === digestOf(request)) {
    return { executionId, workflowName: there.type, version: memo.version ?? '', isNew: false };
  }
  throw new Refusal(
    'idempotency-key-reused',
    `this idempotency key has started ${executionId} (${there.type}) by another request: a new request needs a new key`,
  );
}

/** An execution that starts itself, and so on, would never end. Sub-workflows and retries have the depth of the execution
 * with whose id theirs begins. */
async function depthBelow(client: Client, startedBy: string): Promise<number> {
  const [root = startedBy] = startedBy.split('~', 1);
  const above = await findExecution(client, root);
  const depth = (((above?.memo ?? {}) as Partial<ExecutionMemo>).depth ?? 0) + 1;
  if (depth <= deepestStarts) return depth;
  const message = `${startedBy} stands below ${deepestStarts} executions that started each other, which is the limit`;
  throw new Refusal('started-too-deep', message);
}

/** Each of the two makes a start unique by itself; together one key could start several executions. */
function twoNames(): Refusal {
  const message = 'give an execution_id or an idempotency key, not both: either one makes the start unique by itself';
  return new Refusal('request-rejected', message, {
    diagnostics: [diagnostic('unfit-field', message, { path: 'execution_id' })],
  });
}

/** The same key always gives the same id, so Temporal itself keeps the second start out. */
function idFor({ executionId, idempotencyKey }: StartRequest): string {
  if (executionId !== undefined) {
    if (idForm.test(executionId) && !executionId.startsWith('baton.')) return executionId;
    throw new Refusal(
      'invalid-execution-id',
      'an execution id is 1 to 128 letters, digits, dots, hyphens and underscores, and does not begin with `baton.`',
    );
  }
  if (idempotencyKey === undefined) return `exec_${randomBytes(10).toString('hex')}`;
  return `exec_${sha256(idempotencyKey).slice(0, 32)}`;
}

function digestOf({ workflowName, version, inputs, idempotencyKey, priority }: StartRequest): string {
  // Requests that say nothing of it have the digest that they always had.
  const more = priority === undefined ? [] : [priority];
  return sha256(canonicalJson([workflowName, version ?? null, inputs, idempotencyKey ?? null, ...more]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function taken(executionId: string): Refusal {
  return new Refusal('execution-exists', `there is an execution \`${executionId}\` already; choose another id`);
}

/** `bytes`: packed, as it travels. */
export function refuseTooLarge({ name, version }: Pick<CatalogRecord, 'name' | 'version'>, bytes: number): void {
  if (bytes <= mostPacked) return;
  throw tooLarge(
    `the plan of ${name} ${version} and these inputs have ${bytes} bytes together, packed; ${mostPacked} is the most`,
  );
}

function tooLarge(message: string): Refusal {
  return new Refusal('inputs-rejected', message, {
    diagnostics: [diagnostic('inputs-too-large', message, { path: 'inputs' })],
  });
}
