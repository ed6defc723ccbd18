import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findTemporal, startTemporalServer, type TemporalServer } from '../../src/devstack/index.ts';
import { isRunning, type ProcessIdentity } from '../../src/devstack/process-identity.ts';
import { temporaryFolder } from '../devstack/temporary-folder.ts';

const quiet = () => undefined;
const processes: ProcessIdentity[] = [];
const servers: TemporalServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  const left = processes.splice(0).filter(isRunning);
  if (left.length > 0) throw new Error(`still running: ${JSON.stringify(left)}`);
});

async function started(
  folder: string,
  ports: { frontend: number; ui: number } | 'any' = 'any',
  say: (line: string) => void = quiet,
): Promise<TemporalServer> {
  const { path } = await findTemporal(quiet);
  const server = await startTemporalServer({
    binary: path,
    folder,
    namespace: 'drivers',
    ports,
    ui: false,
    say,
    born: (born) => processes.push(...born),
  });
  servers.push(server);
  return server;
}

async function asked<Answer>(server: TemporalServer, question: (client: Client) => Promise<Answer>): Promise<Answer> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await question(new Client({ connection, namespace: 'drivers' }));
  } finally {
    await connection.close();
  }
}

describe('the local Temporal', () => {
  test('keeps executions over a restart on the same ports, and closed ones for 30 days', async () => {
    const folder = temporaryFolder();
    const first = await started(folder);
    await asked(first, (client) => client.workflow.start('trip', { taskQueue: 'nobody', workflowId: 'trip-1' }));
    await first.stop();

    const second = await started(folder, first.ports);
    expect(second.address).toBe(first.address);
    const execution = await asked(second, (client) => client.workflow.getHandle('trip-1').describe());
    expect([execution.type, execution.status.name]).toEqual(['trip', 'RUNNING']);
    const namespace = await asked(second, ({ workflowService }) =>
      workflowService.describeNamespace({ namespace: 'drivers' }),
    );
    expect(Number(namespace.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
  });

  test('goes on after everything was killed at once', async () => {
    const folder = temporaryFolder();
    const first = await started(folder);
    await asked(first, (client) => client.workflow.start('trip', { taskQueue: 'nobody', workflowId: 'trip-2' }));
    for (const { pid } of processes) process.kill(pid, 'SIGKILL');
    expect(await first.ended).toContain('Temporal ended');

    const second = await started(folder, first.ports);
    const execution = await asked(second, (client) => client.workflow.getHandle('trip-2').describe());
    expect(execution.status.name).toBe('RUNNING');
  });

  test('a database that was put back without its mark is served as it is, and marked', async () => {
    const folder = temporaryFolder();
    const first = await started(folder);
    await asked(first, (client) => client.workflow.start('trip', { taskQueue: 'nobody', workflowId: 'trip-3' }));
    await first.stop();
    rmSync(join(folder, 'temporal.db.served'));

    const second = await started(folder);
    const execution = await asked(second, (client) => client.workflow.getHandle('trip-3').describe());
    expect(execution.status.name).toBe('RUNNING');
    expect(existsSync(join(folder, 'temporal.db.served'))).toBe(true);
  });

  test('a database that was never finished is set aside, and a fresh one begun', async () => {
    const folder = temporaryFolder();
    const said: string[] = [];
    writeFileSync(join(folder, 'temporal.db'), 'half a');
    await started(folder, 'any', (line) => said.push(line));
    const aside = join(folder, 'temporal.db.unfinished-1');
    expect(readFileSync(aside, 'utf8')).toBe('half a');
    expect(said.filter((line) => line.includes(aside))).toHaveLength(1);
  });

  test('where a fresh database does not serve either, it ends with one set aside', async () => {
    const folder = temporaryFolder();
    const binary = join(folder, 'failing');
    writeFileSync(binary, `#!/bin/sh\necho half > '${join(folder, 'temporal.db')}'\nexit 1\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'temporal.db'), 'backup');
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const starting = startTemporalServer({ binary, folder, namespace: 'drivers', ports: 'any', ui: false, say });
    await expect(starting).rejects.toThrow('Temporal ended (code 1)');
    expect(said).toHaveLength(1);
    expect(existsSync(join(folder, 'temporal.db.unfinished-2'))).toBe(false);
  });

  test('a database that it cannot read ends in one error with the end of its log', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'temporal.db'), 'no database');
    writeFileSync(join(folder, 'temporal.db.served'), '');
    await expect(started(folder)).rejects.toThrow(
      /Temporal ended \(code 1\); the end of .*temporal\.log:\n.*not a database/s,
    );
  });

  test('a folder that it cannot write ends in one error', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'temporal.db'));
    writeFileSync(join(folder, 'temporal.db.served'), '');
    await expect(started(folder)).rejects.toThrow('Temporal ended (code 1)');
  });
});
