import { refuseAddress } from '../../activities/index.ts';
import { ConfigError, readSwitch } from '../config/index.ts';

export interface SinksConfig {
  readonly log?: 'stdout' | { readonly path: string };
  readonly webhook?: { readonly url: string; readonly secret: string };
  readonly collector?: { readonly url: string };
  readonly redis?: { readonly url: string; readonly stream: string; readonly mostEvents: number };
}

const SHORTEST_SECRET = 16;

/** Where events go, as the environment says it; nowhere, where it says nothing, or that they go nowhere. */
export function readSinksConfig(env: NodeJS.ProcessEnv): SinksConfig {
  if (!readSwitch(env, 'ORCHESTRATOR_EVENT_STREAMING_ENABLED', true)) return {};
  const log = given(env, 'BATON_EVENTS_LOG');
  const webhook = webhookOf(env);
  const collector = urlOf(env, 'LOG_COLLECTOR_URL');
  const redis = redisUrl(env);
  return {
    ...(log !== undefined && { log: log === 'stdout' ? log : { path: log } }),
    ...(webhook !== undefined && { webhook }),
    ...(collector !== undefined && { collector: { url: collector } }),
    ...(redis !== undefined && {
      redis: {
        url: redis,
        stream: given(env, 'BATON_EVENTS_REDIS_STREAM') ?? 'baton:events',
        mostEvents: countOf(env, 'BATON_EVENTS_REDIS_MAXLEN', 100_000),
      },
    }),
  };
}

function webhookOf(env: NodeJS.ProcessEnv): SinksConfig['webhook'] {
  const url = urlOf(env, 'BATON_EVENTS_WEBHOOK_URL');
  const secret = given(env, 'BATON_EVENTS_WEBHOOK_SECRET');
  if (url === undefined) {
    if (secret === undefined) return undefined;
    throw new ConfigError('BATON_EVENTS_WEBHOOK_SECRET is set, but BATON_EVENTS_WEBHOOK_URL is not.');
  }
  if (secret === undefined || secret.length < SHORTEST_SECRET) {
    throw new ConfigError(
      `BATON_EVENTS_WEBHOOK_SECRET must be set to ${SHORTEST_SECRET} characters or more: ` +
        'what is posted to BATON_EVENTS_WEBHOOK_URL is signed with it.',
    );
  }
  return { url, secret };
}

/** Held to the rules for services: it is called the same way. */
function urlOf(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const url = given(env, variable);
  if (url === undefined) return undefined;
  // A query is allowed: many a receiver wants its token there. So nothing of it is printed.
  const reason = refuseAddress(url.replace(/\?.*/s, ''));
  if (reason !== null) throw new ConfigError(`${variable} can't be posted to: it ${reason}.`);
  return url;
}

function redisUrl(env: NodeJS.ProcessEnv): string | undefined {
  const url = given(env, 'BATON_EVENTS_REDIS_URL');
  if (url !== undefined) {
    if (/^rediss?:\/\/[^/]/.test(url) && URL.canParse(url)) return url;
    // It may hold a password.
    throw new ConfigError('BATON_EVENTS_REDIS_URL is no URL that begins with redis:// or rediss://.');
  }
  const host = given(env, 'REDIS_HOST');
  if (host === undefined) return undefined;
  const port = countOf(env, 'REDIS_PORT', 6379);
  const made = `redis://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (!/[/@?#\s]/.test(host) && port <= 65_535 && URL.canParse(made)) return made;
  throw new ConfigError(`REDIS_HOST=${host}, REDIS_PORT=${port}: that is no host with a port.`);
}

function countOf(env: NodeJS.ProcessEnv, variable: string, usual: number): number {
  const text = given(env, variable);
  if (text === undefined) return usual;
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new ConfigError(`${variable}=${text}: allowed are whole numbers from 1 to 999999999.`);
}

function given(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
