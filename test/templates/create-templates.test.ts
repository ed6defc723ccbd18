import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { prepare, renderDiagnostics } from '../../src/language/index.ts';
import { createTemplates } from '../../src/templates/index.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

test('those that ship are right, and are kept to the letter', async () => {
  const shipped = await createTemplates().list();
  expect(shipped.map(({ name }) => name)).toEqual(['document_analysis', 'pr_confidence']);
  for (const { name, text, format, content } of shipped) {
    const prepared = prepare(text, { name, format });
    expect(renderDiagnostics(prepared.diagnostics, text, name)).toBe('');
    expect(prepared).toMatchObject({ ok: true, notation: 'actions' });
    expect(content).toEqual(JSON.parse(text));
  }
});

test('a folder says by its file that it is a template', async () => {
  write('one/template.yaml', 'name: One\nactions: []\n');
  write('two/workflow.yaml', 'name: two\nsteps: []\n');
  write('three/template.json', '{"name": ');
  write('four/template.json', '["a list"]');
  write('template.yaml', 'name: not in a folder\n');
  const templates = createTemplates([folder]);
  expect(await templates.list()).toEqual([
    { name: 'one', text: 'name: One\nactions: []\n', format: 'yaml', content: { name: 'One', actions: [] } },
  ]);
  expect(await templates.read('one')).toMatchObject({ name: 'one' });
});

test('a name is a name and never a path', async () => {
  write('inner/deep/template.yaml', 'name: Deep\n');
  const templates = createTemplates([join(folder, 'inner'), join(folder, 'nowhere')]);
  expect(await templates.read('deep')).toMatchObject({ content: { name: 'Deep' } });
  for (const name of ['../one', './deep', 'deep/', 'DEEP', '', '__proto__'])
    expect(await templates.read(name)).toBeNull();
});

test('of two of one name, the earlier one is taken', async () => {
  write('a/same/template.yaml', 'name: First\n');
  write('b/same/template.yaml', 'name: Second\n');
  const templates = createTemplates([join(folder, 'a'), join(folder, 'b')]);
  expect((await templates.list()).map(({ content }) => content['name'])).toEqual(['First']);
});
