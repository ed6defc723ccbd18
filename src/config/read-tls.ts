import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from './config-error.ts';
import { readSwitch } from './read-switch.ts';
import { systemCodeOf } from './system-code.ts';

/** What the API shows to callers, and what it asks of them, as PEM. */
export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Callers must show a certificate that one of these has signed. */
  readonly clientCa?: Buffer;
}

const names = {
  on: 'ORCHESTRATOR_ENABLE_TLS',
  cert: 'ORCHESTRATOR_TLS_CERT_PATH',
  key: 'ORCHESTRATOR_TLS_KEY_PATH',
  clientCa: 'ORCHESTRATOR_TLS_CLIENT_CA_PATH',
} as const;

export function readTls(env: NodeJS.ProcessEnv): Tls | undefined {
  if (!readSwitch(env, names.on, false)) {
    const set = [names.cert, names.key, names.clientCa].find((name) => isGiven(env, name));
    // Somebody may believe that the wire is private.
    if (set !== undefined && !isGiven(env, names.on)) {
      throw new ConfigError(`${set} is set, but ${names.on} is not: set it to true, or to false to speak plain HTTP.`);
    }
    return undefined;
  }
  const cert = fileOf(env, names.cert);
  const key = fileOf(env, names.key);
  const clientCa = isGiven(env, names.clientCa) ? fileOf(env, names.clientCa) : undefined;
  check(() => createSecureContext({ cert }), `${names.cert}=${env[names.cert]} holds no certificate as PEM`);
  check(() => createSecureContext({ key }), `${names.key}=${env[names.key]} holds no private key as PEM`);
  check(() => createSecureContext({ cert, key }), `${names.key} is not the key of the certificate in ${names.cert}`);
  if (clientCa === undefined) return { cert, key };
  check(() => createSecureContext({ ca: clientCa }), `${names.clientCa}=${env[names.clientCa]} holds no certificates`);
  if (!clientCa.includes('-----BEGIN CERTIFICATE-----')) {
    throw new ConfigError(`${names.clientCa}=${env[names.clientCa]} holds no certificates as PEM.`);
  }
  return { cert, key, clientCa };
}

function isGiven(env: NodeJS.ProcessEnv, name: string): boolean {
  return (env[name]?.trim() ?? '') !== '';
}

function fileOf(env: NodeJS.ProcessEnv, name: string): Buffer {
  const path = env[name]?.trim() ?? '';
  if (path === '') throw new ConfigError(`${name} is missing: with ${names.on} it names a file.`);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigError(`${name}=${path} can't be read: ${systemCodeOf(error) ?? 'unknown'}.`);
  }
}

/** What OpenSSL says of it is for nobody. */
function check(use: () => unknown, otherwise: string): void {
  try {
    use();
  } catch {
    throw new ConfigError(`${otherwise}.`);
  }
}
