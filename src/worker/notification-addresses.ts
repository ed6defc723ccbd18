import { type NotificationAddresses, refuseAddress } from '../../activities/index.ts';
import { ConfigError } from '../config/index.ts';

/** Where notifications are posted to beside the log, if anywhere. Held to the rules for services: they are called the same
 * way. */
export function readNotificationAddresses(env: NodeJS.ProcessEnv): NotificationAddresses {
  const webhook = addressIn(env, 'BATON_NOTIFY_URL');
  const notificationService = addressIn(env, 'NOTIFICATION_URL');
  if (notificationService?.includes('?') === true)
    throw new ConfigError("NOTIFICATION_URL can't have a query: `/notify` is put behind it.");
  return {
    ...(webhook !== undefined && { webhook }),
    ...(notificationService !== undefined && { notificationService }),
  };
}

function addressIn(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const url = env[variable]?.trim();
  if (url === undefined || url === '') return undefined;
  // A query is allowed: many a receiver wants its token there. So nothing of it is printed.
  const reason = refuseAddress(url.replace(/\?.*/s, ''));
  if (reason !== null) throw new ConfigError(`${variable} can't be posted to: it ${reason}`);
  return url;
}
