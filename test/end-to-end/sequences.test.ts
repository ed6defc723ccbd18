import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { buildCli, type Cli } from '../support/cli-process.ts';
import { type Answers, type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** The seed's sequence to the letter, on six services that are each a server of its own and answer by what they are sent:
 * whoever sends too much, too little or to the wrong one gets another answer. */

const file = new URL('../../workflows-dsl/deploy-batmobile/workflow.json', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'baton-sequences-'));
const services = new Map<string, RecordingService>();
let stack: Stack;
let cli: Cli;
/** Lets the navigation answer. */
let arrive: () => void = () => undefined;

const echo = (more: (sent: JsonObject) => JsonObject): Answers => {
  return (body, { path }) => ({ result: more(body === null ? queryOf(path) : (body as JsonObject)) });
};

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

function queryOf(path: string): JsonObject {
  return Object.fromEntries(new URL(path, 'http://localhost').searchParams);
}

const programs: Readonly<Record<string, Readonly<Record<string, Answers>>>> = {
  batcave: {
    'api/v1/Batmobile/Diagnostics': echo(({ FuelLevel, SystemCheck, ...more }) => ({
      Range: Number(FuelLevel) * 6,
      ExitCode: `exit-${textOf(SystemCheck)}-${Object.keys(more).length}`,
    })),
    'api/v1/Sweeps': () => ({
      status: 202,
      headers: { location: '/batcode-ms-batcave/api/v1/Sweeps/7', 'retry-after': '0' },
      result: { SweepId: 7 },
    }),
    'api/v1/Sweeps/7': (_body, { index }) =>
      index < 2 ? { status: 202, headers: { 'retry-after': '0' }, result: {} } : { result: { Intruders: index } },
  },
  security: {
    'api/v1/Batcave/Exit': echo((sent) => ({ Exit: `opened with ${JSON.stringify(sent)}` })),
    'api/v1/Manor/Lock': echo(({ Zones }) => ({ LockedZones: Zones ?? null })),
    'api/v1/Reports': echo((sent) => ({ Report: JSON.stringify(sent) })),
  },
  batmobile: {
    'api/v1/Stealth/Activate': echo((sent) => ({ StealthMode: `${JSON.stringify(sent)} engaged` })),
    'api/v1/Navigate': async (body) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return { result: { VehicleID: `BM for ${JSON.stringify(body)}` } };
    },
  },
  intel: {
    'api/v1/Tracking/Confirm': echo((sent) => ({ Confirmed: JSON.stringify(sent) })),
    'api/v1/Villains/Locate': echo(({ Villain }) => ({ Location: `where ${textOf(Villain)} is` })),
  },
  batsignal: {
    'api/v1/Signal/Light': echo(({ Location }) => ({ SignalId: `S ${textOf(Location)}`, Lit: false })),
    'api/v1/Signal/Status': (_body, { path, index }) => ({
      result: { Lit: index >= 2, Asked: queryOf(path)['SignalId'] ?? null },
    }),
    'api/v1/Alerts': echo((sent) => ({ Alert: JSON.stringify(sent) })),
  },
  waynetech: { 'api/v1/Defences': echo(({ Level }) => ({ Armed: Level ?? null })) },
};

