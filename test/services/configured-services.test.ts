import { describe, expect, test } from '@jest/globals';
import { configuredServices, nameOfVariable, variableOf } from '../../src/services/configured-services.ts';

describe('services from the environment', () => {
  test.each(['analysis_service', 'analysis-service', 'Analysis.Service'])('%s has one variable', (name) => {
    expect(variableOf(name)).toBe('SERVICE_ANALYSIS_SERVICE_URL');
  });

  test('several addresses stand with commas; blanks, slashes at the end and repeats are left out', () => {
    const env = {
      SERVICE_WEATHER_URL: ' http://a.example/x/ ,http://b.example:8080, http://a.example/x',
      SERVICE_EMPTY_URL: ' , ',
      SERVICE_URL: 'not one of ours',
      OTHER_SERVICE_X_URL: 'not one of ours',
    };
    expect([...configuredServices(env)]).toEqual([
      ['SERVICE_WEATHER_URL', ['http://a.example/x', 'http://b.example:8080']],
    ]);
  });

  test.each(['ftp://a.example', 'http://user:secret@a.example', 'http://169.254.169.254', 'a.example'])(
    'a process does not start with %s',
    (url) => {
      expect(() => configuredServices({ SERVICE_A_URL: url })).toThrow(/^SERVICE_A_URL: the address /);
    },
  );

  test('some are known by a variable of their own, as all whose name ends in service; SERVICE_<NAME>_URL wins', () => {
    const env = {
      DOC_STORE_URL: 'http://docs:5087',
      IMAGE_SERVICE_URL: 'http://images:5001',
      REPORTING_URL: 'http://reporting:5030',
      SERVICE_REPORTING_URL: 'http://elsewhere:5030',
      SERVICE_BAT_SIGNAL: 'http://signal:80',
      SERVICE_BAT_SIGNAL_PORT: 'tcp://10.0.0.1:80',
      SERVICE_ACCOUNT: 'somebody',
      OTHER_STORE_URL: 'http://other:80',
      NOTIFICATION_URL: '',
    };
    const configured = configuredServices(env);
    expect(Object.fromEntries(configured)).toEqual({
      SERVICE_DOC_STORE_URL: ['http://docs:5087'],
      SERVICE_IMAGE_SERVICE_URL: ['http://images:5001'],
      SERVICE_REPORTING_URL: ['http://elsewhere:5030'],
      SERVICE_BAT_SIGNAL_URL: ['http://signal:80'],
    });
    expect([variableOf('doc-store'), variableOf('image-service')].every((each) => configured.has(each))).toBe(true);
    expect(() => configuredServices({ LLM_GATEWAY_URL: 'llm' })).toThrow(/^LLM_GATEWAY_URL: the address /);
  });

  test('a refused address is not repeated, since it may hold a password', () => {
    expect(() => configuredServices({ SERVICE_A_URL: 'http://user:secret@a.example' })).not.toThrow(/secret/);
  });

  test('a service that is known by its variable alone is shown by its words', () => {
    expect(nameOfVariable('SERVICE_ANALYSIS_SERVICE_URL')).toBe('analysis_service');
  });
});
