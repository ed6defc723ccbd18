import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Catalog, createCatalog, createRecordStore } from '../../src/catalog/index.ts';
import { createNameClaims } from '../../src/catalog/name-claims.ts';
import { Refusal } from '../../src/problems/index.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';

let temporal: OwnNamespace;
let catalog: Catalog;

beforeAll(async () => {
  temporal = await ownNamespace();
  catalog = createCatalog({ client: temporal.client });
});

afterAll(async () => await temporal?.close());

const definition = (name: string, version: string | null, method = 'm'): string =>
  `name: ${name}\n${version === null ? '' : `version: ${version}\n`}steps:\n  - {id: a, service: s, method: ${method}}\n`;

const register = async (text: string, by: Catalog = catalog): Promise<string> => {
  const { version, unchanged } = await by.register(text, 'yaml');
  return `${version}${unchanged ? ' unchanged' : ''}`;
};

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  await promise.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

/** As a process that has just started: nothing is in its memory. */
const restarted = (): Catalog => createCatalog({ client: temporal.anotherClient() });

describe('the catalog', () => {
  test('two processes that register at once: the one registered last becomes the newest', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `race_${i}`);
    const [one, other] = [restarted(), restarted()];
    await Promise.all(
      names.flatMap((name) => [
        one.register(definition(name, '2.0', 'two'), 'yaml'),
        other.register(definition(name, '3.0', 'three'), 'yaml'),
      ]),
    );
    for (const name of names) {
      const versions = await Promise.all(['2.0', '3.0'].map((version) => catalog.find(name, version)));
      const last = Math.max(...versions.map((record) => record?.registeredAt ?? 0));
      // Whoever was overtaken between its two writes looks again within a second or so.
      for (let tries = 0; (await catalog.find(name))?.registeredAt !== last; tries++) {
        if (tries > 1000) throw new Error(`${name} stayed on the older version`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  });

  test('takes ten thousand steps', async () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => ({ id: `s${i}`, service: 's', method: 'm' }));
    const text = JSON.stringify({ name: 'many', version: '1', steps });
    expect(await catalog.register(text, 'json')).toMatchObject({ unchanged: false });
  });

  test('gives back at once what was registered, to the letter, in this process and in others', async () => {
    const text = `# kept as it was written\n${definition('letter', '1.0')}`;
    const registered = await catalog.register(text, 'yaml');
    expect(registered).toMatchObject({ name: 'letter', version: '1.0', unchanged: false });
    for (const each of [catalog, restarted()]) {
      expect(await each.find('letter')).toMatchObject({
        name: 'letter',
        version: '1.0',
        text,
        format: 'yaml',
        definition: { name: 'letter', version: '1.0', steps: [{ id: 'a', service: 's', method: 'm' }] },
      });
      expect(await each.find('letter', '1.0')).not.toBeNull();
      expect(await each.find('letter', '1')).toBeNull();
      expect(await each.find('lettre')).toBeNull();
      expect(await each.find('not a name', '\n')).toBeNull();
    }
  });

  test('holds a version immutable', async () => {
    expect(await register(definition('fixed', '1.0'))).toBe('1.0');
    // Other text, same content.
    expect(await register(`# again\n${definition('fixed', '"1.0"')}`)).toBe('1.0 unchanged');
    expect(await register(definition('fixed', '1.0'), restarted())).toBe('1.0 unchanged');
    for (const each of [catalog, restarted()]) {
      const refused = await each.register(definition('fixed', '1.0', 'other'), 'yaml').catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'version-conflict',
        message: expect.stringContaining('fixed 1.0') as unknown,
      });
    }
    expect(await catalog.find('fixed')).toMatchObject({ definition: { steps: [{ method: 'm' }] } });
  });

  test('keeps a name for the kind that it was given to', async () => {
    const tasks = JSON.stringify([{ Action: 'a', Microservice: { Service: 's', Endpoint: '/a' } }]);
    const sequence = async (name: string, by: Catalog): Promise<unknown> =>
      await by.register(tasks, 'json', { notation: 'sequence', name });
    const actions = JSON.stringify({
      name: 'T',
      actions: [{ action_id: 'a', action_type: 'notification', config: {} }],
    });
    await register(definition('kind_d', null));
    await sequence('kind_s', catalog);
    const text = actions.replace('{}', '{"message":"m"}').replace('"config"', '"name":"A","config"');
    await catalog.register(text, 'json', { notation: 'actions', name: 'kind_c', version: '1', about: {} });
    await catalog.register(text, 'json', { notation: 'actions', name: 'kind_r', version: '1', about: {} });
    await catalog.remove('kind_r', null);
    for (const each of [catalog, restarted()]) {
      expect(await codeOf(sequence('kind_d', each))).toBe('name-taken');
      for (const name of ['kind_s', 'kind_c', 'kind_r'])
        expect(await codeOf(register(definition(name, '9'), each))).toBe('name-taken');
      expect(await codeOf(each.register(text, 'json', { notation: 'actions', name: 'kind_c' }))).toBe('name-taken');
      expect(await each.check(definition('kind_s', '9'), 'yaml')).toMatchObject({ registration: 'conflict' });
      expect(await sequence('kind_s', each)).toMatchObject({ unchanged: true });
    }
    expect(await catalog.find('kind_s')).toMatchObject({ notation: 'sequence', version: '1' });
  });

  test('two processes that give a new name to different kinds at once: it is for the one that was first', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `contested_${i}`);
    const [one, other] = [restarted(), restarted()];
    const tasks = '[{"Action":"a","Microservice":{"Service":"s","Endpoint":"/x"}}]';
    for (const [i, name] of names.entries()) {
      const codes = await Promise.all([
        codeOf(one.register(definition(name, '1.0'), 'yaml')),
        codeOf(other.register(tasks, 'json', { notation: 'sequence', name })),
      ]);
      expect(codes.toSorted()).toEqual(['name-taken', 'no refusal']);
      const kept = await restarted().find(`contested_${i}`);
      expect(kept?.notation).toBe(codes[0] === 'no refusal' ? 'definition' : 'sequence');
    }
  });

  test('a name is free again where the process that had claimed it has died', async () => {
    const [store, others] = [createRecordStore(temporal.client), createRecordStore(temporal.anotherClient())];
    const kept = { notation: 'sequence' } as const;
    const late = createNameClaims(others);
    // One that is at work has it for longer than this test takes.
    expect(await createNameClaims(store, { leaseMs: 600_000 }).claim({ name: 'held', ...kept })).toEqual(kept);
    expect(await late.claim({ name: 'held', notation: 'definition' })).toEqual(kept);
    expect(await createNameClaims(store, { leaseMs: 1500 }).claim({ name: 'left', ...kept })).toEqual(kept);
    for (;;) {
      const { notation } = await late.claim({ name: 'left', notation: 'definition' });
      if (notation === 'definition') break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  test('has as the newest what was registered last, whatever its version says', async () => {
    await register(definition('order', '2.0'));
    await register(definition('order', '1.5'));
    expect((await catalog.find('order'))?.version).toBe('1.5');
    // The same content again moves nothing.
    expect(await register(definition('order', '2.0'))).toBe('2.0 unchanged');
    for (const each of [catalog, restarted()]) expect((await each.find('order'))?.version).toBe('1.5');
  });

  test('counts 1, 2, 3 by content where no version is written', async () => {
    expect(await register(definition('count', null, 'a'))).toBe('1');
    expect(await register(definition('count', null, 'b'))).toBe('2');
    expect(await register(definition('count', null, 'a'))).toBe('1 unchanged');
    expect(await register(definition('count', null, 'b'), restarted())).toBe('2 unchanged');
    // A number that somebody has written is taken.
    expect(await register(definition('count', '"3"', 'c'))).toBe('3');
    expect(await register(definition('count', null, 'c'), restarted())).toBe('4');
    const newest = await catalog.find('count');
    expect(newest).toMatchObject({ version: '4' });
    expect(newest?.definition).not.toHaveProperty('version');
  });

  test('registers nothing of a definition that the checker refuses, and says all that is wrong', async () => {
    const text = 'name: wrong\nsteps:\n  - {id: a, service: s, method: m, depends_on: [b]}\n  - {id: a, service: s}\n';
    const refused = (await catalog.register(text, 'yaml').catch((error: unknown) => error)) as Refusal;
    expect(refused).toMatchObject({ code: 'definition-rejected', source: text });
    expect(refused.diagnostics.length).toBeGreaterThan(1);
    expect(await catalog.find('wrong')).toBeNull();
    expect(await codeOf(catalog.register('', 'json'))).toBe('definition-rejected');
  });

  test('makes exactly one version of fifty identical registrations at once', async () => {
    const catalogs = [catalog, restarted(), restarted()];
    for (const version of ['"7"', null]) {
      const name = version === null ? 'same_counted' : 'same_versioned';
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => await register(definition(name, version), catalogs[i % 3])),
      );
      const number = version === null ? '1' : '7';
      expect(outcomes.filter((each) => each === number)).toHaveLength(1);
      expect(outcomes.filter((each) => each === `${number} unchanged`)).toHaveLength(49);
      expect((await restarted().find(name))?.version).toBe(number);
    }
  });

  test('lets exactly one of fifty conflicting registrations have the version', async () => {
    const catalogs = [catalog, restarted(), restarted()];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const text = definition('contested', '1.0', `m${i}`);
        return await catalogs[i % 3]?.register(text, 'yaml').then(
          () => `m${i}`,
          (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
        );
      }),
    );
    const winners = outcomes.filter((each) => each !== 'version-conflict');
    expect(winners).toHaveLength(1);
    expect(await restarted().find('contested')).toMatchObject({ definition: { steps: [{ method: winners[0] }] } });
  });

  test('gives fifty different unversioned contents fifty numbers', async () => {
    const catalogs = [catalog, restarted(), restarted()];
    const versions = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => await register(definition('numbers', null, `m${i}`), catalogs[i % 3])),
    );
    expect(versions.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  test('lists the newest of each by name, its own writes at once', async () => {
    await register(definition('listed_b', '1'));
    await register(definition('listed_a', '1'));
    await register(definition('listed_a', '2'));
    const own = (await catalog.list()).filter(({ name }) => name.startsWith('listed_'));
    expect(own.map(({ name, version }) => `${name} ${version}`)).toEqual(['listed_a 2', 'listed_b 1']);
  });

  test("lists others' writes too, after a while", async () => {
    await register(definition('later', '1'));
    await register(definition('later', '2'));
    const other = restarted();
    for (;;) {
      const [found] = (await other.list()).filter(({ name }) => name === 'later');
      if (found?.version === '2') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  test('mends a registration whose process died between its two writes', async () => {
    await register(definition('half', '1'));
    await register(definition('half', '2'));
    // As if the second process had died before it made its version the newest.
    await temporal.client.workflow.getHandle('def:half').terminate();
    expect(await register(definition('half', '2'), restarted())).toBe('2 unchanged');
    // The first process may be looking again in this very moment, and write what it found; then the second one mends that.
    while ((await catalog.find('half'))?.version !== '2') await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test('takes a definition as long as the language allows', async () => {
    const noise = Array.from({ length: 40_000 }, (_, i) => Math.sin(i).toString(36).slice(2)).join('');
    const steps = Array.from({ length: 50 }, (_, i) => {
      const description = noise.slice(i * 9000, i * 9000 + 9000);
      return { id: `s${i}`, service: 's', method: 'm', description };
    });
    const text = JSON.stringify({ name: 'long', version: '1', steps });
    expect(text.length).toBeGreaterThan(450_000);
    await catalog.register(text, 'json');
    expect((await restarted().find('long'))?.text).toBe(text);
    expect((await restarted().list()).length).toBeGreaterThan(0);
  });
});
