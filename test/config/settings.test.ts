import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ConfigError,
  explainOrigin,
  readApiConfig,
  readSettings,
  type Settings,
  withoutFiles,
} from '../../src/config/index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-settings-'));
  mkdirSync(join(folder, 'config'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(env: NodeJS.ProcessEnv, files: Readonly<Record<string, string | Uint8Array>>): Settings {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'config', name), text);
  return readSettings(env, folder);
}

/** As the service's own documentation shows it. */
const documented = `
# config/orchestrator.yaml
database:
  path: ../../data/orchestrator_workflows.db
  connection_pool_size: 10
  timeout_seconds: 30

services:
  host: localhost
  port: 5080
  workers: 4

security:
  enable_tls: true
  tls_cert_path: ./certs/server.crt
  tls_key_path: ./certs/server.key
  jwt_secret: your-secret-key

monitoring:
  enabled: true
  metrics_interval: 60
  health_check_interval: 30
  log_level: INFO

enterprise:
  service_mesh_enabled: true
  event_streaming_enabled: true
  circuit_breaker_enabled: true
  rate_limiting_enabled: true
`;

test('with no file there is the environment alone', () => {
  expect(readSettings({ PORT: '7000' }, join(folder, 'config'))).toEqual({
    env: { PORT: '7000' },
    fromFiles: new Map(),
    files: [],
    notes: [],
  });
});

describe('the documented file', () => {
  test('says what it says, or has no effect for a reason that is told', () => {
    const { env, files, notes } = read({}, { 'orchestrator.yaml': documented });
    expect(files).toEqual(['config/orchestrator.yaml']);
    expect(env).toEqual({
      ORCHESTRATOR_SERVICE_HOST: 'localhost',
      ORCHESTRATOR_SERVICE_PORT: '5080',
      ORCHESTRATOR_WORKERS: '4',
      ORCHESTRATOR_ENABLE_TLS: 'true',
      ORCHESTRATOR_TLS_CERT_PATH: './certs/server.crt',
      ORCHESTRATOR_TLS_KEY_PATH: './certs/server.key',
      ORCHESTRATOR_JWT_SECRET: 'your-secret-key',
      ORCHESTRATOR_HEALTH_CHECK_INTERVAL: '30',
      ORCHESTRATOR_LOG_LEVEL: 'INFO',
      ORCHESTRATOR_EVENT_STREAMING_ENABLED: 'true',
      ORCHESTRATOR_RATE_LIMITING_ENABLED: 'true',
    });
    expect(
      notes.map((note) => /^config\/orchestrator\.yaml:(\d+:\d+): (\S+) has no effect: ./.exec(note)?.slice(1)),
    ).toEqual([
      ['4:3', 'database.path'],
      ['5:3', 'database.connection_pool_size'],
      ['6:3', 'database.timeout_seconds'],
      ['20:3', 'monitoring.enabled'],
      ['21:3', 'monitoring.metrics_interval'],
      ['26:3', 'enterprise.service_mesh_enabled'],
      ['28:3', 'enterprise.circuit_breaker_enabled'],
    ]);
  });

  test('does not start with its placeholder for a secret, and tells where that stands', () => {
    const settings = read({}, { 'orchestrator.yaml': documented });
    const error = thrownBy(() => readApiConfig(settings.env));
    expect(explainOrigin(error, settings)).toBe(
      'ORCHESTRATOR_JWT_SECRET is the placeholder that documentation shows, which everybody knows: set your own. ' +
        'ORCHESTRATOR_JWT_SECRET is `security.jwt_secret` in config/orchestrator.yaml:17:3.',
    );
  });
});

