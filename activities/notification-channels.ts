import { type AttemptFailure, type AttemptOutcome, type AttemptPorts, attemptCall } from './attempt-call.ts';

export const channelNames = ['log', 'webhook', 'notification_service'] as const;
export type ChannelName = (typeof channelNames)[number];

/** Where notifications go beside the log; each address was checked when the worker started. */
export interface NotificationAddresses {
  readonly webhook?: string;
  /** Of the service: what is posted goes to `/notify` there. */
  readonly notificationService?: string;
}

export interface ChannelPorts extends AttemptPorts {
  /** Takes a line for the worker's log. */
  readonly log: (line: string) => void;
  readonly addresses: NotificationAddresses;
}

export interface Notification {
  readonly execution: string;
  readonly step: string;
  readonly text: string;
  /** The Idempotency-Key: who is told twice can tell. */
  readonly key?: string;
  readonly timeoutMs: number;
}

export function logNotification({ log }: ChannelPorts, { execution, step, text }: Notification): void {
  log(JSON.stringify({ kind: 'notification', at: new Date().toISOString(), execution, step, text }));
}

/** Which channels other than the log there are here. */
export function configuredChannels({ addresses }: ChannelPorts): readonly Exclude<ChannelName, 'log'>[] {
  return (['webhook', 'notification_service'] as const).filter((name) => urlOf(addresses, name) !== undefined);
}

/** One attempt to tell whoever is behind a channel. */
export async function postNotification(
  ports: ChannelPorts,
  channel: Exclude<ChannelName, 'log'>,
  notification: Notification,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const address = urlOf(ports.addresses, channel);
  if (address === undefined) return notConfigured(channel);
  const { execution, step, text, key, timeoutMs } = notification;
  const parameters =
    channel === 'webhook' ? { execution, step, text } : { message: text, execution_id: execution, step };
  const target = { kind: 'url', url: new URL(address) } as const;
  const attempt = {
    name: channel,
    target,
    verb: 'POST',
    parameters,
    timeoutMs,
    ...(key !== undefined && { key }),
  } as const;
  const outcome = await attemptCall(ports, attempt, signal);
  // Whoever takes notifications may answer as it likes.
  const isTaken = outcome.kind === 'completed' || (outcome.kind === 'failed' && (outcome.status ?? 400) < 300);
  return isTaken ? { kind: 'completed', result: null, status: 200 } : outcome;
}

function urlOf(addresses: NotificationAddresses, channel: Exclude<ChannelName, 'log'>): string | undefined {
  if (channel === 'webhook') return addresses.webhook;
  const { notificationService: service } = addresses;
  return service === undefined ? undefined : `${service.replace(/\/+$/, '')}/notify`;
}

function notConfigured(channel: Exclude<ChannelName, 'log'>): AttemptFailure {
  const variable = channel === 'webhook' ? 'BATON_NOTIFY_URL' : 'NOTIFICATION_URL';
  const message = `the notification channel ${channel} is not configured: the worker has no ${variable}`;
  return { kind: 'failed', code: 'channel-not-configured', message, unanswered: false, retryable: false };
}
