import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import {
  advance,
  callId,
  type CallRef,
  type Change,
  type Command,
  type Observation,
  type Outcome,
  planIndex,
  type StartCall,
  type StartForeignActivity,
  type StartNotify,
  type StartPoll,
  type State,
  unitId,
} from '../engine/index.ts';
import { type Json, unreachable } from '../std/index.ts';
import { activityOptions, fastOptions, foreignActivityOptions } from './activity-options.ts';
import { callCompleted, callFailed, fastFailed } from './call-ended.ts';
import { createChildren } from './children.ts';
import { foreignActivityCompleted, foreignActivityFailed } from './foreign-ended.ts';
import { watchHistory } from './history-watch.ts';
import type { Inbox } from './inbox.ts';
import { weigh } from './moving.ts';
import { inOrder } from './observation-order.ts';
import {
  activityType,
  type CallAnswer,
  callName,
  type ExecutionInput,
  historyBudget,
  type CallRequest,
  type NotifyRequest,
  pollName,
  type PollRequest,
  timeoutSummary,
  typeNames,
} from './protocol.ts';
import { createProgress } from './progress-text.ts';
import type { News } from './signals.ts';
import { startApart, startChild, startForeignWorkflow } from './start-child.ts';
import { changeTeller } from './tell-changes.ts';

/** How often, and for how long at a time, a notification is tried: as an undo is. */
const notifying = {
  timeoutMs: 30_000,
  retry: { count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 },
} as const;

type CallActivity = (request: CallRequest | PollRequest | NotifyRequest) => Promise<CallAnswer>;

/** How the execution ends, or that it goes on in a new history. */
export type Performed = Outcome | { readonly kind: 'continue' };