beforeAll(async () => {
  for (const [name, answers] of Object.entries(programs)) {
    const service = `batcode-ms-${name}`;
    const named = Object.entries(answers).map(([path, answer]) => [`${service}.${path}`, answer] as const);
    services.set(service, await startRecordingService(Object.fromEntries(named)));
  }
  const urls = [...services].map(([name, service]) => [name, service.baseUrl(name)] as const);
  stack = await startStack({ services: Object.fromEntries(urls) });
  cli = await buildCli();
});
afterAll(async () => {
  arrive();
  await stack?.close();
  for (const service of services.values()) await service.close();
  cli?.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Answered {
  readonly status: number;
  readonly body: JsonObject;
}

async function ask(method: string, path: string, body?: string | Json): Promise<Answered> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(stack.url + path, { method, headers, ...sent });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

async function until(id: string, holds: (request: JsonObject) => boolean): Promise<JsonObject> {
  for (;;) {
    const { body } = await ask('GET', `/requests/${id}`);
    if (holds(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is listed, which follows what happens with a delay: asked until it is as wanted. */
async function listedUntil(
  query: string,
  holds: (listed: readonly JsonObject[]) => boolean,
): Promise<readonly JsonObject[]> {
  for (;;) {
    const { body } = await ask('GET', `/requests?${query}`);
    const listed = (body['requests'] ?? []) as readonly JsonObject[];
    if (holds(listed)) return listed;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const hasEnded = ({ status }: JsonObject): boolean => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(textOf(status));

const payload = { FuelLevel: 80, SystemCheck: 'full', StealthMode: 'silent', Destination: 'Gotham Docks', Secret: 1 };

/** What a run of it on these services comes to, worked out by hand. */
const arrived = {
  ...payload,
  Range: 480,
  ExitCode: 'exit-full-0',
  Exit: 'opened with {"ExitCode":"exit-full-0"}',
  StealthMode: '{"StealthMode":"silent"} engaged',
  VehicleID: 'BM for {"Destination":"Gotham Docks"}',
  Confirmed: '{"VehicleID":"BM for {\\"Destination\\":\\"Gotham Docks\\"}"}',
};

describe('deploy-batmobile, as it stands in the seed', () => {
  test('is registered byte for byte by the API', async () => {
    const text = readFileSync(file, 'utf8');
    const { status, body } = await ask('PUT', '/sequences/deploy-batmobile', text);
    expect([status, body['version']]).toEqual([201, '1']);
    expect((await ask('PUT', '/sequences/deploy-batmobile', text)).status).toBe(200);
    const { body: kept } = await ask('GET', '/sequences/deploy-batmobile');
    expect(kept['tasks']).toEqual(JSON.parse(text));
  });

  test('runs, with the status line of each task while it runs, and a payload that grows', async () => {
    const begun = await ask('POST', '/requests', { action: 'deploy-batmobile', payload });
    expect(begun.status).toBe(202);
    const id = textOf(begun.body['request_id']);
    const navigating = await until(id, ({ display }) => display === 'Deploying Batmobile to location');
    await services.get('batcode-ms-batmobile')?.until((calls) => calls.some(({ name }) => name.endsWith('/Navigate')));
    expect(navigating).toMatchObject({
      status: 'RUNNING',
      payload: { FuelLevel: 80, Exit: arrived.Exit, StealthMode: arrived.StealthMode },
    });
    expect(navigating['payload']).not.toHaveProperty('VehicleID');
    const details = await stack.client.workflow
      .getHandle(id)
      .query<{ readonly currentDetails?: string }>('__temporal_workflow_metadata');
    expect(details.currentDetails).toContain('Deploying Batmobile to location');
    arrive();
    const ended = await until(id, hasEnded);
    expect(ended).toMatchObject({ status: 'COMPLETED', display: 'Completed', payload: arrived });
    const tasks = ended['tasks'] as readonly JsonObject[];
    expect(tasks.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'COMPLETED'));
  });

  test('sends each service what its task names, and no more', () => {
    const sent = [...services.values()]
      .flatMap(({ calls }) => calls)
      .toSorted((a, b) => a.at - b.at)
      .map(({ service, verb, path, body }) => [
        service.replace('batcode-ms-', ''),
        verb,
        path.replace(/^\/[^/]+/, ''),
        body,
      ]);
    expect(sent).toEqual([
      ['batcave', 'GET', '/api/v1/Batmobile/Diagnostics?FuelLevel=80&SystemCheck=full', null],
      ['security', 'POST', '/api/v1/Batcave/Exit', { ExitCode: 'exit-full-0' }],
      ['batmobile', 'POST', '/api/v1/Stealth/Activate', { StealthMode: 'silent' }],
      ['batmobile', 'POST', '/api/v1/Navigate', { Destination: 'Gotham Docks' }],
      [
        'intel',
        'GET',
        `/api/v1/Tracking/Confirm?VehicleID=${new URLSearchParams({ v: arrived.VehicleID }).toString().slice(2)}`,
        null,
      ],
    ]);
  });

  test('is registered and run from the command line, and so is what it is converted to', async () => {
    const named = join(folder, 'deploy-batmobile.json');
    writeFileSync(named, readFileSync(file));
    const env = { BATON_URL: stack.url };
    expect(await cli.run(['register', named], { env })).toMatchObject({
      code: 0,
      stdout: '✓ deploy-batmobile 1 is on record already, unchanged\n',
    });
    const yaml = join(folder, 'converted.yaml');
    expect((await cli.run(['convert', named, '--out', yaml])).code).toBe(0);
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('name: deploy-batmobile', 'name: converted'));
    const outputs: unknown[] = [];
    for (const place of ['deploy-batmobile', yaml]) {
      const running = cli.run(['run', place, '--json', '--inputs', JSON.stringify(payload)], { env });
      const { length } = services.get('batcode-ms-batmobile')?.callsOf('batcode-ms-batmobile.api/v1/Navigate') ?? [];
      await services
        .get('batcode-ms-batmobile')
        ?.until((calls) => calls.filter(({ name }) => name.endsWith('/Navigate')).length > length);
      arrive();
      const { code, stdout } = await running;
      expect(code).toBe(0);
      const [last = ''] = stdout.trim().split('\n').slice(-1);
      outputs.push((JSON.parse(last) as { readonly execution: JsonObject }).execution['outputs']);
    }
    expect(outputs).toEqual([{ payload: arrived }, { payload: arrived }]);
  });
});

describe('a request', () => {
  test('is refused where the first task lacks a field, and fails where a later one does, by name', async () => {
    const { SystemCheck: _, ...less } = payload;
    const refused = await ask('POST', '/requests', { action: 'deploy-batmobile', payload: less });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.stringContaining('`SystemCheck`')]);
    const begun = await ask('POST', '/requests', {
      action: 'deploy-batmobile',
      payload: { FuelLevel: 1, SystemCheck: 'quick', StealthMode: 'loud' },
      request_id: 'nowhere-to-go',
    });
    expect(begun.status).toBe(202);
    expect(await until('nowhere-to-go', hasEnded)).toMatchObject({
      status: 'FAILED',
      display: 'Failed: Deploying Batmobile to location',
      error: {
        code: 'payload-field-missing',
        task: 'batmobile-navigate',
        message: expect.stringContaining('`Destination`'),
      },
    });
  });

  test('is polled as its task says, and where a service answers 202; both answers go into the payload', async () => {
    for (const [name, ending] of [
      ['summon-batsignal', 'json'],
      ['secure-wayne-manor', 'yaml'],
    ] as const) {
      const text = readFileSync(new URL(`../../workflows-dsl/${name}/workflow.${ending}`, import.meta.url), 'utf8');
      const headers = { 'content-type': `application/${ending}` };
      const { status } = await fetch(`${stack.url}/sequences/${name}`, { method: 'PUT', headers, body: text });
      expect(status).toBe(201);
    }
    await ask('POST', '/requests', {
      action: 'summon-batsignal',
      payload: { Villain: 'Riddler' },
      request_id: 'signal',
    });
    expect((await until('signal', hasEnded))['payload']).toEqual({
      Villain: 'Riddler',
      Location: 'where Riddler is',
      SignalId: 'S where Riddler is',
      Lit: true,
      Asked: 'S where Riddler is',
      Alert: '{"Villain":"Riddler","Location":"where Riddler is","SignalId":"S where Riddler is"}',
    });
    const manor = { action: 'secure-wayne-manor', payload: { Zones: ['gate'], Level: 2 }, request_id: 'manor' };
    await ask('POST', '/requests', manor);
    expect((await until('manor', hasEnded))['payload']).toEqual({
      Zones: ['gate'],
      Level: 2,
      LockedZones: ['gate'],
      Armed: 2,
      SweepId: 7,
      Intruders: 2,
      Report: '{"Level":2,"LockedZones":["gate"],"Intruders":2}',
    });
  });

  test('keeps the version that it began with, is cancelled, and is listed', async () => {
    const begun = { action: 'deploy-batmobile', payload, request_id: 'old-version' };
    await ask('POST', '/requests', begun);
    await until('old-version', ({ display }) => display === 'Deploying Batmobile to location');
    const text = readFileSync(file, 'utf8');
    const changed = await ask(
      'PUT',
      '/sequences/deploy-batmobile',
      text.replace('Engaging stealth mode', 'Going dark'),
    );
    expect([changed.status, changed.body['version']]).toEqual([201, '2']);
    // What was there before comes again as a version of its own.
    const back = await ask('PUT', '/sequences/deploy-batmobile', text);
    expect([back.status, back.body['version']]).toEqual([201, '3']);
    expect((await ask('GET', '/sequences/deploy-batmobile')).body).toMatchObject({ version: '3' });
    expect((await ask('POST', '/requests/old-version/cancel', {})).status).toBe(200);
    expect(await until('old-version', hasEnded)).toMatchObject({
      status: 'CANCELLED',
      display: 'Cancelled',
      version: '1',
    });
    expect((await ask('POST', '/requests/old-version/cancel', {})).status).toBe(200);
    arrive();
    const isListed = (id: string) => (listed: readonly JsonObject[]) =>
      listed.some(({ request_id, status }) => request_id === id && status !== 'RUNNING' && status !== 'PENDING');
    const deployed = await listedUntil('action=deploy-batmobile', isListed('nowhere-to-go'));
    expect(deployed.map(({ request_id, status }) => [request_id, status])).toContainEqual(['nowhere-to-go', 'FAILED']);
    expect(await listedUntil('action=summon-batsignal', isListed('signal'))).toMatchObject([{ request_id: 'signal' }]);
    // Executions of converted, which is none, stand between them.
    const last = await listedUntil('limit=3', isListed('old-version'));
    expect(last.map(({ request_id }) => request_id)).toEqual(['old-version', 'manor', 'signal']);
    expect((await ask('GET', '/requests/never-made')).status).toBe(404);
    expect((await ask('POST', '/requests', { action: 'no-such-thing' })).status).toBe(404);
  });
});
