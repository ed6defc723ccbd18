import { expect, test } from '@jest/globals';
import { effectiveSettings, type Settings, variables } from '../../src/config/index.ts';

function settings(env: NodeJS.ProcessEnv, fromFiles: Settings['fromFiles'] = new Map()): Settings {
  return { env, fromFiles, files: [], notes: [] };
}

const shown = (env: NodeJS.ProcessEnv): Readonly<Record<string, string | null>> =>
  Object.fromEntries(effectiveSettings(settings(env)).map(({ name, value }) => [name, value]));

test('everything that has an effect is there, with what counts where nothing is set', () => {
  const listed = effectiveSettings(settings({ PORT: ' ', PATH: '/bin' }));
  expect(listed.map(({ name }) => name)).toEqual(
    variables.filter(({ idle }) => idle === undefined).map(({ name }) => name),
  );
  expect(listed[0]).toEqual({ name: 'PORT', value: '5080', origin: 'default' });
  expect(new Set(listed.map(({ origin }) => origin))).toEqual(new Set(['default']));
});

test('a value by default is one, and what words say is no value', () => {
  const listed = effectiveSettings(settings({}));
  expect(listed.flatMap(({ value }) => (value !== null && /\s/.test(value) ? [value] : []))).toEqual([]);
  expect(listed.find(({ name }) => name === 'BATON_GRACE_MS')).toEqual({
    name: 'BATON_GRACE_MS',
    value: null,
    origin: 'default',
    otherwise: '20000 worker, 9000 API',
  });
  const set = effectiveSettings(settings({ BATON_GRACE_MS: '5' })).find(({ name }) => name === 'BATON_GRACE_MS');
  expect(set).toEqual({ name: 'BATON_GRACE_MS', value: '5', origin: 'environment' });
});

test('where a value came from is told', () => {
  const place = 'config/orchestrator.yaml:3:3';
  const entry = { variable: 'REDIS_HOST', value: 'redis', key: 'redis.host', place };
  const listed = effectiveSettings(settings({ REDIS_HOST: 'redis', LOG: 'json' }, new Map([['REDIS_HOST', entry]])));
  expect(listed.filter(({ origin }) => origin !== 'default')).toEqual([
    { name: 'LOG', value: 'json', origin: 'environment' },
    { name: 'REDIS_HOST', value: 'redis', origin: 'file', key: 'redis.host', place },
  ]);
});

test('no secret is in it, nor what an address holds of one', () => {
  const env = {
    BATON_SECRET_KEY: 'hush-1',
    BATON_SECRET_SERVICES_KEY: 'weather,mail',
    TEMPORAL_API_KEY: 'hush-2',
    TEMPORAL_TLS_CLIENT_KEY_DATA: 'hush-3',
    BATON_EVENTS_WEBHOOK_SECRET: 'hush-4',
    BATON_EVENTS_WEBHOOK_URL: 'https://hooks.example/T0/hush-5?token=hush-6',
    BATON_EVENTS_REDIS_URL: 'rediss://me:hush-7@redis.example:6380/2',
    BATON_NOTIFY_URL: 'hush-8 is no address',
    SERVICE_WEATHER_URL: 'http://a.example:80/v1, http://b.example',
    REDIS_HOST: 'redis://me:hush-9@redis',
    POSTGRES_PASSWORD: 'hush-10',
  };
  const all = shown(env);
  expect(JSON.stringify(all)).not.toContain('hush');
  expect(all).toMatchObject({
    BATON_SECRET_KEY: '***',
    BATON_SECRET_SERVICES_KEY: 'weather,mail',
    TEMPORAL_API_KEY: '***',
    TEMPORAL_TLS_CLIENT_KEY_DATA: '***',
    BATON_EVENTS_WEBHOOK_SECRET: '***',
    BATON_EVENTS_WEBHOOK_URL: 'https://hooks.example/***',
    BATON_EVENTS_REDIS_URL: 'rediss://***@redis.example:6380/***',
    BATON_NOTIFY_URL: '***',
    SERVICE_WEATHER_URL: 'http://a.example/***,http://b.example',
  });
  expect(all).not.toHaveProperty('POSTGRES_PASSWORD');
});
