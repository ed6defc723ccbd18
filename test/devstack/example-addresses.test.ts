import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { calledElsewhere, exampleAddresses, namedElsewhere } from '../../src/devstack/example-addresses.ts';
import { jsonOf, readSource } from '../../src/language/index.ts';
import type { JsonObject } from '../../src/std/index.ts';

test.each([
  ['NOTIFICATION_URL', 'http://localhost:4030', 'notification'],
  ['SERVICE_SEAT_CONTROL_URL', 'https://seats.example', 'seat-control'],
  ['SERVICE_WEATHER', ' http://weather.example', 'weather'],
])('%s names a service in the place of the example', (variable, url, service) => {
  const env = { [variable]: url };
  expect(namedElsewhere(env)).toEqual([{ service, variable }]);
  const addresses = Object.values(exampleAddresses(1, env));
  expect(addresses).toHaveLength(Object.keys(exampleAddresses(1, {})).length - 1);
  expect(addresses).not.toContain(`http://127.0.0.1:1/${service}`);
});

test('what is no address names none', () => {
  expect(namedElsewhere({ SERVICE_WEATHER: 'tcp://10.0.0.1:80', NOTIFICATION_URL: '' })).toEqual([]);
});

test('the definition that is run first calls the service that NOTIFICATION_URL names, and not the seats', () => {
  const text = readFileSync('workflows-dsl/departure_prep/workflow.yaml', 'utf8');
  const { source } = readSource(text, { format: 'yaml' });
  const definition = (source === null ? {} : jsonOf(source.root)) as JsonObject;
  const env = { NOTIFICATION_URL: 'http://localhost:4030', SERVICE_SEAT_CONTROL_URL: 'http://localhost:4031' };
  const elsewhere = namedElsewhere(env);
  expect(elsewhere).toHaveLength(2);
  expect(calledElsewhere(definition, elsewhere)).toEqual([{ service: 'notification', variable: 'NOTIFICATION_URL' }]);
});
