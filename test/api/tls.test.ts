import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { serve, type Serving } from '../../src/api/index.ts';
import { readApiConfig } from '../../src/config/index.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';

const path = (name: string): string => join(process.cwd(), 'test/support/certificates', name);
const pem = (name: string): Buffer => readFileSync(path(name));

const tls = {
  ORCHESTRATOR_ENABLE_TLS: 'true',
  ORCHESTRATOR_TLS_CERT_PATH: path('server.crt'),
  ORCHESTRATOR_TLS_KEY_PATH: path('server.key'),
};
const mutual = { ...tls, ORCHESTRATOR_TLS_CLIENT_CA_PATH: path('ca.crt') };
const client = { cert: pem('client.crt'), key: pem('client.key') };
const stranger = { cert: pem('stranger.crt'), key: pem('stranger.key') };

let serving: Serving | undefined;
afterEach(async () => {
  await serving?.stop();
  serving = undefined;
});

async function started(env: NodeJS.ProcessEnv): Promise<string> {
  const config = readApiConfig({ PORT: '0', BATON_GRACE_MS: '200', ...env });
  serving = await serve(portsInMemory(), config, () => undefined);
  return serving.address;
}

/** The status, or the code of what kept an answer from coming. */
async function ask(address: string, options: RequestOptions = {}): Promise<number | string> {
  return await new Promise((resolve) => {
    const asked = request(`${address}/info`, { ca: pem('ca.crt'), agent: false, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end();
  });
}

describe('HTTPS', () => {
  test('is what the API speaks, with the certificate that it was given', async () => {
    const address = await started(tls);
    expect(address).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await ask(address)).toBe(200);
    expect(await ask(address.replace('127.0.0.1', 'localhost'))).toBe(200);
    expect(await ask(address, { ca: pem('stranger.crt') })).toMatch(/CERT|SIGNATURE|VERIFY/);
  });

  test('is all that it speaks there, in no older form', async () => {
    const address = await started(tls);
    const plain = await new Promise((resolve) => {
      const asked = plainRequest(`${address.replace('https:', 'http:')}/info`, { agent: false }, (response) =>
        resolve(response.statusCode),
      );
      asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      asked.end();
    });
    expect(plain).toBe('ECONNRESET');
    expect(await ask(address, { maxVersion: 'TLSv1.2' })).toBe(200);
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await ask(address, old)).toBe('EPROTO');
  });

  test('has pages of its own: those of plain HTTP are of another site', async () => {
    const address = await started(tls);
    const port = new URL(address).port;
    expect(await ask(address, { headers: { origin: `https://localhost:${port}` } })).toBe(200);
    expect(await ask(address, { headers: { origin: `http://localhost:${port}` } })).toBe(403);
  });

  test('ends as plain HTTP does: what is under way is answered', async () => {
    const address = await started({ ...tls, BATON_GRACE_MS: '40000' });
    expect(await ask(address)).toBe(200);
    expect(await serving?.stop()).toBe('drained');
    expect(await ask(address)).toBe('ECONNREFUSED');
  });
});

describe('with a client CA', () => {
  test('only those get through whom it has signed', async () => {
    const address = await started(mutual);
    expect(await ask(address, client)).toBe(200);
    expect(typeof (await ask(address))).toBe('string');
    expect(typeof (await ask(address, stranger))).toBe('string');
  });

  test('the API may listen beyond loopback', () => {
    const config = readApiConfig({ ...mutual, ORCHESTRATOR_SERVICE_HOST: '0.0.0.0' });
    expect(config).toMatchObject({ host: '0.0.0.0', isExposed: false });
    expect(() => readApiConfig({ ...tls, ORCHESTRATOR_SERVICE_HOST: '0.0.0.0' })).toThrow(/no authentication yet/);
  });
});

describe('it does not start', () => {
  test.each([
    [{ ...tls, ORCHESTRATOR_TLS_CERT_PATH: '' }, /ORCHESTRATOR_TLS_CERT_PATH is missing/],
    [
      { ...tls, ORCHESTRATOR_TLS_KEY_PATH: path('none.key') },
      /ORCHESTRATOR_TLS_KEY_PATH=.*none\.key can't be read: ENOENT/,
    ],
    [{ ...tls, ORCHESTRATOR_TLS_KEY_PATH: path('client.key') }, /is not the key of the certificate/],
    [{ ...tls, ORCHESTRATOR_TLS_CERT_PATH: path('README.md') }, /README\.md holds no certificate/],
    [{ ...tls, ORCHESTRATOR_TLS_KEY_PATH: path('server.crt') }, /server\.crt holds no private key/],
    [{ ...tls, ORCHESTRATOR_TLS_CLIENT_CA_PATH: path('README.md') }, /README\.md holds no certificates/],
    [{ ...tls, ORCHESTRATOR_ENABLE_TLS: 'perhaps' }, /ORCHESTRATOR_ENABLE_TLS=perhaps: allowed are true/],
    [{ ...tls, ORCHESTRATOR_ENABLE_TLS: '' }, /TLS_CERT_PATH is set, but ORCHESTRATOR_ENABLE_TLS is not/],
  ])('%#', (env, message) => {
    expect(() => readApiConfig(env)).toThrow(message);
  });

  test('but does with plain HTTP where that is said', () => {
    expect(readApiConfig({ ...tls, ORCHESTRATOR_ENABLE_TLS: 'false' })).not.toHaveProperty('tls');
  });
});
