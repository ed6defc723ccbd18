import type { Template } from '../../expressions/index.ts';
import type {
  Action,
  CallStep,
  CallTarget,
  Compensation,
  ForEach,
  PlanStep,
  Poll,
  RetryRule,
  StepFields,
  Verb,
  WaitStep,
} from '../../plan/index.ts';
import { invariant, unreachable } from '../../std/index.ts';
import type { ActionSubject, StepSubject } from '../check/step-subject.ts';
import { stepDefaults } from '../definition/limits.ts';
import type { ActionDefinition } from '../definition/step-parts.ts';
import type { StepDefinition } from '../definition/step.ts';

const nothing: Template = { kind: 'value', value: {} };

export function compileStep(step: StepDefinition, read: StepSubject, dependsOn: readonly number[]): PlanStep {
  const { kind } = read;
  invariant(kind !== null, `step ${step.id} is of one kind`);
  const fields = fieldsOf(step, read, dependsOn);
  const bound = step.timeout_ms === undefined ? {} : { timeoutMs: step.timeout_ms };
  switch (kind) {
    case 'call':
      return compileCall(step, read, fields);
    case 'workflow': {
      const { workflow, version } = step;
      invariant(workflow !== undefined, `step ${step.id} names a workflow`);
      const inputs = read.inputs ?? nothing;
      return { kind, ...fields, workflow, ...(version !== undefined && { version }), inputs, ...bound };
    }
    case 'foreign':
      return compileForeign(step, read, fields);
    case 'wait':
      return compileWait(step, read, fields);
    case 'delay':
      invariant(read.delay !== undefined, `step ${step.id} says how long it waits`);
      return { kind, ...fields, ms: read.delay, ...bound };
    case 'until':
      invariant(read.until !== undefined, `step ${step.id} says until when it waits`);
      return { kind, ...fields, time: read.until, ...bound };
    default:
      return unreachable(kind);
  }
}

function fieldsOf(step: StepDefinition, read: StepSubject, dependsOn: readonly number[]): StepFields {
  const { when } = read;
  const onSuccess = compileActions(step.on_success, read.onSuccess);
  const onFailure = compileActions(step.on_failure, read.onFailure);
  const forEach = compileForEach(step, read);
  return {
    id: step.id,
    dependsOn,
    ...(when !== undefined && { when }),
    ...(forEach !== null && { forEach }),
    ...(step.continue_on_failure === true && { continueOnFailure: true }),
    ...(onSuccess.length > 0 && { onSuccess }),
    ...(onFailure.length > 0 && { onFailure }),
    ...(step.priority !== undefined && { priority: step.priority }),
    ...(step.display !== undefined && { display: step.display }),
  };
}

function compileForEach(step: StepDefinition, { forEach: items }: StepSubject): ForEach | null {
  if (step.for_each === undefined) return null;
  invariant(items !== undefined, `the list of step ${step.id} was read`);
  return { items, maxParallel: step.max_parallel ?? stepDefaults.maxParallel, collect: step.collect ?? true };
}

function compileCall(step: StepDefinition, read: StepSubject, fields: StepFields): CallStep {
  const undo = undoBy(read);
  const undoFailed = actionsIn(step.on_failure).find(({ compensate }) => compensate !== undefined)?.compensate;
  const poll = compilePoll(step, read);
  return {
    kind: 'call',
    ...fields,
    ...targetOf(step, step.service),
    parameters: read.parameters ?? nothing,
    timeoutMs: step.timeout_ms ?? stepDefaults.timeoutMs,
    retry: retryOf(step),
    ...(step.compensate_method !== undefined && { compensate: undo(step.compensate_method) }),
    ...(undoFailed !== undefined && { compensateFailed: undo(undoFailed) }),
    ...(poll !== null && { poll }),
    ...(step.fast === true && { fast: true }),
  };
}

function undoBy({ compensateParameters }: StepSubject): (method: string) => Compensation {
  return (method) => ({ method, ...(compensateParameters !== undefined && { parameters: compensateParameters }) });
}

