import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import {
  advance,
  callId,
  type Command,
  newState,
  type Observation,
  type Outcome,
  planIndex,
  type StartCall,
} from '../engine/index.ts';
import type { RetryRule } from '../plan/index.ts';
import { unreachable } from '../std/index.ts';
import { callCompleted, callFailed } from './call-ended.ts';
import { inOrder } from './observation-order.ts';
import type { CallAnswer, CallRequest, ExecutionInput } from './protocol.ts';

/** Attempts that a dying worker may cost a call, beside those that its step asks for. */
const lostAttempts = 20;

/** What an attempt may take beyond its own time-out before Temporal gives it up: the activity keeps the time itself. */
const attemptSlackMs = 10_000;

/** Without a heartbeat for this long, a call's worker counts as dead and another one takes it. */
const heartbeatTimeoutMs = 5000;

/** Before a call is made again whose worker died. */
const lostDelayMs = 1000;

type CallActivity = (request: CallRequest) => Promise<CallAnswer>;

/** Makes the engine's commands happen and tells it what came of them, until it says how the execution ends. */
export async function perform(input: ExecutionInput): Promise<Outcome> {
  const info = workflowInfo();
  const { plan, inputs } = input;
  const index = planIndex(plan);
  const state = newState(plan, { executionId: info.workflowId, inputs, startedAt: info.startTime.getTime() });
  const inbox: Observation[] = [{ kind: 'begun', at: Date.now() }];
  const inFlight = new Map<string, CancellationScope>();
  let outcome: Outcome | null = null;

  CancellationScope.current().cancelRequested.catch(() => inbox.push({ kind: 'cancel-requested', at: Date.now() }));

  // Shielded: a cancel is an observation, and the engine decides what it stops. Compensation must not be cut short.
  await CancellationScope.nonCancellable(async () => {
    while (outcome === null) {
      await condition(() => inbox.length > 0);
      for (const observation of inOrder(index, inbox.splice(0))) {
        for (const command of advance(plan, state, observation).commands) performOne(command);
      }
    }
  });
  return outcome as unknown as Outcome;

  function performOne(command: Command): void {
    switch (command.kind) {
      case 'start-call':
        startCall(command);
        return;
      case 'abort-call':
        inFlight.get(callId(index, command.call))?.cancel();
        return;
      case 'start-timeout':
        void sleep(command.ms).then(() => inbox.push({ kind: 'time-ran-out', at: Date.now() }));
        return;
      case 'end':
        outcome = command.outcome;
        return;
      default:
        unreachable(command);
    }
  }

  function startCall(command: StartCall): void {
    const id = callId(index, command.call);
    const scope = new CancellationScope();
    inFlight.set(id, scope);
    void scope
      .run(() => activityFor(id, command)(requestOf(command)))
      .then(
        (answer) => inbox.push(callCompleted(command.call, answer, Date.now())),
        (error: unknown) => inbox.push(callFailed(command.call, error, Date.now())),
      )
      .then(() => inFlight.delete(id));
  }
}

function requestOf(command: StartCall): CallRequest {
  const { service, method, parameters, key, timeoutMs, retry } = command;
  return { service, method, parameters, key, timeoutMs, retry };
}

/** One activity type for each method of each service, so that Temporal's own pages and metrics speak of them. */
function activityFor(activityId: string, command: StartCall): CallActivity {
  const type = `${command.service}.${command.method}`;
  const activities = proxyActivities<Record<string, CallActivity>>({
    activityId,
    startToCloseTimeout: command.timeoutMs + attemptSlackMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: retryPolicy(command.retry),
  });
  return activities[type] as CallActivity;
}

/** The activity says itself how long to wait after a failure; this delay holds only where nobody could say it, because
 * the worker died: then the call is made again soon, whatever its step's own delays are. */
function retryPolicy(retry: RetryRule) {
  return {
    maximumAttempts: retry.count + 1 + lostAttempts,
    initialInterval: lostDelayMs,
    backoffCoefficient: 1,
  };
}
