import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { Catalog } from '../catalog/index.ts';
import type { ExecutionMemo } from '../driver/index.ts';
import { planIndex } from '../engine/index.ts';
import {
  explainedExecution,
  explainTask,
  type PendingTask,
  type Subject,
  type WrittenStep,
} from '../explanation/index.ts';
import { Refusal } from '../problems/index.ts';
import { isList, isObject, type Json, own } from '../std/index.ts';
import type { Explanation, ExplainRequest } from './explanation.ts';
import { countsOf, explanationOf } from './explanation-of.ts';
import { findExecution } from './find-execution.ts';
import { observe } from './observe.ts';
import { pendingCalls, pendingTask } from './pending-calls.ts';
import { type Ending, endingOf, hasMoved, readHistory } from './read-history.ts';
import { newestRetry } from './retry-execution.ts';
import { endedStatus } from './temporal-status.ts';
import { viewOf, viewWithoutPlan } from './view.ts';

/** What conditions that are evaluated once more may spend together. */
const mostSteps = 2_000_000;

/** Why an execution, and each of its steps, stands as it does: from its history, from what Temporal says of the attempts
 * under way, and from its definition on record for the words of its author. Needs no worker. */
export async function explainExecution(
  { client, catalog }: { readonly client: Client; readonly catalog: Catalog },
  request: ExplainRequest,
): Promise<Explanation> {
  const { executionId } = request;
  const found = await findExecution(client, executionId);
  if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
  const events = await readHistory(client, executionId, found.runId);
  // It has left this history meanwhile.
  if (hasMoved(events)) return await explainExecution({ client, catalog }, request);
  const ending = endingOf(events);
  const standing = { executionId, ...(ending ?? { temporalStatus: 'RUNNING' }) };
  const now = Date.now();
  const task = ending === null ? await pendingTask(client, found, events, now) : undefined;
  const observed = observe(executionId, events);
  if (observed === null) {
    const { version = '' } = (found.memo ?? {}) as Partial<ExecutionMemo>;
    const startedAt = found.startTime.getTime();
    const view = viewWithoutPlan({ standing, workflowName: found.type, version, startedAt });
    const { workflowName, status, phase } = view;
    const whole = withoutPlan(executionId, ending, task, now);
    return { executionId, workflowName, version, status, phase, whole, counts: countsOf(view), steps: [], next: null };
  }
  const { plan, state, begun } = observed;
  const index = planIndex(plan);
  const subject = {
    plan,
    index,
    state,
    begun,
    ended: ending === null ? undefined : endings[ending.temporalStatus],
    endFailure: ending?.failure,
    retried: ending === null || ending.temporalStatus === 'COMPLETED' ? undefined : await retriedBy(client, found),
    now,
    pending: ending === null ? await pendingCalls(client, found, { index, state }) : new Map(),
    task,
    written: await writtenSteps(catalog, plan),
    budget: { left: mostSteps },
  };
  return explanationOf(subject, viewOf(observed, standing), request);
}

const endings = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'terminated',
} as const satisfies Record<Ending['temporalStatus'], string>;

async function retriedBy(client: Client, found: WorkflowExecutionDescription): Promise<Subject['retried']> {
  const newest = await newestRetry(client, found);
  if (newest === null) return undefined;
  return { execution: newest.workflowId, status: endedStatus(newest.status.name) ?? 'RUNNING' };
}

function withoutPlan(
  executionId: string,
  ending: Ending | null,
  task: PendingTask | undefined,
  now: number,
): Explanation['whole'] {
  if (ending === null) return explainTask(task, now, executionId) ?? explainedExecution(executionId, 'plan-unknown');
  const { failure } = ending;
  const because = failure === undefined ? [] : [{ kind: 'failure', error: failure } as const];
  return explainedExecution(executionId, endings[ending.temporalStatus], because);
}

/** The words of its author, where the definition is on record still. */
async function writtenSteps(
  catalog: Catalog,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<(step: string) => WrittenStep> {
  const record = await catalog.find(name, version).catch((error: unknown) => {
    if (error instanceof Refusal) return null;
    throw error;
  });
  const listed = record === null ? undefined : own(record.definition, 'steps');
  const steps = new Map<string, WrittenStep>();
  for (const step of isList(listed) ? listed : []) {
    const id = isObject(step) ? own(step, 'id') : undefined;
    if (isObject(step) && typeof id === 'string') steps.set(id, writtenIn(step));
  }
  return (id) => steps.get(id) ?? {};
}

function writtenIn(step: { readonly [key: string]: Json }): WrittenStep {
  const when = inside(own(step, 'when'));
  const wait = own(step, 'wait_for');
  const condition = isObject(wait) ? inside(own(wait, 'condition')) : undefined;
  return { ...(when !== undefined && { when }), ...(condition !== undefined && { condition }) };
}

/** Without the braces: the sentence puts the expression in quotes of its own. */
function inside(text: Json | undefined): string | undefined {
  if (typeof text !== 'string') return undefined;
  return /^\s*\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1]?.trim() ?? text.trim();
}