describe('who wins', () => {
  test('the environment, then config/orchestrator.yaml, then config/app.yaml', () => {
    const { env, fromFiles, files } = read(
      { REDIS_HOST: 'of-the-environment' },
      {
        'orchestrator.yaml': 'redis: {host: of-ours, port: 1}\n',
        'app.yaml': 'redis: {host: of-the-other, port: 2}\nservices: {REPORTING_URL: "http://reporting:5030"}\n',
      },
    );
    expect(env).toEqual({ REDIS_HOST: 'of-the-environment', REDIS_PORT: '1', REPORTING_URL: 'http://reporting:5030' });
    expect(files).toEqual(['config/orchestrator.yaml', 'config/app.yaml']);
    expect([...fromFiles.values()].map(({ key, place }) => [key, place])).toEqual([
      ['redis.port', 'config/orchestrator.yaml:1:24'],
      ['services.REPORTING_URL', 'config/app.yaml:2:12'],
    ]);
  });

  test('an empty variable says nothing, nor does an empty line', () => {
    const { env } = read({ REDIS_HOST: '' }, { 'orchestrator.yaml': 'redis:\n  host: redis\n  port:\n' });
    expect(env).toEqual({ REDIS_HOST: 'redis' });
  });

  test('what the environment says in other words stands before a file, too', () => {
    const files = { 'orchestrator.yaml': 'orchestrator: {PORT: 5000}\n', 'app.yaml': 'services: {port: 5001}\n' };
    expect(read({ ORCHESTRATOR_SERVICE_PORT: '7000' }, files).env).toEqual({ ORCHESTRATOR_SERVICE_PORT: '7000' });
    expect(read({}, files).env).toEqual({ PORT: '5000' });
  });
});

describe('any variable may stand in a file by its name', () => {
  test('in a section or in none, and a list where there may be several', () => {
    const text = 'PORT: [5080, 5003]\norchestrator:\n  BATON_IN_FLIGHT: 7\n  SERVICE_WEATHER_URL: http://weather:80\n';
    expect(read({}, { 'orchestrator.yaml': text }).env).toEqual({
      PORT: '5080,5003',
      BATON_IN_FLIGHT: '7',
      SERVICE_WEATHER_URL: 'http://weather:80',
    });
  });

  test('but secrets of calls, which the API must not know', () => {
    const { env, notes } = read({}, { 'orchestrator.yaml': 'BATON_SECRET_KEY: the-value\n' });
    expect(env).toEqual({});
    expect(notes).toEqual([expect.stringMatching(/^config\/orchestrator\.yaml:1:1: BATON_SECRET_KEY has no effect: /)]);
    expect(notes.join()).not.toContain('the-value');
  });

  test('a variable that has no effect has none here either', () => {
    const { notes } = read({}, { 'app.yaml': 'orchestrator:\n  ORCHESTRATOR_PEERS: http://a,http://b\n' });
    expect(notes).toEqual([
      expect.stringMatching(/^config\/app\.yaml:2:3: orchestrator\.ORCHESTRATOR_PEERS has no effect: this release/),
    ]);
  });
});

describe('what is not known is told with its place and the nearest name', () => {
  test.each([
    ['services:\n  prot: 5080\n', "2:3: services.prot is no setting of Baton's; did you mean services.port?"],
    ['service:\n  port: 5080\n', "1:1: service is no setting of Baton's; did you mean services?"],
    ['monitoring:\n  workers: 2\n', "2:3: monitoring.workers is no setting of Baton's; did you mean services.workers?"],
    [
      'orchestrator:\n  BATON_DATTA: x\n',
      "2:3: orchestrator.BATON_DATTA is no setting of Baton's; did you mean BATON_DATA?",
    ],
    ['quite_another_thing: 1\n', "1:1: quite_another_thing is no setting of Baton's."],
    ['? [a]\n: 1\n', '1:3: a list or a map is the name of no setting.'],
    ['redis: {host: a, REDIS_HOST: b}\n', '1:18: redis.REDIS_HOST has no effect: redis.host says it already.'],
  ])('%j', (text, note) => {
    expect(read({}, { 'orchestrator.yaml': text }).notes).toEqual([`config/orchestrator.yaml:${note}`]);
  });

  test("sections of others' in config/app.yaml are theirs", () => {
    const text = 'logging: {level: x}\nname: other\nredis:\n  hosst: a\n';
    expect(read({}, { 'app.yaml': text }).notes).toEqual([
      "config/app.yaml:4:3: redis.hosst is no setting of Baton's; did you mean redis.host?",
    ]);
  });
});

