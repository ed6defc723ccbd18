import { describe, expect, test } from '@jest/globals';
import { createApp } from '../../src/api/index.ts';
import type { SystemHealth } from '../../src/api/system.ts';
import { endedAfterEach } from '../support/ended-after-each.ts';
import { portsInMemory, T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

const temporal = {
  serverVersion: '1.29.1',
  namespace: 'default',
  taskQueue: 'baton',
  workflowPollers: 2,
  activityPollers: 1,
  answeredInMs: 3,
};
const whole: SystemHealth = { checkedAt: T0, temporalAddress: 'temporal:7233', temporal, redis: 'connected' };

const { serve } = endedAfterEach();

async function healthIn(found: Partial<SystemHealth>): Promise<Readonly<Record<string, unknown>>> {
  const ports = portsInMemory();
  const system = { ...ports.system, health: async () => ({ ...whole, ...found }) };
  const server = await serve(createApp({ ...ports, system }, { log: () => undefined }));
  const { status, json } = await sendRequest(server.port, { method: 'GET', path: '/health/system' });
  expect(status).toBe(200);
  return json as Readonly<Record<string, unknown>>;
}

describe('the health of the system', () => {
  test.each([
    ['with all its parts', {}, 'healthy', 'polling'],
    ['without a Redis that nobody asked for', { redis: 'not_configured' }, 'healthy', 'polling'],
    ['with Redis away', { redis: 'disconnected' }, 'degraded', 'polling'],
    ['with nobody who runs workflows', { temporal: { ...temporal, workflowPollers: 0 } }, 'degraded', 'none'],
    ['with nobody who makes calls', { temporal: { ...temporal, activityPollers: 0 } }, 'degraded', 'none'],
    ['without Temporal', { temporal: null }, 'unhealthy', 'unknown'],
  ] as const)('%s', async (_name, found, status, workers) => {
    expect(await healthIn(found)).toMatchObject({ status, workers: { status: workers } });
  });

  test('says of Temporal what is known, and nothing where it does not answer', async () => {
    expect((await healthIn({}))['temporal']).toEqual({
      status: 'connected',
      address: 'temporal:7233',
      server_version: '1.29.1',
      answered_in_ms: 3,
    });
    expect(await healthIn({ temporal: null })).toEqual({
      status: 'unhealthy',
      service: 'orchestrator',
      checked_at: '2025-01-15T06:30:00.000Z',
      temporal: { status: 'unreachable', address: 'temporal:7233' },
      workers: { status: 'unknown' },
      redis: 'connected',
    });
  });
});
