import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Refusal } from '../../src/problems/index.ts';
import { createServiceRegistry, type ServiceRegistry } from '../../src/services/index.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';

let temporal: OwnNamespace;
let registry: ServiceRegistry;

beforeAll(async () => {
  temporal = await ownNamespace();
  registry = createServiceRegistry({ client: temporal.client, env: {} });
});

afterAll(async () => await temporal?.close());

const another = (env: NodeJS.ProcessEnv = {}): ServiceRegistry =>
  createServiceRegistry({ client: temporal.anotherClient(), env });

describe('the service registry', () => {
  test('gives back at once what was registered, in this process and in others', async () => {
    expect(await registry.find('weather')).toBeNull();
    const record = await registry.register({
      name: 'weather',
      baseUrls: ['http://a.example/base/', 'http://b.example'],
    });
    expect(record).toMatchObject({
      name: 'weather',
      baseUrls: ['http://a.example/base', 'http://b.example'],
      origin: 'registered',
    });
    for (const each of [registry, another()]) {
      expect(await each.find('weather')).toEqual({
        name: 'weather',
        baseUrls: ['http://a.example/base', 'http://b.example'],
      });
    }
  });

  test('replaces a record of that name', async () => {
    await registry.register({ name: 'moved', baseUrls: ['http://old.example'] });
    const other = another();
    expect((await other.find('moved'))?.baseUrls).toEqual(['http://old.example']);
    await registry.register({ name: 'moved', baseUrls: ['http://new.example'] });
    expect((await registry.find('moved'))?.baseUrls).toEqual(['http://new.example']);
    // Another process remembers the old one for a moment only.
    while ((await other.find('moved'))?.baseUrls[0] !== 'http://new.example') {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  test('lets the environment win over the record, under each spelling of the name', async () => {
    const env = {
      SERVICE_ANALYSIS_SERVICE_URL: 'http://configured.example',
      SERVICE_ALONE_URL: 'http://alone.example',
    };
    const configured = another(env);
    const record = await configured.register({ name: 'analysis-service', baseUrls: ['http://registered.example'] });
    expect(record).toMatchObject({ baseUrls: ['http://configured.example'], origin: 'configured' });
    for (const name of ['analysis-service', 'analysis_service']) {
      expect(await configured.find(name)).toEqual({ name, baseUrls: ['http://configured.example'] });
    }
    expect(await registry.find('analysis-service')).toMatchObject({ baseUrls: ['http://registered.example'] });
    const listed = (await configured.list()).map(
      ({ name, origin, baseUrls }) => `${name} ${origin} ${baseUrls.join()}`,
    );
    expect(listed).toContain('analysis-service configured http://configured.example');
    expect(listed).toContain('alone configured http://alone.example');
    expect(listed.filter((line) => line.includes('analysis'))).toHaveLength(1);
  });

  test('lists by name, its own writes at once and only once', async () => {
    for (const url of ['http://one.example', 'http://two.example'])
      await registry.register({ name: 'twice', baseUrls: [url] });
    const twice = (await registry.list()).filter(({ name }) => name === 'twice');
    expect(twice).toMatchObject([{ baseUrls: ['http://two.example'], origin: 'registered' }]);
    const names = (await registry.list()).map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
  });

  test.each([
    ['no http', 'a', ['ftp://a.example'], 'service-address-refused'],
    ['credentials', 'a', ['http://user:secret@a.example'], 'service-address-refused'],
    ['the metadata address', 'a', ['http://169.254.169.254/latest'], 'service-address-refused'],
    ['one bad address among good ones', 'a', ['http://a.example', 'http://[fe80::1]'], 'service-address-refused'],
    ['no address', 'a', [' '], 'service-address-refused'],
    ['a name with blanks', 'a b', ['http://a.example'], 'invalid-service-name'],
    ['a name that would be a path', '../a', ['http://a.example'], 'invalid-service-name'],
    ['no name', '', ['http://a.example'], 'invalid-service-name'],
  ])('refuses %s and records nothing', async (_, name, baseUrls, code) => {
    const refused = (await registry.register({ name, baseUrls }).catch((error: unknown) => error)) as Refusal;
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused.code).toBe(code);
    expect(refused.message).not.toContain('secret');
    expect(await another().find(name)).toBeNull();
  });
});
