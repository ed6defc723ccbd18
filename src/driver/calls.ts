import { CancellationScope, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { callId, type CallRef, type PlanIndex, type StartCall, type StartForeignActivity } from '../engine/index.ts';
import type { Json } from '../std/index.ts';
import { activityOptions, fastOptions, foreignActivityOptions } from './activity-options.ts';
import { callCompleted, callFailed, fastFailed } from './call-ended.ts';
import { foreignActivityCompleted, foreignActivityFailed } from './foreign-ended.ts';
import type { Inbox } from './inbox.ts';
import {
  activityType,
  type CallAnswer,
  callName,
  type CallRequest,
  type NotifyRequest,
  type PollRequest,
} from './protocol.ts';

/** The activities of an execution. */
export interface Calls {
  readonly start: (
    about: { readonly call: CallRef },
    type: string,
    request: CallRequest | PollRequest | NotifyRequest,
    options: Parameters<typeof activityOptions>[1],
  ) => void;
  /** Within the task. */
  readonly startFast: (command: StartCall, request: CallRequest) => void;
  /** Other code's. */
  readonly startForeign: (command: StartForeignActivity) => void;
  /** The steps' own calls and pollings; nothing that undoes or tells. */
  readonly abortAll: () => void;
}

type CallActivity = (request: CallRequest | PollRequest | NotifyRequest) => Promise<CallAnswer>;
type ForeignActivity = (...args: readonly Json[]) => Promise<unknown>;

export function createCalls(index: PlanIndex, inbox: Inbox): Calls {
  /** What can be aborted; by the call's id. */
  const open = new Map<string, CancellationScope>();
  return {
    // oxlint-disable-next-line max-params -- who, what kind, what, and how
    start: ({ call }, type, request, options) => {
      const id = callId(index, call);
      const scope = new CancellationScope();
      if (call.part === 'call' || call.part === 'poll') open.set(id, scope);
      const { [type]: activity } = proxyActivities<Record<string, CallActivity>>(activityOptions(id, options));
      // One promise fewer for each call: the SDK notes the stack of every one of them.
      void scope
        .run(() => (activity as CallActivity)(request))
        .then(
          (answer) => {
            open.delete(id);
            inbox.add((at) => callCompleted(call, answer, at));
          },
          (error: unknown) => {
            open.delete(id);
            inbox.add((at) => callFailed(call, error, at));
          },
        );
    },
    startFast: (command, request) => {
      const { call } = command;
      const type = activityType(callName(command));
      const options = fastOptions(callId(index, call), command);
      const { [type]: activity } = proxyLocalActivities<Record<string, CallActivity>>(options);
      const release = inbox.hold();
      void (activity as CallActivity)(request).then(
        (answer) => {
          release();
          inbox.add((at) => callCompleted(call, answer, at));
        },
        (error: unknown) => {
          release();
          inbox.add((at) => fastFailed(call, error, at));
        },
      );
    },
    startForeign: (command) => {
      const { call, type, argument } = command;
      const id = callId(index, call);
      const scope = new CancellationScope();
      if (call.part === 'call') open.set(id, scope);
      const { [type]: activity } = proxyActivities<Record<string, ForeignActivity>>(
        foreignActivityOptions(id, command),
      );
      void scope
        .run(() => (activity as ForeignActivity)(...(argument === undefined ? [] : [argument])))
        .then(
          (value) => {
            open.delete(id);
            inbox.add((at) => foreignActivityCompleted(call, type, value, at));
          },
          (error: unknown) => {
            open.delete(id);
            // Told to stop it counts as ended; whatever becomes of it, nobody is told.
            if (!scope.consideredCancelled) inbox.add((at) => foreignActivityFailed(call, type, error, at));
          },
        );
    },
    abortAll: () => {
      for (const scope of open.values()) scope.cancel();
    },
  };
}
