import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporal, startTemporalServer, type TemporalServer } from '../../src/devstack/index.ts';
import { buildBundle } from '../../src/worker/bundle.ts';
import { findRedis } from './find-redis.ts';

declare global {
  /** Set-up and teardown are loaded apart from each other but live in one process. */
  var batonTestServer: { readonly server: TemporalServer; readonly folder: string } | undefined;
}

/** One real server for the whole test run, tuned like the shipped one, on a database of its own; and the workflow bundle of the
 * sources as they are, which takes long to make. */
export default async function startTemporal(): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const binary = await findTemporal(say);
  process.env['TEST_REDIS'] = JSON.stringify(await findRedis(say));
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-'));
  try {
    const bundle = join(folder, 'workflow-bundle.js');
    writeFileSync(bundle, (await buildBundle()).code);
    process.env['TEST_WORKFLOW_BUNDLE'] = bundle;
    const server = await startTemporalServer({
      binary: binary.path,
      folder,
      namespace: 'default',
      ports: 'any',
      ui: false,
      temporary: true,
      say,
    });
    globalThis.batonTestServer = { server, folder };
    process.env['TEMPORAL_ADDRESS'] = server.address;
    process.env['TEMPORAL_NAMESPACE'] = 'default';
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
