import { refuseAddress } from '../../activities/index.ts';
import { ConfigError } from '../config/index.ts';

/** Where notifications are posted to beside the log, if anywhere. Held to the rules for services: it is called the same
 * way. */
export function readNotifyUrl(env: NodeJS.ProcessEnv): string | undefined {
  const url = env['BATON_NOTIFY_URL'];
  if (url === undefined || url === '') return undefined;
  // A query is allowed: many a receiver wants its token there. So nothing of it is printed.
  const reason = refuseAddress(url.replace(/\?.*/s, ''));
  if (reason !== null) throw new ConfigError(`BATON_NOTIFY_URL can't be posted to: it ${reason}`);
  return url;
}
