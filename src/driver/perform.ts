import { CancellationScope, isCancellation, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import {
  advance,
  callId,
  type Change,
  type Command,
  type Observation,
  type Outcome,
  planIndex,
  type StartCall,
  type StartNotify,
  type StartPoll,
  type State,
  unitId,
} from '../engine/index.ts';
import { unreachable } from '../std/index.ts';
import { createCalls } from './calls.ts';
import { createChildren } from './children.ts';
import { watchHistory } from './history-watch.ts';
import type { Inbox } from './inbox.ts';
import { weigh } from './moving.ts';
import { inOrder } from './observation-order.ts';
import { outcomeWriter } from './outcome-attribute.ts';
import {
  activityType,
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

/** How the execution ends, or that it goes on in a new history. */
export type Performed = Outcome | { readonly kind: 'continue' };

/** Makes the engine's commands happen and tells it what came of them, until it says how the execution ends. */
export async function perform(execution: ExecutionInput, state: State, inbox: Inbox): Promise<Performed> {
  const { plan } = execution;
  const index = planIndex(plan);
  const calls = createCalls(index, inbox);
  const children = createChildren(index, inbox);
  const timers = new Map<string, CancellationScope>();
  const tell = changeTeller(plan, state);
  const progress = createProgress(plan, state);
  const isLong = watchHistory();
  const writeOutcome = outcomeWriter(execution, state);
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
      writeOutcome(outcome !== null);
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
        else if (command.fast !== undefined) calls.startFast(command, requestOf(command));
        else calls.start(command, activityType(callName(command)), requestOf(command), command);
        return;
      case 'start-poll':
        calls.start(command, activityType(pollName(command)), pollOf(command), command);
        return;
      case 'start-notify':
        calls.start(command, typeNames.notify, notifyOf(command), notifying);
        return;
      case 'start-child':
        children.start(command, (starting) => startChild(command, starting));
        return;
      case 'start-foreign-activity':
        calls.startForeign(command);
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
        calls.abortAll();
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

  function startApartFrom(command: StartCall, executionId: string): void {
    const { step, element } = command.call;
    const unit = { step, ...(element !== undefined && { element }) };
    const call = { id: callId(index, command.call), request: requestOf(command), command };
    children.start({ unit, executionId }, (starting) => startApart(executionId, call, starting));
  }

  /** Held for as long: what comes meanwhile comes with the answer, in whichever task that is. */
  function startWeighing(): void {
    const release = inbox.hold();
    void weigh(execution, state).then((bytes) => {
      release();
      inbox.add((at) => ({ kind: 'weighed', at, bytes }));
    });
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
