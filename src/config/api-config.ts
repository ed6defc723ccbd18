import { ConfigError } from './config-error.ts';
import { readGraceMs } from './read-grace.ts';
import { type LoadLimits, readLoadLimits } from './read-load-limits.ts';
import { readTls, type Tls } from './read-tls.ts';
import { refusePlaceholders } from './settings.ts';

export interface ApiConfig {
  readonly host: string;
  /** Beyond loopback with nothing of ours that keeps anybody out. */
  readonly isExposed: boolean;
  /** At least one; 0 takes any free one. */
  readonly ports: readonly number[];
  /** What a Host header may name besides loopback, in lower case: a container's name, say. */
  readonly allowedHosts: readonly string[];
  /** Without it the API speaks plain HTTP. */
  readonly tls?: Tls;
  readonly log: 'json' | 'short';
  /** Requests with a lower status are not told by the log. */
  readonly logFrom: 0 | 400 | 500;
  /** From the signal to end until the last connection is cut. */
  readonly graceMs: number;
  readonly load: LoadLimits;
}

export const DEFAULT_PORT = 5080;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

export function readApiConfig(env: NodeJS.ProcessEnv): ApiConfig {
  refuseUnsupported(env);
  const host = given(env, 'ORCHESTRATOR_SERVICE_HOST') ?? '127.0.0.1';
  const tls = readTls(env);
  const isExposed = !LOOPBACK.has(host) && tls?.clientCa === undefined;
  // In a container loopback is nobody's, so there must be a way to say that something else keeps others out.
  if (isExposed && given(env, 'BATON_ALLOW_UNAUTHENTICATED') !== 'yes') {
    throw new ConfigError(
      `ORCHESTRATOR_SERVICE_HOST=${host}: this release has no authentication yet, so the API listens on loopback only ` +
        '(127.0.0.1, localhost or ::1). Put a proxy that authenticates in front of it to let others in, let in only ' +
        'certificates by ORCHESTRATOR_TLS_CLIENT_CA_PATH, or set BATON_ALLOW_UNAUTHENTICATED=yes where the network lets in only whom you trust.',
    );
  }
  const variable = given(env, 'PORT') === undefined ? 'ORCHESTRATOR_SERVICE_PORT' : 'PORT';
  const ports = (given(env, variable) ?? String(DEFAULT_PORT)).split(',').map((text) => portOf(variable, text.trim()));
  return {
    host,
    isExposed,
    ports: [...new Set(ports)],
    allowedHosts: allowedHosts(env),
    ...(tls !== undefined && { tls }),
    log: logOf(env),
    logFrom: logFromOf(env),
    graceMs: readGraceMs(env, 9000),
    load: readLoadLimits(env),
  };
}

/** What would make somebody believe that callers are authenticated. */
function refuseUnsupported(env: NodeJS.ProcessEnv): void {
  refusePlaceholders(env);
  for (const variable of ['ORCHESTRATOR_JWT_SECRET', 'ORCHESTRATOR_API_KEY']) {
    if (given(env, variable) === undefined) continue;
    throw new ConfigError(`${variable} is set, but this release has no authentication yet. Unset it to start without.`);
  }
}

function portOf(variable: string, text: string): number {
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port <= 65_535) return port;
  throw new ConfigError(
    `${variable}: \`${text}\` is no port; allowed are numbers from 0 to 65535, several with commas.`,
  );
}

function allowedHosts(env: NodeJS.ProcessEnv): readonly string[] {
  const names = (given(env, 'BATON_ALLOWED_HOSTS') ?? '').split(',').flatMap((text) => text.trim().toLowerCase() || []);
  for (const name of names) {
    if (/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) continue;
    throw new ConfigError(`BATON_ALLOWED_HOSTS: \`${name}\` is no host name; several with commas, without ports.`);
  }
  return names;
}

function logOf(env: NodeJS.ProcessEnv): 'json' | 'short' {
  const text = given(env, 'LOG') ?? 'short';
  if (text === 'json' || text === 'short') return text;
  throw new ConfigError(`LOG=${text}: allowed are json and short.`);
}

const levels: ReadonlyMap<string, ApiConfig['logFrom']> = new Map([
  ['DEBUG', 0],
  ['INFO', 0],
  ['WARNING', 400],
  ['WARN', 400],
  ['ERROR', 500],
  ['CRITICAL', 500],
]);

function logFromOf(env: NodeJS.ProcessEnv): ApiConfig['logFrom'] {
  const text = given(env, 'ORCHESTRATOR_LOG_LEVEL') ?? 'INFO';
  const from = levels.get(text.toUpperCase());
  if (from !== undefined) return from;
  throw new ConfigError(`ORCHESTRATOR_LOG_LEVEL=${text}: allowed are ${[...levels.keys()].join(', ')}.`);
}

function given(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
