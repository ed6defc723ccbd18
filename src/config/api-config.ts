import { ConfigError } from './config-error.ts';
import { readGraceMs } from './read-grace.ts';
import { type LoadLimits, readLoadLimits } from './read-load-limits.ts';

export interface ApiConfig {
  readonly host: string;
  /** Beyond loopback with nothing of ours that keeps anybody out. */
  readonly isExposed: boolean;
  /** At least one; 0 takes any free one. */
  readonly ports: readonly number[];
  /** What a Host header may name besides loopback, in lower case: a container's name, say. */
  readonly allowedHosts: readonly string[];
  readonly log: 'json' | 'short';
  /** From the signal to end until the last connection is cut. */
  readonly graceMs: number;
  readonly load: LoadLimits;
}

export const DEFAULT_PORT = 5080;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

export function readApiConfig(env: NodeJS.ProcessEnv): ApiConfig {
  refuseUnsupported(env);
  const host = given(env, 'ORCHESTRATOR_SERVICE_HOST') ?? '127.0.0.1';
  // In a container loopback is nobody's, so there must be a way to say that something else keeps others out.
  if (!LOOPBACK.has(host) && given(env, 'BATON_ALLOW_UNAUTHENTICATED') !== 'yes') {
    throw new ConfigError(
      `ORCHESTRATOR_SERVICE_HOST=${host}: this release has no authentication yet, so the API listens on loopback only ` +
        '(127.0.0.1, localhost or ::1). Put a proxy that authenticates in front of it to let others in, or set ' +
        'BATON_ALLOW_UNAUTHENTICATED=yes where the network lets in only whom you trust.',
    );
  }
  const variable = given(env, 'PORT') === undefined ? 'ORCHESTRATOR_SERVICE_PORT' : 'PORT';
  const ports = (given(env, variable) ?? String(DEFAULT_PORT)).split(',').map((text) => portOf(variable, text.trim()));
  return {
    host,
    isExposed: !LOOPBACK.has(host),
    ports: [...new Set(ports)],
    allowedHosts: allowedHosts(env),
    log: logOf(env),
    graceMs: readGraceMs(env, 9000),
    load: readLoadLimits(env),
  };
}

/** What would make somebody believe that callers are authenticated or that the wire is private. */
function refuseUnsupported(env: NodeJS.ProcessEnv): void {
  for (const variable of ['ORCHESTRATOR_JWT_SECRET', 'ORCHESTRATOR_API_KEY']) {
    if (given(env, variable) === undefined) continue;
    throw new ConfigError(`${variable} is set, but this release has no authentication yet. Unset it to start without.`);
  }
  const tls = given(env, 'ORCHESTRATOR_ENABLE_TLS')?.toLowerCase() ?? 'false';
  if (!['false', '0', 'no', 'off'].includes(tls)) {
    throw new ConfigError(
      'ORCHESTRATOR_ENABLE_TLS is set, but this release speaks plain HTTP only. Unset it to start without.',
    );
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

function given(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
