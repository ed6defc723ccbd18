import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { answeringElsewhere, temporalElsewhere } from '../../src/devstack/temporal-elsewhere.ts';
import { temporaryFolder } from './temporary-folder.ts';

function configuration(text: string): NodeJS.ProcessEnv {
  const file = join(temporaryFolder(), 'temporal.toml');
  writeFileSync(file, text);
  return { TEMPORAL_CONFIG_FILE: file };
}

const nothing = () => configuration('[profile.default]\n');

test('without a word about another server there is none elsewhere', async () => {
  expect(await temporalElsewhere(nothing())).toBeUndefined();
  expect(await temporalElsewhere({ ...nothing(), TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: 'cars' })).toBeUndefined();
});

test('TEMPORAL_ADDRESS names one', async () => {
  const address = 'temporal.example:7233';
  expect(await temporalElsewhere({ ...nothing(), TEMPORAL_ADDRESS: address })).toEqual({
    address,
    namespace: 'default',
  });
});

test("a profile in the SDK's own file names one", async () => {
  const env = configuration('[profile.cars]\naddress = "cars.example:7233"\nnamespace = "cars"\n');
  expect(await temporalElsewhere({ ...env, TEMPORAL_PROFILE: 'cars' })).toEqual({
    address: 'cars.example:7233',
    namespace: 'cars',
  });
});

test('one that does not answer is one error with its address', async () => {
  const elsewhere = { address: '127.0.0.1:1', namespace: 'default' };
  const env = { ...nothing(), TEMPORAL_ADDRESS: '127.0.0.1:1' };
  await expect(answeringElsewhere(elsewhere, env, 50)).rejects.toThrow(
    /^Temporal at 127\.0\.0\.1:1 does not answer within 0\.05 s: [^\n]*$/,
  );
});

test('a configuration that cannot be used is said to be that', async () => {
  const env = configuration('not toml [');
  await expect(temporalElsewhere(env)).rejects.toThrow("Temporal's configuration can't be used");
});
