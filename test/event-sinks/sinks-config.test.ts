import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../src/config/index.ts';
import { readSinksConfig } from '../../src/event-sinks/index.ts';

describe('where events go', () => {
  test('nowhere, unless somebody says so', () => {
    expect(readSinksConfig({ REDIS_HOST: '', BATON_EVENTS_LOG: ' ', REDIS_PORT: '6379' })).toEqual({});
  });

  test('as the environment says it', () => {
    expect(
      readSinksConfig({
        BATON_EVENTS_LOG: 'stdout',
        BATON_EVENTS_WEBHOOK_URL: 'https://receiver.example/in?token=1',
        BATON_EVENTS_WEBHOOK_SECRET: '0123456789abcdef',
        LOG_COLLECTOR_URL: 'http://log-collector:5080/logs',
        REDIS_HOST: 'redis',
      }),
    ).toEqual({
      log: 'stdout',
      webhook: { url: 'https://receiver.example/in?token=1', secret: '0123456789abcdef' },
      collector: { url: 'http://log-collector:5080/logs' },
      redis: { url: 'redis://redis:6379', stream: 'baton:events', mostEvents: 100_000 },
    });
    expect(
      readSinksConfig({
        BATON_EVENTS_LOG: '/var/log/events.log',
        REDIS_HOST: 'redis',
        BATON_EVENTS_REDIS_URL: 'rediss://me:word@cache:6380/2',
        BATON_EVENTS_REDIS_STREAM: 'events',
        BATON_EVENTS_REDIS_MAXLEN: '500',
      }),
    ).toEqual({
      log: { path: '/var/log/events.log' },
      redis: { url: 'rediss://me:word@cache:6380/2', stream: 'events', mostEvents: 500 },
    });
    expect(readSinksConfig({ REDIS_HOST: '::1', REDIS_PORT: '7000' }).redis?.url).toBe('redis://[::1]:7000');
  });

  test.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ BATON_EVENTS_WEBHOOK_URL: 'https://receiver.example/' }, /^BATON_EVENTS_WEBHOOK_SECRET must be set to 16 /],
    [
      { BATON_EVENTS_WEBHOOK_URL: 'https://receiver.example/', BATON_EVENTS_WEBHOOK_SECRET: 'short' },
      /^BATON_EVENTS_WEBHOOK_SECRET must be set to 16 (?!.*short)/,
    ],
    [{ BATON_EVENTS_WEBHOOK_SECRET: '0123456789abcdef' }, /BATON_EVENTS_WEBHOOK_URL is not\.$/],
    [{ LOG_COLLECTOR_URL: 'ftp://there/' }, /^LOG_COLLECTOR_URL can't be posted to: it has the scheme ftp/],
    [{ LOG_COLLECTOR_URL: 'http://169.254.169.254/?secret' }, /^LOG_COLLECTOR_URL can't be posted to(?!.*secret)/],
    [{ BATON_EVENTS_REDIS_URL: 'http://:word@there/' }, /^BATON_EVENTS_REDIS_URL is no URL(?!.*word)/],
    [{ REDIS_HOST: 'a/b' }, /^REDIS_HOST=a\/b, REDIS_PORT=6379: that is no host with a port\.$/],
    [{ REDIS_HOST: 'redis', REDIS_PORT: '99999' }, /REDIS_PORT=99999/],
    [{ REDIS_HOST: 'redis', REDIS_PORT: 'x' }, /^REDIS_PORT=x: allowed are whole numbers/],
    [{ REDIS_HOST: 'redis', BATON_EVENTS_REDIS_MAXLEN: '0' }, /^BATON_EVENTS_REDIS_MAXLEN=0: allowed/],
  ])('%j is refused', (env, message) => {
    expect(() => readSinksConfig(env)).toThrow(ConfigError);
    expect(() => readSinksConfig(env)).toThrow(message);
  });
});
