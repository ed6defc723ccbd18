import { describe, expect, test } from '@jest/globals';
import { createRunOfType } from '../../src/tasks/run-of-type.ts';
import { familyOfType } from '../../src/tasks/type-families.ts';
import { portsInMemory } from '../support/ports-in-memory.ts';

describe('what a task is done with', () => {
  test.each<readonly [string, unknown]>([
    ['doubles', { kind: 'workflow', name: 'doubles' }],
    ['removed', null],
    ['nobody', null],
    ['constructor', null],
    ['sums.add', { kind: 'service', service: 'sums', method: 'add' }],
    ['sums.', null],
    ['.add', null],
    ['others.add', null],
    ['dotted.name.add', { kind: 'service', service: 'dotted.name', method: 'add' }],
    // Its methods are known.
    ['baton-notifications.webhook', null],
    ['known.one', { kind: 'service', service: 'known', method: 'one' }],
    ['known.two', null],
    ['known.constructor', null],
    ['sums.a/b', null],
    ['', null],
  ])('%s', async (type, run) => {
    const { catalog, services } = portsInMemory();
    const definition = (name: string) => JSON.stringify({ name, steps: [{ id: 'a', service: 's', method: 'm' }] });
    await catalog.register(definition('doubles'), 'json');
    await catalog.register(definition('removed'), 'json', { about: { created: true } });
    await catalog.remove('removed', null);
    for (const name of ['sums', 'dotted.name', 'known']) await services.register({ name, baseUrls: ['http://a'] });
    const list = async () =>
      (await services.list()).map((each) => (each.name === 'known' ? { ...each, operations: { one: {} } } : each));
    const runOf = createRunOfType({ catalog, services: { ...services, list } });
    expect(await runOf(type)).toEqual(run);
  });

  test('is asked once for many tasks, and again when it could not be told', async () => {
    const { catalog, services } = portsInMemory();
    let asked = 0;
    let isAway = true;
    const find: typeof catalog.find = async (name) => {
      asked += 1;
      if (isAway) throw new Error('away');
      return await catalog.find(name);
    };
    const runOf = createRunOfType({ catalog: { ...catalog, find }, services });
    await expect(runOf('doubles')).rejects.toThrow('away');
    isAway = false;
    expect(await Promise.all(Array.from({ length: 100 }, () => runOf('doubles')))).toEqual(
      Array.from({ length: 100 }, () => null),
    );
    expect(asked).toBe(2);
  });
});

describe('the kinds that have a service of their own', () => {
  test.each([
    ['image_generation', 'IMAGE_SERVICE_URL'],
    ['video_x', 'VIDEO_SERVICE_URL'],
    ['crypto_prediction', 'CRYPTO_SERVICE_URL'],
    ['fraud_check', 'FRAUD_SERVICE_URL'],
    ['compression_zip', 'COMPRESSION_SERVICE_URL'],
    ['compress', 'COMPRESSION_SERVICE_URL'],
    ['marketing_intelligence', 'MARKETING_SERVICE_URL'],
  ])('%s is done where %s says', (type, variable) => {
    expect(familyOfType(type)).toMatchObject({ variable, call: { verb: 'POST', endpoint: `/${type}` } });
  });

  test.each(['image', 'Image_generation', 'image_../x', 'image_a b', 'my_image_x', 'image_x/../y', 'decompress'])(
    '%s is none of them',
    (type) => {
      expect(familyOfType(type)).toBeNull();
    },
  );
});
