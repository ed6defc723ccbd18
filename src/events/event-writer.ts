import type { Change, ExecutionChange, Outcome, StepChange } from '../engine/index.ts';
import type { Plan, PlanStep } from '../plan/index.ts';
import type { Failure } from '../problems/index.ts';
import { invariant, isoTime, type Json, jsonBytes, type JsonObject, unreachable } from '../std/index.ts';
import type { CloudEvent, EventType } from './cloud-event.ts';
import { traceIdOf } from './trace-id.ts';

/** Of one value that an event carries, as JSON: brokers and receivers take a mebibyte at most, many of them less. */
export const mostValueBytes = 64 * 1024;

export interface Watched {
  readonly executionId: string;
  readonly plan: Plan;
  readonly inputs: JsonObject;
}

/** Makes events of the changes of one execution. Of the same changes always the same ones, whoever asks: the workflow as
 * it runs, or the fold over its history. */
export function eventWriter(watched: Watched): (change: Change) => CloudEvent {
  const { executionId, plan } = watched;
  const source = `/executions/${encodeURIComponent(executionId)}`;
  const every = { execution_id: executionId, trace_id: traceIdOf(executionId) };
  return (change) => {
    const [type, data] = change.kind === 'step' ? tellStep(plan, change) : tellExecution(watched, change);
    return {
      specversion: '1.0',
      id: `${executionId}#${change.number}`,
      source,
      type,
      subject: change.kind === 'step' ? stepOf(plan, change.step).id : plan.name,
      time: isoTime(change.at),
      datacontenttype: 'application/json',
      sequence: String(change.number).padStart(10, '0'),
      data: { ...every, ...data },
    };
  };
}

type Told = readonly [type: EventType, data: JsonObject];

function tellStep(plan: Plan, change: StepChange): Told {
  const step = stepOf(plan, change.step);
  const about = { step_id: step.id };
  switch (change.became) {
    case 'started':
      return ['step.started', { ...about, ...calledBy(step) }];
    case 'completed': {
      const { result } = change;
      return ['step.completed', { ...about, status: 'COMPLETED', ...took(change), ...bounded('result', result) }];
    }
    case 'failed':
      return ['step.failed', { ...about, status: 'FAILED', ...errorOf(change.failure), ...took(change) }];
    case 'skipped':
      return ['step.skipped', { ...about, status: 'SKIPPED' }];
    case 'compensating':
      return ['step.compensating', { ...about, status: 'COMPENSATING' }];
    case 'compensated':
      return ['step.compensated', { ...about, ...undone(change.failure, errorOf), ...took(change) }];
    default:
      return unreachable(change);
  }
}

function tellExecution({ plan, inputs }: Watched, change: ExecutionChange): Told {
  const { name, version } = plan;
  switch (change.became) {
    case 'started': {
      const about = { workflow_id: `${name}@${version}`, workflow_name: name };
      return ['workflow.started', { ...about, ...bounded('inputs', inputs) }];
    }
    case 'paused':
      return ['workflow.paused', { status: 'PAUSED' }];
    case 'resumed':
      return ['workflow.resumed', { status: 'RUNNING' }];
    case 'held':
      return ['workflow.held', { status: 'PAUSED', ...failed(change.failure) }];
    case 'cancelled':
      return ['workflow.cancelled', { status: 'RUNNING' }];
    case 'compensating':
      return ['workflow.compensating', { status: 'RUNNING' }];
    case 'compensated':
      return ['workflow.compensated', { ...undone(change.failure, failed), duration_ms: change.at - change.since }];
    case 'ended':
      return ['workflow.completed', { ...ending(change.outcome), duration_ms: change.at - change.since }];
    default:
      return unreachable(change);
  }
}

function stepOf({ steps }: Plan, at: number): PlanStep {
  const step = steps[at];
  invariant(step !== undefined, `no step ${at}`);
  return step;
}

/** What is called; null for a step that calls no service. */
function calledBy(step: PlanStep): JsonObject {
  switch (step.kind) {
    case 'call': {
      const { service, method, verb } = step;
      return { service, method: verb === undefined ? method : `${verb} ${method}` };
    }
    case 'workflow':
      return { service: null, method: null, workflow_name: step.workflow };
    case 'foreign-activity':
    case 'foreign-workflow':
      return { service: null, method: step.type, task_queue: step.taskQueue };
    case 'wait':
    case 'delay':
    case 'until':
      return { service: null, method: null };
    default:
      return unreachable(step);
  }
}

function took({ at, since, attempts }: Extract<StepChange, { readonly since: number }>): JsonObject {
  return { duration_ms: at - since, ...(attempts > 0 && { attempts }) };
}

function errorOf({ code, message }: Failure): JsonObject {
  return { error: message, error_code: code };
}

/** Of an execution, which fails by a step or as a whole. */
function failed(failure: Failure): JsonObject {
  return { ...errorOf(failure), ...(failure.step !== undefined && { failed_step: failure.step }) };
}

function undone(failure: Failure | null, told: (failure: Failure) => JsonObject): JsonObject {
  return failure === null ? { status: 'COMPENSATED' } : { status: 'FAILED', ...told(failure) };
}

function ending(outcome: Outcome): JsonObject {
  switch (outcome.kind) {
    case 'completed':
      return { status: 'COMPLETED', ...bounded('outputs', outcome.result) };
    case 'failed':
      return { status: 'FAILED', ...failed(outcome.failure) };
    case 'cancelled':
      return { status: 'CANCELLED' };
    default:
      return unreachable(outcome);
  }
}

/** The key is always there; of a value that is too large for an event it is null, and how large it is stands beside. */
function bounded(key: 'inputs' | 'result' | 'outputs', value: Json): JsonObject {
  const bytes = jsonBytes(value);
  return bytes <= mostValueBytes ? { [key]: value } : { [key]: null, [`${key}_omitted_bytes`]: bytes };
}
