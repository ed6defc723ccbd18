import { describe, expect, test } from '@jest/globals';
import { ConfigError, idleVariables, readApiConfig, readGraceMs } from '../../src/config/index.ts';

test('with nothing set: loopback, port 5080', () => {
  expect(readApiConfig({})).toEqual({
    host: '127.0.0.1',
    isExposed: false,
    ports: [5080],
    allowedHosts: [],
    log: 'short',
    logFrom: 0,
    graceMs: 9000,
    load: { inFlight: 128, readsPerSecond: 5000, changesPerSecond: 1000, registrationsPerSecond: 50 },
  });
});

test.each([
  [{ PORT: '5080, 5003,5099,5080' }, [5080, 5003, 5099]],
  [{ ORCHESTRATOR_SERVICE_PORT: '7000' }, [7000]],
  [{ PORT: '7001', ORCHESTRATOR_SERVICE_PORT: '7000' }, [7001]],
  [{ PORT: '', ORCHESTRATOR_SERVICE_PORT: '7000' }, [7000]],
])('%j listens on %j', (env, ports) => {
  expect(readApiConfig(env).ports).toEqual(ports);
});

test('names that a Host header may have are told by name, in any case', () => {
  expect(readApiConfig({ BATON_ALLOWED_HOSTS: 'API, baton.internal ,' }).allowedHosts).toEqual([
    'api',
    'baton.internal',
  ]);
});

describe('refuses to start', () => {
  test.each([
    [{ ORCHESTRATOR_SERVICE_HOST: '0.0.0.0' }, /no authentication yet/],
    [{ ORCHESTRATOR_SERVICE_HOST: '192.168.1.2' }, /loopback only/],
    [{ ORCHESTRATOR_API_KEY: 'your-api-key' }, /ORCHESTRATOR_API_KEY is the placeholder/],
    [{ ORCHESTRATOR_JWT_SECRET: ' your-secret-key ' }, /ORCHESTRATOR_JWT_SECRET is the placeholder/],
    [{ BATON_EVENTS_WEBHOOK_SECRET: 'your-secret-key' }, /BATON_EVENTS_WEBHOOK_SECRET is the placeholder/],
    [{ ORCHESTRATOR_API_KEY: 'x' }, /ORCHESTRATOR_API_KEY is set, but this release has no authentication/],
    [{ ORCHESTRATOR_JWT_SECRET: 'x' }, /ORCHESTRATOR_JWT_SECRET is set, but this release has no authentication/],
    [{ ORCHESTRATOR_LOG_LEVEL: 'loud' }, /ORCHESTRATOR_LOG_LEVEL=loud: allowed are DEBUG, INFO, WARNING/],
    [{ ORCHESTRATOR_RATE_LIMITING_ENABLED: 'maybe' }, /ORCHESTRATOR_RATE_LIMITING_ENABLED=maybe: allowed are true/],
    [{ PORT: '70000' }, /PORT: `70000` is no port/],
    [{ PORT: '5080,' }, /`` is no port/],
    [{ ORCHESTRATOR_SERVICE_PORT: 'http' }, /ORCHESTRATOR_SERVICE_PORT: `http`/],
    [{ LOG: 'xml' }, /LOG=xml/],
    [{ BATON_ALLOWED_HOSTS: 'api:5080' }, /`api:5080` is no host name/],
    [{ BATON_ALLOWED_HOSTS: 'api, *' }, /`\*` is no host name/],
    [{ BATON_IN_FLIGHT: '0' }, /BATON_IN_FLIGHT=0: allowed are numbers from 1 to 999999, and `off`/],
    [{ BATON_READS_PER_SECOND: 'many' }, /BATON_READS_PER_SECOND=many/],
    [{ BATON_GRACE_MS: '0' }, /BATON_GRACE_MS=0/],
    [{ BATON_GRACE_MS: 'abc' }, /BATON_GRACE_MS=abc: allowed are milliseconds/],
  ])('%j', (env, message) => {
    expect(() => readApiConfig(env)).toThrow(ConfigError);
    expect(() => readApiConfig(env)).toThrow(message);
  });
});

test('another address only by a word that cannot be said by mistake', () => {
  const env = { ORCHESTRATOR_SERVICE_HOST: '0.0.0.0' };
  expect(readApiConfig({ ...env, BATON_ALLOW_UNAUTHENTICATED: 'yes' })).toMatchObject({
    host: '0.0.0.0',
    isExposed: true,
  });
  for (const word of ['', 'no', 'true', '1', 'YES']) {
    expect(() => readApiConfig({ ...env, BATON_ALLOW_UNAUTHENTICATED: word })).toThrow(ConfigError);
  }
});

test('variables under our prefixes that do nothing are named, with the nearest that does', () => {
  const env = { BATON_DATTA: 'x', ORCHESTRATOR_PEERS: 'a', BATON_DATA: 'x', BATON_SOMETHING_ELSE: '', PATH: '/bin' };
  expect(idleVariables(env)).toEqual([
    'BATON_DATTA is no variable that Baton reads; did you mean BATON_DATA?',
    'BATON_SOMETHING_ELSE is no variable that Baton reads.',
    expect.stringMatching(/^ORCHESTRATOR_PEERS has no effect: this release does not share its registry with peers/),
  ]);
});

test('what there is not may be switched off without a word', () => {
  const env = { ORCHESTRATOR_METRICS_ENABLED: 'False', ORCHESTRATOR_PEERS: '', POSTGRES_HOST: ' ' };
  expect(idleVariables(env)).toEqual([]);
  expect(idleVariables({ ORCHESTRATOR_METRICS_ENABLED: 'true' })).toEqual([
    'ORCHESTRATOR_METRICS_ENABLED has no effect: this release has no `/metrics`.',
  ]);
  expect(idleVariables({ POSTGRES_PASSWORD: 'the-password' }).join()).not.toContain('the-password');
});

test('rates without a limit at one word, but for those that are set', () => {
  const env = { ORCHESTRATOR_RATE_LIMITING_ENABLED: 'false', BATON_CHANGES_PER_SECOND: '30' };
  expect(readApiConfig(env).load).toEqual({
    inFlight: 128,
    readsPerSecond: Number.POSITIVE_INFINITY,
    changesPerSecond: 30,
    registrationsPerSecond: Number.POSITIVE_INFINITY,
  });
});

test.each([
  ['debug', 0],
  ['INFO', 0],
  ['Warning', 400],
  ['ERROR', 500],
])('at the level %s requests are told from the status %i on', (level, from) => {
  expect(readApiConfig({ ORCHESTRATOR_LOG_LEVEL: level }).logFrom).toBe(from);
});

test('how much is taken on: numbers, or no limit', () => {
  const env = { BATON_IN_FLIGHT: '7', BATON_CHANGES_PER_SECOND: ' 30 ', BATON_REGISTRATIONS_PER_SECOND: 'off' };
  expect(readApiConfig(env).load).toEqual({
    inFlight: 7,
    readsPerSecond: 5000,
    changesPerSecond: 30,
    registrationsPerSecond: Number.POSITIVE_INFINITY,
  });
});

test('how long a process may take to end is read the same way for each of them', () => {
  expect(readGraceMs({}, 20_000)).toBe(20_000);
  expect(readGraceMs({ BATON_GRACE_MS: ' 700 ' }, 20_000)).toBe(700);
  for (const text of ['abc', '-1', '1e3', '0', '1000000']) {
    expect(() => readGraceMs({ BATON_GRACE_MS: text }, 20_000)).toThrow(ConfigError);
  }
});
