import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { choosePort } from '../../src/devstack/api-ports.ts';
import { freePorts, nextFreePort, portState } from '../../src/devstack/ports.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function occupied(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('ports', () => {
  test('a port that somebody listens on is taken, and free again afterwards', async () => {
    const port = await occupied();
    expect(await portState(port)).toBe('taken');
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await portState(port)).toBe('free');
  });

  test('free ports are all different', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(ports.every((port) => port > 0)).toBe(true);
  });

  test('the next free port passes over one that is taken', async () => {
    const port = await occupied();
    expect(await nextFreePort(port)).toBeGreaterThan(port);
  });
});

describe('the port of the API', () => {
  const quiet = () => undefined;

  test('one that was asked for and is taken is refused, with who has it and how to ask for another', async () => {
    const port = await occupied();
    const choice = choosePort({ PORT: String(port) }, quiet);
    await expect(choice).rejects.toThrow(`Port ${port}, asked for by PORT, is already in use`);
    await expect(choice).rejects.toThrow(`process ${process.pid}`);
    await expect(choice).rejects.toThrow(`PORT=${port + 1}`);
  });

  test('all that were asked for are looked at', async () => {
    const [free = 0] = await freePorts(1);
    const taken = await occupied();
    await expect(choosePort({ PORT: `${free},${taken}` }, quiet)).rejects.toThrow(`Port ${taken}`);
    expect(await choosePort({ PORT: `${free}` }, quiet)).toEqual({ port: `${free}`, wasAskedFor: true });
  });

  test('what is no port is refused', async () => {
    await expect(choosePort({ PORT: 'http' }, quiet)).rejects.toThrow('`http` is no port');
    await expect(choosePort({ ORCHESTRATOR_SERVICE_PORT: '70000' }, quiet)).rejects.toThrow(
      'ORCHESTRATOR_SERVICE_PORT',
    );
  });

  test('without a wish it is a free one, and said where it is not the usual', async () => {
    const said: string[] = [];
    const chosen = await choosePort({ PORT: '' }, (line) => said.push(line));
    const port = Number(chosen.port);
    expect(chosen.wasAskedFor).toBe(false);
    expect(await portState(port)).toBe('free');
    expect(said.length).toBe(port === 5080 ? 0 : 1);
  });
});
