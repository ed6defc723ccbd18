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
const seed = full ? 20260 : 7;

interface Round {
  readonly name: string;
  readonly phases: string;
  readonly examples: number;
  /** Of this operation alone. */
  readonly operation?: string;
}

// In full, an operation at a time: what one fails at is not lost among the others, and each takes its own time. The phase
// `coverage` writes down every boundary of every schema, before the first case that is made up.
const rounds: readonly Round[] = full
  ? [
      ...operations().map((id) => ({ name: id, phases: 'examples,coverage,fuzzing', examples: 100, operation: id })),
      { name: 'one after another', phases: 'stateful', examples: 200 },
    ]
  : [{ name: 'all operations', phases: 'examples,fuzzing,stateful', examples: 25 }];

jest.setTimeout(full ? 900_000 : 600_000);

let services: RecordingService;
let stack: Stack;
let python: string;
const sent: number[] = [];
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
});

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
  const greet = { action_id: 'greet', action_type: 'notification', name: 'Greet', config: { message: '{{message}}' } };
  const hello = {
    name: 'Hello World',
    parameters: [{ name: 'message', type: 'string', required: true }],
    actions: [greet],
  };
  const created = await fetch(`${stack.url}/workflows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'my-first-workflow' },
    body: JSON.stringify(hello),
  });
  expect(await created.json()).toMatchObject({ workflow_id: 'hello-world-nwrcnu' });
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

test.each(rounds)('$name: no answer but what the document says', async (round) => {
  const began = performance.now();
  writeFileSync(join(folder, 'schemathesis.toml'), settings);
  const report = join(folder, 'report.json');
  const options = {
    seed: String(seed),
    phases: round.phases,
    'max-examples': String(round.examples),
    'generation-database': 'none',
    'suppress-health-check': 'all',
    warnings: 'off',
    'wait-for-schema': '30',
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
    ...(round.operation === undefined
      ? streams().flatMap((id) => ['--exclude-operation-id', id])
      : ['--include-operation-id', round.operation]),
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  ];
  const { code, output } = await ended(spawn(join(dirname(python), 'st'), args, { cwd: folder }));
  const cases = casesIn(report);
  sent.push(cases);
  const seconds = Math.round((performance.now() - began) / 1000);
  if (full)
    process.stderr.write(`${round.name}: ${cases} cases with seed ${seed} in ${seconds} s, exit code ${code}\n`);
  if (code !== 0) throw new Error(output.slice(-20_000));
});

test('many cases were sent, and it is well', async () => {
  expect(sent.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(full ? 5_000 : 500);
  expect((await fetch(`${stack.url}/ready`)).status).toBe(200);
});

type Operation = JsonObject & { readonly operationId: string };

/** A stream of events may never end, and has tests of its own. */
function isStream(operation: Operation): boolean {
  return JSON.stringify(operation).includes('"text/event-stream"');
}

function documented(): readonly Operation[] {
  const paths = own(apiDocument, 'paths') as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  return Object.values(paths).flatMap((methods) => Object.values(methods));
}

function operations(): readonly string[] {
  return documented().flatMap((each) => (isStream(each) ? [] : [each.operationId]));
}

function streams(): readonly string[] {
  return documented().flatMap((each) => (isStream(each) ? [each.operationId] : []));
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
