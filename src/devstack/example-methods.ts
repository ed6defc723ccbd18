import type { Json, JsonObject } from '../std/index.ts';
import { gothamMethods } from './gotham-methods.ts';

/** What the services that the shipped definitions call would answer, as one table: `service`, `method`, how long it
 * takes, and the answer to given parameters. Always the same for the same parameters. */
export interface ExampleMethod {
  readonly service: string;
  /** Of an endpoint, its path without the first slash. */
  readonly method: string;
  /** POST unless given. */
  readonly verb?: 'GET' | 'PUT';
  readonly latencyMs: number;
  readonly answer: (parameters: JsonObject) => Json;
}

/** Cold enough that departure_prep has something to defrost. */
const outside = { temperature: -2, humidity: 86, condition: 'clear', frost: true, frost_risk: 0.8 };

export const exampleMethods: readonly ExampleMethod[] = [
  { service: 'weather', method: 'get_conditions', latencyMs: 150, answer: () => outside },
  { service: 'weather', method: 'get_temperature', latencyMs: 120, answer: () => ({ celsius: outside.temperature }) },
  {
    service: 'defrost',
    method: 'auto_defrost',
    latencyMs: 400,
    answer: () => ({ defrosting: true, zones: ['windshield', 'rear_window', 'mirrors'], duration_s: 480 }),
  },
  {
    service: 'climate-comfort',
    method: 'set_temperature',
    latencyMs: 300,
    answer: ({ target = 22 }) => ({ target, unit: 'celsius', outside: outside.temperature, mode: 'auto' }),
  },
  {
    service: 'beverage',
    method: 'prepare',
    latencyMs: 350,
    answer: ({ type }) => ({ type: type ?? 'coffee', size_ml: 250, temperature: 65, prepared: true }),
  },
  {
    service: 'notification',
    method: 'send',
    latencyMs: 100,
    answer: ({ message = '', recipient = 'driver' }) => ({ delivered: true, recipient, message }),
  },
  {
    service: 'seat-control',
    method: 'set_heating',
    latencyMs: 200,
    answer: ({ level }) => ({ level: level ?? 2, seats: ['front_left', 'front_right'] }),
  },
  {
    service: 'battery',
    method: 'get_status',
    latencyMs: 150,
    answer: () => ({ soc: 64, temperature: -1, range_km: 241, charging: false }),
  },
  {
    service: 'battery',
    method: 'start_preconditioning',
    latencyMs: 300,
    answer: ({ target_temperature = 20 }) => ({ preconditioning: true, target_temperature, duration_s: 900 }),
  },
  { service: 'battery', method: 'stop_preconditioning', latencyMs: 150, answer: () => ({ preconditioning: false }) },
  {
    service: 'charging',
    method: 'reserve_slot',
    latencyMs: 250,
    answer: ({ target_soc = 80 }) => ({ reservation_id: 'slot-7', power_kw: 11, target_soc }),
  },
  {
    service: 'charging',
    method: 'cancel_reservation',
    latencyMs: 150,
    answer: () => ({ reservation_id: 'slot-7', cancelled: true }),
  },
  { service: 'climate', method: 'start', latencyMs: 250, answer: ({ target = 22 }) => ({ running: true, target }) },
  { service: 'climate', method: 'stop', latencyMs: 150, answer: () => ({ running: false }) },
  {
    service: 'vehicle',
    method: 'readiness_check',
    latencyMs: 200,
    answer: () => ({ ready: true, checks: { battery: 'ok', climate: 'ok', doors: 'locked' } }),
  },
  ...gothamMethods,
];

export const exampleServices: readonly string[] = [...new Set(exampleMethods.map(({ service }) => service))];

/** The variable that names a service's address, for `seat-control` SERVICE_SEAT_CONTROL_URL. */
export function addressVariable(service: string): string {
  return `SERVICE_${service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_URL`;
}
