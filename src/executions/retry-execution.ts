import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { packedBytes } from '../codec/index.ts';
import { asEnvelope, engineNumber, type ExecutionInput, signalNames } from '../driver/index.ts';
import { type Carried, newState, type StepState } from '../engine/index.ts';
import type { Plan, PlanStep } from '../plan/index.ts';
import { Refusal } from '../problems/index.ts';
import { setOwn } from '../std/index.ts';
import type { Retried, RetryUnless } from './executions.ts';
import { findExecution } from './find-execution.ts';
import { type HistoryEvent, millisecondsOf } from './history-values.ts';
import { type Observed, observe } from './observe.ts';
import { type OutcomeAttribute, withAttributes } from './outcome-attribute.ts';
import { readHistory } from './read-history.ts';
import { decideHeld } from './signal-execution.ts';
import { refuseTooLarge } from './start-execution.ts';
import { startWorkflow } from './start-workflow.ts';

export interface RetryPorts {
  readonly client: Client;
  readonly outcomes: OutcomeAttribute;
  readonly allowedQueues: ReadonlySet<string> | undefined;
}

type RetriedOf = Retried & { readonly workflowName: string };

const mostRetries = 1000;

const retryForm = /~retry(\d+)$/;

/** One that is held goes on itself. Of one that has ended badly a new one runs, with keys of its own, which takes over
 * what completed and was not undone: in the newest of its retries, if there is one. */
export async function retryExecution(
  { client, outcomes, allowedQueues }: RetryPorts,
  asked: string,
  { notRetriedSince }: RetryUnless = {},
): Promise<RetriedOf> {
  const first = asked.replace(retryForm, '');
  const known = await findExecution(client, asked);
  if (known === null) throw new Refusal('execution-not-found', `there is no execution \`${asked}\``);
  const { found, number } = await newestOf(client, first, {
    found: known,
    number: Number(retryForm.exec(asked)?.[1] ?? 0),
  });
  const executionId = found.workflowId;
  if (notRetriedSince !== undefined && executionId !== asked && found.startTime.getTime() > notRetriedSince) {
    throw new Refusal('not-retryable', `${executionId} has retried ${asked} meanwhile`);
  }
  const history = await readHistory(client, executionId, found.runId);
  const observed = observe(executionId, history);
  if (found.status.name === 'RUNNING' && observed?.state.phase === 'held') {
    if (notRetriedSince !== undefined && (await wentOnSince(client, executionId, history, notRetriedSince))) {
      throw new Refusal('not-retryable', `${executionId} has gone on meanwhile, and is held again`);
    }
    await decideHeld(client, executionId, 'retry');
    return { executionId, carried: [], isNew: false, workflowName: found.type };
  }
  const refused = refusalOf(found.status.name, executionId, asked);
  if (refused !== null) throw new Refusal('not-retryable', refused);
  if (observed === null)
    throw new Refusal('not-retryable', `${executionId} never had a plan; start ${found.type} anew`);
  refuseQueues(observed.plan, allowedQueues);
  return await startAgain({ client, outcomes }, `${first}~retry${number + 1}`, found, observed);
}

const goingOn: ReadonlySet<string> = new Set([signalNames.retry, signalNames.skip]);

/** Whether an operator's word has come to it after that time: in its newest history, or in those before. */
// oxlint-disable-next-line max-params -- of what, as far as it is known, and since when
async function wentOnSince(
  client: Client,
  executionId: string,
  newest: readonly HistoryEvent[],
  since: number,
): Promise<boolean> {
  for (let events = newest; ;) {
    const isWord = ({ workflowExecutionSignaledEventAttributes: signal, eventTime }: HistoryEvent): boolean =>
      goingOn.has(signal?.signalName ?? '') && millisecondsOf(eventTime) > since;
    if (events.some(isWord)) return true;
    const [first] = events;
    const before = first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    if (before === '' || millisecondsOf(first?.eventTime) <= since) return false;
    events = await readHistory(client, executionId, before);
  }
}

/** Its definition was accepted where more were allowed. */
function refuseQueues({ steps }: Plan, allowed: ReadonlySet<string> | undefined): void {
  for (const step of steps) {
    if (!('taskQueue' in step) || allowed === undefined || allowed.has(step.taskQueue)) continue;
    const message = `step ${step.id} calls the task queue \`${step.taskQueue}\`, which definitions may not reach any more`;
    throw new Refusal('not-retryable', message);
  }
}

/** The same request again must not run again what its first has done already. */
function refusalOf(status: string, executionId: string, asked: string): string | null {
  const which = executionId === asked ? executionId : `${executionId}, which retries ${asked},`;
  if (status === 'RUNNING') return `${which} is still running`;
  return status === 'COMPLETED' ? `${which} has completed; there is nothing to retry` : null;
}

interface Numbered {
  readonly found: WorkflowExecutionDescription;
  /** Which retry it is; the first execution is none. */
  readonly number: number;
}

/** The newest execution that has run again what failed in this one, or in one that it retries. */
export async function newestRetry(
  client: Client,
  found: WorkflowExecutionDescription,
): Promise<WorkflowExecutionDescription | null> {
  const { workflowId } = found;
  const number = Number(retryForm.exec(workflowId)?.[1] ?? 0);
  const newest = await newestOf(client, workflowId.replace(retryForm, ''), { found, number });
  return newest.number === number ? null : newest.found;
}

async function newestOf(client: Client, first: string, from: Numbered): Promise<Numbered> {
  let newest = from;
  for (let number = from.number + 1; number <= mostRetries; number++) {
    const found = await findExecution(client, `${first}~retry${number}`);
    if (found === null) return newest;
    newest = { found, number };
  }
  throw new Refusal('not-retryable', `${first} has been retried ${mostRetries} times`);
}

async function startAgain(
  { client, outcomes }: Pick<RetryPorts, 'client' | 'outcomes'>,
  workflowId: string,
  from: WorkflowExecutionDescription,
  observed: Observed,
): Promise<RetriedOf> {
  const { plan, state } = observed;
  const { name, version } = plan;
  const carried = carriedOf(from.workflowId, observed);
  const again: ExecutionInput = { baton: 1, plan, inputs: state.inputs, engine: engineNumber, carried };
  const input = await withAttributes(again, outcomes);
  refuseTooLarge(plan, await packedBytes(input));
  try {
    const started = { name, version, envelope: asEnvelope(input) };
    await startWorkflow(client, workflowId, started, { memo: { version }, priority: from.priority?.priorityKey });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new Refusal('not-retryable', `${workflowId} is retrying it already`);
  }
  const begun = newState(plan, { executionId: workflowId, inputs: state.inputs, startedAt: 0, carried });
  const taken = plan.steps.filter((_, at) => begun.steps[at]?.carried !== undefined);
  return { executionId: workflowId, carried: taken.map(({ id }) => id), isNew: true, workflowName: plan.name };
}

function carriedOf(from: string, { plan, state }: Observed): Carried {
  const steps: Record<string, StepState> = {};
  for (const [at, step] of plan.steps.entries()) {
    const record = state.steps[at];
    if (record !== undefined && isDone(step, record) && !wasUndone(record)) setOwn(steps, step.id, record);
  }
  return { from, steps };
}

function isDone({ continueOnFailure }: PlanStep, { status, failure }: StepState): boolean {
  if (status === 'failed') return continueOnFailure === true && failure?.code !== 'cancelled';
  return status === 'completed' || status === 'skipped';
}

function wasUndone({ undo, elements }: StepState): boolean {
  return undo !== undefined || Object.values(elements?.units ?? {}).some((unit) => unit.undo !== undefined);
}
