import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Agent, request } from 'undici';
import { workerTuning } from '../../../src/worker/index.ts';

/** The worker process of the hand-written workflow: the SDK's own, with the same settings as ours. */
Runtime.install({ logger: new DefaultLogger('WARN') });

const dispatcher = new Agent({ connections: 64 });

async function call(url: string, body: object, key: string): Promise<unknown> {
  const answer = await request(url, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  if (answer.statusCode !== 200) throw new Error(`the service answered ${answer.statusCode}`);
  return await answer.body.json();
}

const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233' });
const worker = await Worker.create({
  ...workerTuning,
  connection,
  taskQueue: 'hand-written',
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
  activities: { call },
});
process.once('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' });
await worker.run();
