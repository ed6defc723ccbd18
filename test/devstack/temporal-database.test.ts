import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/devstack/temporal-database.ts';
import { temporaryFolder } from './temporary-folder.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("Temporal's database", () => {
  test('without the mark stays as it is', () => {
    const folder = folderWith({ 'temporal.db': 'backup', 'temporal.db-wal': 'more' });
    openDatabase(folder);
    expect(readFileSync(join(folder, 'temporal.db'), 'utf8')).toBe('backup');
    expect(readFileSync(join(folder, 'temporal.db-wal'), 'utf8')).toBe('more');
  });

  test('set aside keeps all its files, under a name that is free', () => {
    const folder = folderWith({ 'temporal.db': 'a', 'temporal.db-wal': 'b', 'temporal.db.unfinished-1': 'earlier' });
    const aside = openDatabase(folder).setAside();
    expect(aside).toBe(join(folder, 'temporal.db.unfinished-2'));
    expect(readdirSync(folder).toSorted()).toEqual([
      'temporal.db.unfinished-1',
      'temporal.db.unfinished-2',
      'temporal.db.unfinished-2-wal',
    ]);
    expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('b');
  });

  test('that has served is never set aside', () => {
    const folder = folderWith({ 'temporal.db': 'a' });
    const database = openDatabase(folder);
    database.served();
    expect(database.setAside()).toBeUndefined();
    expect(openDatabase(folder).setAside()).toBeUndefined();
    expect(readFileSync(database.path, 'utf8')).toBe('a');
  });

  test('an empty one makes way, and so does the mark of one that is gone', () => {
    expect(readdirSync(openedIn(folderWith({ 'temporal.db': '', 'temporal.db-wal': '' })))).toEqual([]);
    expect(existsSync(join(openedIn(folderWith({ 'temporal.db.served': '' })), 'temporal.db.served'))).toBe(false);
  });
});

function openedIn(folder: string): string {
  openDatabase(folder);
  return folder;
}
