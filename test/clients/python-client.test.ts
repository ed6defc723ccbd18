import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectRoot } from '../../src/devstack/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService({
    'weather.get_conditions': { result: { temp: -2, frost: true } },
    // It runs while the client looks; a cancel ends it.
    'defrost.start': { noAnswer: true },
  });
  const addresses = Object.fromEntries(['weather', 'defrost'].map((name) => [name, services.baseUrl(name)]));
  stack = await startStack({ services: addresses });
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

test("a client written from the IFEX page alone, in Python, runs the page's usage examples", async () => {
  const client = join(projectRoot(), 'test/clients/ifex_client.py');
  const { stdout } = await promisify(execFile)('python3', [client, stack.url], { timeout: 200_000 });
  const { executed, status } = JSON.parse(stdout) as {
    readonly executed: JsonObject;
    readonly status: { readonly execution: JsonObject };
  };
  // The page's own answers, key for key, with what is another each time left open.
  expect(executed).toMatchObject({ execution_id: expect.stringMatching(/^exec_/), success: true });
  expect(status).toMatchObject({
    execution: {
      execution_id: executed['execution_id'],
      workflow_name: 'morning_prep',
      status: 'RUNNING',
      started_at: expect.any(String),
      step_results: [
        { step_id: 'weather', status: 'COMPLETED', result: expect.any(String), duration_ms: expect.any(Number) },
        { step_id: 'defrost', status: 'RUNNING', started_at: expect.any(String) },
      ],
    },
    success: true,
  });
});
