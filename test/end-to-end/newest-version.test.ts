import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Catalog, createCatalog } from '../../src/catalog/index.ts';
import { type CountedTemporal, countedTemporal } from '../support/counted-temporal.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';

/** Which version is the newest, for who asks again and again, beside what is on record. */

let temporal: OwnNamespace;
let counted: CountedTemporal;
let catalog: Catalog;
/** Another process, as far as this one can tell. */
let elsewhere: Catalog;
const closing = new AbortController();

beforeAll(async () => {
  temporal = await ownNamespace();
  counted = await countedTemporal(temporal.client.options.namespace);
  catalog = createCatalog({ client: counted.client, closing: closing.signal });
  elsewhere = createCatalog({ client: temporal.client });
});

afterAll(async () => {
  closing.abort();
  await counted?.close();
  await temporal?.close();
});

const text = (name: string, version: number): string =>
  JSON.stringify({ name, version: String(version), steps: [{ id: 'a', wait_for: { event: `e${version}` } }] });

const versionOf = async (name: string): Promise<string | undefined> => (await catalog.glance(name))?.version;

async function until(name: string, version: string): Promise<void> {
  while ((await versionOf(name)) !== version) await new Promise((resolve) => setTimeout(resolve, 2));
}

test('Temporal is not asked each time, and another process that registers is heard all the same', async () => {
  await elsewhere.register(text('often', 1), 'json');
  // Asked for often, it is watched, as soon as Temporal has taken the question.
  for (let before = -1; before !== counted.asked();) {
    before = counted.asked();
    expect(await versionOf('often')).toBe('1');
  }
  const before = counted.asked();
  for (let time = 0; time < 500; time++) {
    expect(await versionOf('often')).toBe('1');
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(counted.asked() - before).toBeLessThan(100);
  for (const version of [2, 3, 4]) {
    await elsewhere.register(text('often', version), 'json');
    await until('often', String(version));
    for (let time = 0; time < 50; time++) expect(await versionOf('often')).toBe(String(version));
  }
});

test('whoever has registered something finds that at once', async () => {
  for (let version = 1; version <= 10; version++) {
    await catalog.register(text('own', version), 'json');
    for (let time = 0; time < 20; time++) expect(await versionOf('own')).toBe(String(version));
  }
});

test('there is none of an unknown name until there is', async () => {
  for (let time = 0; time < 5; time++) expect(await catalog.glance('later')).toBeNull();
  await elsewhere.register(text('later', 1), 'json');
  expect(await versionOf('later')).toBe('1');
});

test('where Temporal falls silent, nobody is told for long what was the newest before', async () => {
  await elsewhere.register(text('silent', 1), 'json');
  for (let time = 0; time < 100; time++) {
    await catalog.glance('silent');
    await new Promise((resolve) => setImmediate(resolve));
  }
  await counted.proxy.turn({ kind: 'hanging' });
  await elsewhere.register(text('silent', 2), 'json');
  const refused = await until('silent', '2').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'temporal-unavailable' });
  await counted.proxy.turn({ kind: 'passing' });
  // What was asked while it was silent may yet be refused.
  await onceAnswered(async () => await until('silent', '2'));
});
