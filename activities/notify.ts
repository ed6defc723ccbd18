import { Context } from '@temporalio/activity';
import type { CallAnswer, NotifyRequest } from '../src/driver/protocol.ts';
import { type ChannelPorts, configuredChannels, logNotification, postNotification } from './notification-channels.ts';
import { retriedCall } from './retried-call.ts';

/** Tells somebody: the worker's log always, once; and who is configured, until all have answered. Where one of them has
 * not, the next attempt tells the others again, under the same key. */
export async function notify(ports: ChannelPorts, request: NotifyRequest): Promise<CallAnswer> {
  if (Context.current().info.attempt === 1) logNotification(ports, request);
  const channels = configuredChannels(ports);
  if (channels.length === 0) return { result: null, attempts: 1 };
  return await retriedCall({ name: 'notify', retry: request.retry }, async (signal, open) => {
    open();
    for (const channel of channels) {
      const outcome = await postNotification(ports, channel, request, signal);
      if (outcome.kind !== 'completed') return outcome;
    }
    return { kind: 'completed', result: null, status: 200 };
  });
}