function compileForeign(step: StepDefinition, read: StepSubject, fields: StepFields): PlanStep {
  const { task_queue: taskQueue, activity, workflow_type: workflow, compensate_activity: compensate } = step;
  const type = activity ?? workflow;
  invariant(taskQueue !== undefined && type !== undefined, `step ${step.id} names a queue and what is called there`);
  const { parameters } = read;
  const foreign = {
    ...fields,
    taskQueue,
    type,
    ...(parameters !== undefined && { parameters }),
    retry: retryOf(step),
    ...(compensate !== undefined && { compensate: undoBy(read)(compensate) }),
  };
  if (activity === undefined) {
    return {
      kind: 'foreign-workflow',
      ...foreign,
      ...(step.timeout_ms !== undefined && { timeoutMs: step.timeout_ms }),
    };
  }
  return {
    kind: 'foreign-activity',
    ...foreign,
    timeoutMs: step.timeout_ms ?? stepDefaults.timeoutMs,
    queueTimeoutMs: step.queue_timeout_ms ?? stepDefaults.queueTimeoutMs,
  };
}

function retryOf(step: StepDefinition): RetryRule {
  const atLeast = (ms: number): number => Math.max(ms, stepDefaults.shortestRetryDelayMs);
  return {
    count: step.retry_count ?? stepDefaults.retryCount,
    delayMs: atLeast(step.retry_delay_ms ?? stepDefaults.retryDelayMs),
    backoff: step.retry_backoff ?? stepDefaults.retryBackoff,
    ...(step.retry_max_delay_ms !== undefined && { maxDelayMs: atLeast(step.retry_max_delay_ms) }),
  };
}

function compilePoll({ id, service, poll }: StepDefinition, read: StepSubject): Poll | null {
  if (poll === undefined) return null;
  const { parameters, until } = read.poll;
  invariant(until !== undefined, `the poll of step ${id} says until when`);
  return {
    ...targetOf(poll, poll.service ?? service),
    ...(parameters !== undefined && { parameters }),
    intervalMs: Math.max(poll.interval_ms ?? stepDefaults.pollIntervalMs, stepDefaults.shortestRetryDelayMs),
    until,
    timeoutMs: poll.timeout_ms ?? stepDefaults.pollTimeoutMs,
  };
}

function compileWait(step: StepDefinition, { event }: StepSubject, fields: StepFields): WaitStep {
  const { wait_for: wait } = step;
  invariant(wait !== undefined, `step ${step.id} waits for an event`);
  const { condition, correlation } = event;
  const timeoutMs = wait.timeout_ms ?? step.timeout_ms;
  return {
    kind: 'wait',
    ...fields,
    event: wait.event,
    ...(condition !== undefined && { condition }),
    ...(correlation !== undefined && { correlation }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

type WrittenActions = StepDefinition['on_success'] | StepDefinition['on_failure'];

/** `compensate` is no action of its own: it takes the step's turn in the order of compensation. */
function compileActions(written: WrittenActions, read: readonly ActionSubject[]): readonly Action[] {
  return actionsIn(written).flatMap((action, i): readonly Action[] => {
    const { kind, parameters = nothing, notify } = read[i] ?? {};
    if (kind === 'compensate') return [];
    if (kind === 'notify') return notify === undefined ? [] : [{ kind, text: notify }];
    return [{ kind: 'call', ...targetOf(action, action.service), parameters }];
  });
}

function actionsIn(written: WrittenActions): readonly ActionDefinition[] {
  return written === undefined ? [] : Array.isArray(written) ? written : [written];
}

function targetOf(
  target: {
    readonly method?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly verb?: Verb | undefined;
  },
  service: string | undefined,
): CallTarget {
  const { endpoint, method = endpoint, verb = stepDefaults.verb } = target;
  invariant(service !== undefined && method !== undefined, 'a call names a service and a method or an endpoint');
  return { service, method, ...(endpoint !== undefined && { verb }) };
}
