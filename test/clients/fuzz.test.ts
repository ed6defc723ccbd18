import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { projectRoot } from '../../src/devstack/index.ts';
import { type JsonObject, own } from '../../src/std/index.ts';
import { apiDocument } from '../support/documented-answers.ts';
import { pythonEnvironment } from '../support/obtain.ts';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Schemathesis reads the document that the running service serves, and sends what fits it and what does not. */

const full = process.env['BATON_FULL'] === '1';
const examplesEach = full ? 200 : 25;
// The second writes down every boundary of every schema, thousands of cases before the first that is made up.
const phases = full ? 'examples,coverage,fuzzing,stateful' : 'examples,fuzzing,stateful';
const seed = full ? 20260 : 7;

jest.setTimeout(full ? 3_600_000 : 600_000);

let services: RecordingService;
let stack: Stack;
let python: string;
const folder = mkdtempSync(join(tmpdir(), 'baton-fuzz-'));

beforeAll(async () => {
  python = await pythonEnvironment('schemathesis', join(projectRoot(), 'test/clients/requirements.txt'));
  services = await startRecordingService({
    'weather.get_conditions': { result: { temp: -2, frost: true } },
    'defrost.start': { status: 409 },
  });
  const addresses = Object.fromEntries(['weather', 'defrost'].map((name) => [name, services.baseUrl(name)]));
  // As fast as it can: what is turned away has its own tests.
  const unlimited = ['IN_FLIGHT', 'READS_PER_SECOND', 'CHANGES_PER_SECOND', 'REGISTRATIONS_PER_SECOND'];
  const env = Object.fromEntries(unlimited.map((name) => [`BATON_${name}`, 'off']));
  stack = await startStack({ services: addresses, env });
  await beginExamples();
}, 400_000);

afterAll(async () => {
  await stack?.close();
  await services?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** What the document's examples speak of is there: a workflow on record, and executions that run, have failed, are held. */
async function beginExamples(): Promise<void> {
  const baton = orchestratorClient(stack.url);
  const steps = [
    { id: 'weather', service: 'weather', method: 'get_conditions' },
    { id: 'door', wait_for: { event: 'door_opened', timeout_ms: 31_536_000_000 }, depends_on: ['weather'] },
  ];
  const failing = [
    ...steps.slice(0, 1),
    { id: 'defrost', service: 'defrost', method: 'start', depends_on: ['weather'] },
  ];
  const inputs = { departure_time: 'string', comfort_temp: 'number' };
  await baton.register({ name: 'morning_prep', version: '1.0.0', inputs, steps });
  await baton.register({ name: 'failing', steps: failing });
  await baton.register({ name: 'holding', on_failure: 'hold', steps: failing });
  for (const [workflow_name, execution_id] of [
    ['morning_prep', 'exec_1'],
    ['failing', 'exec_failed'],
    ['holding', 'exec_held'],
  ] as const) {
    const { status } = await baton.post('/orchestrator/execute_workflow', { workflow_name, execution_id });
    expect(status).toBe(200);
  }
}

/** Every check of a single answer is on but one: a field may be refused for more than its schema says. Those that guess
 * from names what one request makes of another's subject are off, and there is nothing to log in to. What is wrong with a definition is what `validate_workflow` is asked for: it answers with 200. */
const settings = `
[checks]
positive_data_acceptance.enabled = false
use_after_free.enabled = false
ensure_resource_availability.enabled = false
object_level_authorization.enabled = false
ignored_auth.enabled = false

[[operations]]
include-operation-id = "validate_workflow"
checks.negative_data_rejection.enabled = false
`;

test('no answer but what the document says', async () => {
  writeFileSync(join(folder, 'schemathesis.toml'), settings);
  const report = join(folder, 'report.json');
  const options = {
    seed: String(seed),
    phases,
    'max-examples': String(examplesEach),
    'generation-database': 'none',
    'suppress-health-check': 'all',
    warnings: 'off',
    // Longer than the longest wait_ms.
    'request-timeout': '70',
    report: 'json',
    'report-json-path': report,
  };
  const args = [
    'run',
    `${stack.url}/openapi.json`,
    '--no-color',
    '--continue-on-failure',
    ...streams().flatMap((id) => ['--exclude-operation-id', id]),
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  ];
  const { code, output } = await ended(spawn(join(dirname(python), 'st'), args, { cwd: folder }));
  if (code !== 0) throw new Error(output.slice(-20_000));
  expect(casesIn(report)).toBeGreaterThan(full ? 5_000 : 500);
  expect((await fetch(`${stack.url}/ready`)).status).toBe(200);
});

/** A stream of events may never end, and has tests of its own. */
function streams(): readonly string[] {
  type Operation = JsonObject & { readonly operationId: string };
  const paths = own(apiDocument, 'paths') as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return operations
    .filter((operation) => JSON.stringify(operation).includes('"text/event-stream"'))
    .map(({ operationId }) => operationId);
}

async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}

function casesIn(report: string): number {
  const read: unknown = JSON.parse(readFileSync(report, 'utf8'));
  return Number(own(own(read, 'test_cases'), 'generated'));
}
