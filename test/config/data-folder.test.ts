import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dataFolder } from '../../src/config/index.ts';

let place = '';
beforeEach(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'baton-config-')));
  mkdirSync(join(place, 'real'));
  symlinkSync(join(place, 'real'), join(place, 'link'));
});
afterEach(() => rmSync(place, { recursive: true }));

describe('the data folder', () => {
  test('is the same by whichever way one comes to it', () => {
    expect(dataFolder({ BATON_DATA: join(place, 'link') })).toBe(join(place, 'real'));
  });

  test('need not exist yet', () => {
    expect(dataFolder({ BATON_DATA: join(place, 'link', 'a', 'b') })).toBe(join(place, 'real', 'a', 'b'));
  });

  test('is named as given where a file is in its way', () => {
    writeFileSync(join(place, 'file'), '');
    expect(dataFolder({ BATON_DATA: join(place, 'file', 'a') })).toBe(join(place, 'file', 'a'));
  });
});
