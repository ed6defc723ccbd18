import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { internalVariables } from '../../src/config/variables.ts';
import { families, idleKeys, readSettings, type Variable, variables } from '../../src/config/index.ts';

const page = readFileSync(join(process.cwd(), 'docs/operate/configuration.md'), 'utf8');

const code = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``);

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const effectRow = ({ name, key, about, byDefault, otherwise = '' }: Variable): string =>
  row([code(name), code(key), about, byDefault ?? otherwise]);

/** The tables of the page, as the code has them. */
const tables = {
  effects: [
    row(['variable', 'in a file', 'effect', 'default']),
    '|---|---|---|---|',
    ...variables.filter(({ idle }) => idle === undefined).map(effectRow),
  ],
  families: [row(['variable', 'effect']), '|---|---|', ...families.map(({ name, about }) => row([code(name), about]))],
  idle: [
    row(['variable', 'in a file', 'why it has no effect']),
    '|---|---|---|',
    ...variables.flatMap(({ name, key, idle }) => (idle === undefined ? [] : [row([code(name), code(key), idle])])),
    ...idleKeys.map(({ key, idle }) => row(['', code(key), idle])),
  ],
};

test.each(Object.entries(tables))('the page has the table of %s as the code has it', (_name, lines) => {
  // Printed whole where they differ, to be pasted.
  const table = `${lines.join('\n')}\n`;
  if (!page.includes(table)) throw new Error(`docs/operate/configuration.md lacks this table:\n\n${table}`);
  expect(page).toContain(table);
});

test('nothing is in the page that is no setting', () => {
  const known = new Set([...variables, ...families].map(({ name }) => name));
  const named = [...page.matchAll(/`((?:BATON|ORCHESTRATOR|POSTGRES|REDIS)_[A-Z0-9_]+)`/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

const files = [...page.matchAll(/```yaml\n(# config\/orchestrator\.yaml\n[^`]*)```/g)].map(([, text = '']) => text);

test('the files that are shown say something in every line', () => {
  expect(files.length).toBe(2);
  for (const text of files) {
    const folder = mkdtempSync(join(tmpdir(), 'baton-documented-'));
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config/orchestrator.yaml'), text);
    const { fromFiles, notes } = readSettings({}, folder);
    rmSync(folder, { recursive: true });
    expect(notes).toEqual([]);
    expect(fromFiles.size).toBe(text.match(/^ +\S+: \S/gm)?.length);
  }
});

describe('the table and the programs', () => {
  const sources = ['src', 'activities', 'scripts']
    .flatMap(sourcesIn)
    .filter((file) => !file.endsWith('config/variables.ts'));
  const written = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const read = new Set([...written.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g)].map(([, name = '']) => name));

  test('agree on what has an effect: all of that is read somewhere', () => {
    const names = variables.filter(({ idle }) => idle === undefined).map(({ name }) => name);
    // The Temporal SDK reads its own.
    expect(names.filter((name) => !read.has(name) && !name.startsWith('TEMPORAL_'))).toEqual([]);
  });

  test('agree on what has none: nothing of that is read', () => {
    const names = variables.filter(({ idle }) => idle !== undefined).map(({ name }) => name);
    expect(names.filter((name) => read.has(name))).toEqual([]);
  });

  test('agree on our prefixes: nothing under them is read that is not in the table', () => {
    const known = new Set([...variables.map(({ name }) => name), ...internalVariables]);
    const ours = [...read].filter((name) => /^(?:BATON|ORCHESTRATOR|REDIS|POSTGRES)_/.test(name));
    expect(ours.filter((name) => !known.has(name))).toEqual([]);
  });
});

function sourcesIn(folder: string): readonly string[] {
  const entries = readdirSync(join(process.cwd(), folder), { recursive: true, encoding: 'utf8' });
  return entries.filter((each) => /\.(?:ts|mjs)$/.test(each)).map((each) => join(process.cwd(), folder, each));
}
