import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { apiMember } from '../../src/devstack/api-member.ts';
import type { Running } from '../../src/devstack/member.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(60_000);

let holder: Server | undefined;
let running: Running | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
  holder?.close();
});

async function taken(): Promise<string> {
  const server = createServer();
  holder = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return String(typeof address === 'object' && address !== null ? address.port : 0);
}

function api(port: string, wasAskedFor: boolean) {
  const said: string[] = [];
  const addresses: unknown[] = [];
  const options = {
    name: 'the API',
    entry: fileURLToPath(new URL('./programs/listening.mjs', import.meta.url)),
    env: process.env,
    log: join(temporaryFolder(), 'log'),
    graceMs: 2_000,
    readyWithinMs: 20_000,
    onReady: ({ address }: Readonly<Record<string, unknown>>) => addresses.push(address),
  };
  return { member: apiMember(options, { port, wasAskedFor }, (line) => said.push(line)), said, addresses };
}

describe('the API whose port was taken after it was chosen', () => {
  test('takes the next free one where nobody asked for that port, and says so', async () => {
    const port = await taken();
    const { member, said, addresses } = api(port, false);
    running = await member.start(() => undefined);
    expect(Number(addresses[0])).toBeGreaterThan(Number(port));
    expect(said).toEqual([`Port ${port} was taken meanwhile; using ${String(addresses[0])}.`]);
  });

  test('fails where that port was asked for', async () => {
    const port = await taken();
    const { member, said } = api(port, true);
    await expect(member.start(() => undefined)).rejects.toThrow(`Port ${port} is in use already`);
    expect(said).toEqual([]);
  });
});
