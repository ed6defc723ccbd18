import { Context } from '@temporalio/activity';
import { nearest } from '../src/problems/index.ts';
import { isObject, type Json } from '../src/std/index.ts';
import { type Attempt, type AttemptFailure, type AttemptOutcome, refused } from './attempt-call.ts';
import {
  type ChannelName,
  channelNames,
  type ChannelPorts,
  logNotification,
  postNotification,
} from './notification-channels.ts';

/** The notification channels as a service that steps call: `send` tells one channel, with the retries of its step. */
export const notificationsName = 'baton-notifications';

const SEND = 'send';

/** What is known of its method, as of a registered service's. */
export const notificationOperations = {
  [SEND]: {
    description: 'Tells one channel something.',
    parameters: {
      type: 'object',
      properties: { channel: { type: 'string', enum: [...channelNames] }, message: {} },
      required: ['channel', 'message'],
    },
    result: {
      type: 'object',
      properties: { channel: { type: 'string' }, delivered: { type: 'boolean' } },
      required: ['channel', 'delivered'],
    },
  },
};

export async function sendNotification(
  ports: ChannelPorts,
  attempt: Omit<Attempt, 'verb'>,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const { name, target, parameters, key, timeoutMs } = attempt;
  const method = target.kind === 'refused' ? '' : decodeURIComponent(target.url.pathname.slice(1));
  if (method !== SEND) return refused('service-error', `${name}: ${notificationsName} has the one method \`${SEND}\``);
  const { channel, message } = isObject(parameters) ? parameters : {};
  if (!isChannel(channel)) return noChannel(name, channel);
  if (message === undefined) return refused('unfit-argument', `${name}: it takes a \`message\``);
  const { workflowExecution, activityId } = Context.current().info;
  const notification = {
    execution: workflowExecution?.workflowId ?? name,
    step: activityId.replace(/\[\d+\]$/, ''),
    text: textOf(message),
    timeoutMs,
    ...(key !== undefined && { key }),
  };
  if (channel === 'log') logNotification(ports, notification);
  else {
    const outcome = await postNotification(ports, channel, notification, signal);
    if (outcome.kind !== 'completed') return outcome;
  }
  return { kind: 'completed', result: { channel, delivered: true }, status: 200 };
}

/** What was not given reads as null, and is said as it is within a text: not at all. */
function textOf(message: Json): string {
  if (message === null) return '';
  return typeof message === 'string' ? message : JSON.stringify(message);
}

function isChannel(value: Json | undefined): value is ChannelName {
  return channelNames.some((each) => each === value);
}

function noChannel(name: string, given: Json | undefined): AttemptFailure {
  const near = typeof given === 'string' ? nearest(given, channelNames) : null;
  const advice = near === null ? `the channels are ${channelNames.join(', ')}` : `did you mean ${near}?`;
  const said =
    given === undefined ? 'no `channel` is named' : `no channel is called ${JSON.stringify(given)?.slice(0, 60)}`;
  return refused('unfit-argument', `${name}: ${said}; ${advice}`);
}
