import type { LookupFunction } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { expect, test } from '@jest/globals';
import { refuseResolved } from '../../../activities/index.ts';
import { createServiceRegistry } from '../../../src/services/index.ts';

const resolving =
  (...addresses: readonly string[]): LookupFunction =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
const failing: LookupFunction = (_hostname, _options, callback) =>
  callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), []);
const silent: LookupFunction = () => undefined;
const url = 'http://metadata.example:8080/v1';

test.each([
  ['169.254.169.254'],
  ['::ffff:169.254.169.254'],
  ['64:ff9b::a9fe:a9fe'],
  ['2002:a9fe:a9fe::1'],
  ['fe80::1'],
  ['fd00:ec2::254'],
  ['0.0.0.0'],
])('a name that resolves to %s is refused', async (address) => {
  const reason = await refuseResolved(url, { lookup: resolving('203.0.114.7', address), timeoutMs: 1000 });
  expect(reason).toMatch(/^resolves to an address that is .*which may not be called$/);
});

test('names that resolve to other addresses, to none, or not in time are left to the connection', async () => {
  for (const lookup of [resolving('127.0.0.1', '10.0.0.1', '::1'), failing, silent]) {
    expect(await refuseResolved(url, { lookup, timeoutMs: 50 })).toBeNull();
  }
  // Not looked up at all.
  expect(await refuseResolved('http://[::1]:80', { lookup: resolving('169.254.169.254'), timeoutMs: 50 })).toBeNull();
});

test('such a service is not registered', async () => {
  const client = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });
  const registry = createServiceRegistry({ client, env: {}, lookup: resolving('169.254.169.254') });
  const registering = registry.register({ name: 'inside', baseUrls: ['http://127.0.0.1:1', url] });
  await expect(registering).rejects.toMatchObject({
    code: 'service-address-refused',
    message:
      'address 2 of inside resolves to an address that is 169.254.169.254, a link-local or metadata address, which may not be called',
  });
});
