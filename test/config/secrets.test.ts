import { describe, expect, test } from '@jest/globals';
import { ConfigError, idleSecrets, idleVariables, readSecrets } from '../../src/config/index.ts';

describe('secrets', () => {
  test('are found by their names in any case', () => {
    const secrets = readSecrets({
      BATON_SECRET_API_KEY: 'v',
      BATON_SECRET_EMPTY: '',
      BATON_SECRET_low: 'x',
      PATH: 'y',
    });
    expect(secrets.find('api_key')).toEqual({ value: 'v' });
    expect(secrets.find('API_KEY')).toEqual({ value: 'v' });
    expect([secrets.find('EMPTY'), secrets.find('low'), secrets.find('PATH')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(secrets.values).toEqual(['v']);
    expect(secrets.placeOf('api_key')).toBe('BATON_SECRET_API_KEY');
  });

  test('may be kept to some services', () => {
    const secrets = readSecrets({ BATON_SECRET_K: 'v', BATON_SECRET_SERVICES_K: 'crm, billing' });
    expect(secrets.find('k')).toEqual({ value: 'v', services: new Set(['crm', 'billing']) });
    expect(secrets.values).toEqual(['v']);
  });

  test.each(['', 'a,,b', 'a b', 'http://x'])('not to `%s`', (services) => {
    const env = { BATON_SECRET_K: 'the-value', BATON_SECRET_SERVICES_K: services };
    expect(() => readSecrets(env)).toThrow(ConfigError);
    expect(() => readSecrets(env)).toThrow(/^BATON_SECRET_SERVICES_K /);
    expect(() => readSecrets(env)).not.toThrow(/the-value/);
  });
});

test('variables of secrets that do nothing, or less than one may think, are named, and no values', () => {
  const env = {
    BATON_SECRET_key: 'the-value-1',
    BATON_SECRET_SERVICES_GONE: 'a',
    BATON_SECRET_SHORT: 'v2',
    BATON_SECRET_GOOD: 'the-value-3',
    BATON_SECRET_SERVICES_GOOD: 'a',
  };
  expect(idleVariables(env)).toEqual([]);
  expect(idleSecrets(env)).toEqual([
    'BATON_SECRET_SERVICES_GONE has no effect: there is no BATON_SECRET_GONE.',
    'BATON_SECRET_SHORT has fewer than 8 characters: it is not taken out of what services answer.',
    "BATON_SECRET_key has no effect: a secret's variable is BATON_SECRET_ and a name in capital letters, digits and _.",
  ]);
});
