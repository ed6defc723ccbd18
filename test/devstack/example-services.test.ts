import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addressVariable, exampleMethods, exampleServices } from '../../src/devstack/example-methods.ts';
import { exampleServer } from '../../src/devstack/example-services.ts';
import { namesOf } from '../../src/language/scenario/plan-names.ts';
import { shippedDefinitions } from '../support/shipped-definitions.ts';

let server: Server;
let address = '';
beforeAll(async () => {
  server = exampleServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function call(path: string, body: string, headers: Record<string, string> = {}, method = 'POST') {
  const response = await fetch(address + path, { method, headers, ...(method !== 'GET' && { body }) });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe('the example services', () => {
  test('every method answers, and the same again', async () => {
    const answers = exampleMethods.map(async ({ service, method, verb }) => {
      const place = `/${service}/${method}`;
      const [first, again] = await Promise.all(['{}', ''].map((body) => call(place, body, {}, verb)));
      return { service, method, status: first?.status, same: JSON.stringify(first) === JSON.stringify(again) };
    });
    const expected = exampleMethods.map(({ service, method }) => ({ service, method, status: 200, same: true }));
    expect(await Promise.all(answers)).toEqual(expected);
  });

  test('answers follow the parameters', async () => {
    const { body } = await call('/climate-comfort/set_temperature', '{"target": 19}');
    expect(body).toMatchObject({ target: 19 });
  });

  test('what is asked by GET stands in the query', async () => {
    const { body } = await call('/batcode-ms-intel/api/v1/Tracking/Confirm?VehicleID=BM-9', '', {}, 'GET');
    expect(body).toEqual({ Tracked: 'BM-9', Arrived: true });
  });

  test('every service that a shipped sequence calls is there', () => {
    const called = shippedDefinitions()
      .filter(({ notation }) => notation === 'sequence')
      .flatMap(({ prepared }) => [...namesOf(prepared.plan).calls]);
    const there = exampleMethods.map(({ service, method, verb = 'POST' }) => `${service}.${verb} /${method}`);
    expect(called.filter((each) => !there.includes(each))).toEqual([]);
  });

  test('there is frost to do something about', async () => {
    const { body } = await call('/weather/get_conditions', '{}');
    expect(body).toMatchObject({ frost_risk: 0.8 });
  });

  test('a repeated key gets the first answer, under the same method only', async () => {
    const key = { 'idempotency-key': 'exec_1_seats' };
    const first = await call('/seat-control/set_heating', '{"level": 1}', key);
    expect(await call('/seat-control/set_heating', '{"level": 3}', key)).toEqual(first);
    expect((await call('/beverage/prepare', '{"type": "tea"}', key)).body).toMatchObject({ type: 'tea' });
    const another = await call('/seat-control/set_heating', '{"level": 3}', { 'idempotency-key': 'exec_2_seats' });
    expect(another.body).toMatchObject({ level: 3 });
  });

  test('what cannot be answered is refused', async () => {
    expect((await call('/weather/make_rain', '{}')).status).toBe(404);
    expect((await call('/__proto__/constructor', '{}')).status).toBe(404);
    expect((await call('/weather/get_conditions', 'tomorrow')).status).toBe(400);
    expect((await call('/weather/get_conditions', '[1]')).status).toBe(400);
    expect((await call('/weather/get_conditions', `{"a": "${'x'.repeat(1_000_000)}"}`)).status).toBe(413);
    expect((await fetch(`${address}/weather/get_conditions`)).status).toBe(405);
  });

  test('each service has the variable that names its address', () => {
    expect(addressVariable('seat-control')).toBe('SERVICE_SEAT_CONTROL_URL');
    expect(addressVariable('climate.v2 é')).toBe('SERVICE_CLIMATE_V2___URL');
    expect(new Set(exampleServices.map(addressVariable)).size).toBe(exampleServices.length);
  });
});