/** Makes the engine's commands happen and tells it what came of them, until it says how the execution ends. */
export async function perform(execution: ExecutionInput, state: State, inbox: Inbox): Promise<Performed> {
  const { plan } = execution;
  const index = planIndex(plan);
  /** The steps' own calls and pollings, which can be aborted; by the call's id. */
  const calls = new Map<string, CancellationScope>();
  const children = createChildren(index, inbox);
  const timers = new Map<string, CancellationScope>();
  const tell = changeTeller(plan, state);
  const progress = createProgress(plan, state);
  const isLong = watchHistory();
  let outcome: Performed | null = null;

  inbox.add((at) => firstNews(execution, at));
  CancellationScope.current().cancelRequested.catch(() => inbox.add((at) => ({ kind: 'cancel-requested', at })));

  // Shielded: a cancel is an observation, and the engine decides what it stops. Compensation must not be cut short.
  await CancellationScope.nonCancellable(async () => {
    while (outcome === null) {
      const changed: Change[] = [];
      const news = await inbox.take();
      for (const observation of inOrder(index, [...aboutHistory(news), ...news])) {
        const { commands, changes } = advance(plan, state, observation);
        for (const command of commands) performOne(command);
        for (const change of changes) {
          changed.push(change);
          progress.note(change);
        }
      }
      tell(changed);
      // Nobody is sent it: it is there for who looks.
      if (changed.length > 0) setCurrentDetails(progress.text());
    }
  });
  return outcome as unknown as Performed;

  function aboutHistory([first]: readonly Observation[]): readonly Observation[] {
    const { historyLength: events, historySize: bytes, continueAsNewSuggested: suggested } = workflowInfo();
    const long = isLong({ events, bytes, suggested });
    return long === null || first === undefined ? [] : [{ kind: 'history-long', at: first.at, ...long }];
  }

  function performOne(command: Command): void {
    switch (command.kind) {
      case 'start-call':
        if (command.apart !== undefined) startApartFrom(command, command.apart);
        else if (command.fast !== undefined) startFast(command);
        else startActivity(command.call, activityType(callName(command)), requestOf(command), command);
        return;
      case 'start-poll':
        startActivity(command.call, activityType(pollName(command)), pollOf(command), command);
        return;
      case 'start-notify':
        startActivity(command.call, typeNames.notify, notifyOf(command), notifying);
        return;
      case 'start-child':
        children.start(command, (starting) => startChild(command, starting));
        return;
      case 'start-foreign-activity':
        startForeignActivity(command);
        return;
      case 'start-foreign-workflow': {
        const works = { unit: command.unit, executionId: command.workflowId };
        children.start(works, (starting) => startForeignWorkflow(command, starting));
        return;
      }
      case 'join':
        children.join(command);
        return;
      case 'weigh':
        startWeighing();
        return;
      case 'continue':
        outcome = command;
        return;
      case 'abort-calls':
        for (const scope of calls.values()) scope.cancel();
        children.abortAll();
        return;
      case 'abort-child':
        children.abort(command.unit);
        return;
      case 'start-timer': {
        const { unit } = command;
        startTimer(unitId(index, unit), command.ms, (at) => ({ kind: 'timer-fired', at, unit }));
        return;
      }
      case 'stop-timer':
        timers.get(unitId(index, command.unit))?.cancel();
        return;
      case 'start-timeout':
        startTimer(timeoutSummary, command.ms, (at) => ({ kind: 'time-ran-out', at }));
        return;
      case 'stop-timeout':
        timers.get(timeoutSummary)?.cancel();
        return;
      case 'end':
        outcome = command.outcome;
        return;
      default:
        unreachable(command);
    }
  }

  function startForeignActivity(command: StartForeignActivity): void {
    const { call, type, argument } = command;
    const id = callId(index, call);
    const scope = new CancellationScope();
    if (call.part === 'call') calls.set(id, scope);
    const { [type]: activity } = proxyActivities<Record<string, (...args: Json[]) => Promise<unknown>>>(
      foreignActivityOptions(id, command),
    );
    void scope
      .run(() => (activity as (...args: Json[]) => Promise<unknown>)(...(argument === undefined ? [] : [argument])))
      .then(
        (value) => {
          calls.delete(id);
          inbox.add((at) => foreignActivityCompleted(call, type, value, at));
        },
        (error: unknown) => {
          calls.delete(id);
          // Told to stop it counts as ended; whatever becomes of it, nobody is told.
          if (!scope.consideredCancelled) inbox.add((at) => foreignActivityFailed(call, type, error, at));
        },
      );
  }

  function startApartFrom(command: StartCall, executionId: string): void {
    const { step, element } = command.call;
    const unit = { step, ...(element !== undefined && { element }) };
    const call = { id: callId(index, command.call), request: requestOf(command), command };
    children.start({ unit, executionId }, (starting) => startApart(executionId, call, starting));
  }

  // oxlint-disable-next-line max-params -- who, what kind, what, and how
  function startActivity(
    call: CallRef,
    type: string,
    request: CallRequest | PollRequest | NotifyRequest,
    options: Parameters<typeof activityOptions>[1],
  ): void {
    const id = callId(index, call);
    const scope = new CancellationScope();
    if (call.part === 'call' || call.part === 'poll') calls.set(id, scope);
    const { [type]: activity } = proxyActivities<Record<string, CallActivity>>(activityOptions(id, options));
    // One promise fewer for each call: the SDK notes the stack of every one of them.
    void scope
      .run(() => (activity as CallActivity)(request))
      .then(
        (answer) => {
          calls.delete(id);
          inbox.add((at) => callCompleted(call, answer, at));
        },
        (error: unknown) => {
          calls.delete(id);
          inbox.add((at) => callFailed(call, error, at));
        },
      );
  }

  /** Held for as long: what comes meanwhile comes with the answer, in whichever task that is. */
  function startWeighing(): void {
    const release = inbox.hold();
    void weigh(execution, state).then((bytes) => {
      release();
      inbox.add((at) => ({ kind: 'weighed', at, bytes }));
    });
  }

  function startFast(command: StartCall): void {
    const { call } = command;
    const type = activityType(callName(command));
    const { [type]: activity } = proxyLocalActivities<Record<string, CallActivity>>(
      fastOptions(callId(index, call), command),
    );
    const release = inbox.hold();
    void (activity as CallActivity)(requestOf(command)).then(
      (answer) => {
        release();
        inbox.add((at) => callCompleted(call, answer, at));
      },
      (error: unknown) => {
        release();
        inbox.add((at) => fastFailed(call, error, at));
      },
    );
  }

  /** The summary tells Temporal's own pages, and the fold over the history, whose timer it is. */
  function startTimer(summary: string, ms: number, news: News): void {
    const scope = new CancellationScope();
    timers.set(summary, scope);
    void scope
      .run(() => sleep(ms, { summary }))
      .then(
        () => inbox.add(news),
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }

  function notifyOf({ call, text, key }: StartNotify): NotifyRequest {
    return { execution: state.executionId, step: plan.steps[call.step]?.id ?? '', text, key, ...notifying };
  }
}

function firstNews({ continued }: ExecutionInput, at: number): Observation {
  return continued === undefined ? { kind: 'begun', at } : { kind: 'continued', at, events: historyBudget };
}

function requestOf({
  kind: _kind,
  call: _call,
  priority: _priority,
  apart: _apart,
  ...request
}: StartCall): CallRequest {
  return request;
}

function pollOf({ call: _call, priority: _priority, ...asking }: StartPoll): PollRequest {
  return { ...asking, kind: 'poll' };
}