describe('what cannot be read stops the start', () => {
  test.each([
    ['services: [\n', /^config\/orchestrator\.yaml:\d+:\d+: /],
    [
      'redis:\n  host: a\n---\nredis:\n  host: b\n',
      /^config\/orchestrator\.yaml:\d+:\d+: a configuration is one document\.$/,
    ],
    ['security: x\n', /^config\/orchestrator\.yaml:1:1: security is a section: a map of settings\.$/],
    ['services: [5080]\n', /^config\/orchestrator\.yaml:1:1: services is a section: a map of settings\.$/],
    ['services: *a\n', /^config\/orchestrator\.yaml:1:11: there is no anchor &a before this\.$/],
    ['- a\n', /^config\/orchestrator\.yaml: a configuration is a map of sections\.$/],
    [
      'services:\n  host: {a: b}\n',
      /^config\/orchestrator\.yaml:2:3: services\.host is one text, number or boolean\.$/,
    ],
    ['services:\n  port: [[1]]\n', /^config\/orchestrator\.yaml:2:3: services\.port is a text or a list of texts\.$/],
    ['redis:\n  host: a\n  host: b\n', /^config\/orchestrator\.yaml:3:3: /],
    [`a: ${'x'.repeat(300_000)}\n`, /^config\/orchestrator\.yaml is larger than 256 KiB\.$/],
    [Uint8Array.of(0x61, 0x3a, 0x20, 0xff), /^config\/orchestrator\.yaml is not UTF-8\.$/],
  ])('%#', (text, message) => {
    expect(thrownBy(() => read({}, { 'orchestrator.yaml': text }))).toMatch(message);
  });

  test('a folder in the place of a file', () => {
    mkdirSync(join(folder, 'config', 'app.yaml'));
    expect(thrownBy(() => readSettings({}, folder))).toBe("config/app.yaml can't be read: EISDIR.");
  });
});

test('an empty file says nothing', () => {
  expect(read({}, { 'orchestrator.yaml': '# nothing yet\n' })).toMatchObject({ env: {}, notes: [] });
});

test('a section says nothing whose lines are all comments', () => {
  const text = 'services:\n  # port: 5080\nsecurity: ~\n';
  expect(read({}, { 'orchestrator.yaml': text, 'app.yaml': text })).toMatchObject({ env: {}, notes: [] });
});

test('an alias says what its anchor says', () => {
  const text = 'redis: &r {host: &h redis, port: 1}\nservices: {host: *h, port: [*h]}\nqueue: *r\n';
  expect(read({}, { 'app.yaml': text }).env).toEqual({
    REDIS_HOST: 'redis',
    REDIS_PORT: '1',
    ORCHESTRATOR_SERVICE_HOST: 'redis',
    ORCHESTRATOR_SERVICE_PORT: 'redis',
  });
  const { env, notes } = read({}, { 'app.yaml': '', 'orchestrator.yaml': 'x: &r {host: redis}\nredis: *r\n' });
  expect(env).toEqual({ REDIS_HOST: 'redis' });
  expect(notes).toEqual(["config/orchestrator.yaml:1:1: x is no setting of Baton's."]);
});

test('a program that reads the files itself is given the rest', () => {
  const settings = read({ LOG: 'json' }, { 'orchestrator.yaml': 'redis: {host: redis, port: 1}\n' });
  expect(withoutFiles({ ...settings.env, REDIS_PORT: '2', BATON_DATA: '/x' }, settings)).toEqual({
    LOG: 'json',
    REDIS_PORT: '2',
    BATON_DATA: '/x',
  });
});

function thrownBy(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return String(error instanceof Error ? error.message : error);
  }
  throw new Error('nothing was thrown');
}
