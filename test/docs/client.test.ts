import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { createClient } from '../../src/client/index.ts';
import { prepare } from '../../src/language/index.ts';
import { workflowFile } from '../../src/typegen/index.ts';
import { userProject } from '../support/compile-project.ts';
import { fencedBlocks } from './fenced-blocks.ts';

const page = readFileSync(join(process.cwd(), 'docs/reference/client.md'), 'utf8');
const project = userProject();
afterAll(() => project.remove());

const comfort = prepare(`
name: comfort
inputs: {degrees: {type: number, required: true}}
steps: [{id: climate, service: climate, method: set, parameters: {to: "{{inputs.degrees}}"}}]
outputs: {warm: "{{inputs.degrees > 20}}"}
`);

test('every block of the page compiles, one behind the other', () => {
  const blocks = fencedBlocks(page).filter(({ language }) => language === 'ts');
  expect(blocks.length).toBeGreaterThan(5);
  if (!comfort.ok) throw new Error(JSON.stringify(comfort.diagnostics));
  const workflows = workflowFile([comfort], { startedFrom: 'client', command: 'baton typegen' });
  const files = { 'main.ts': blocks.map(({ text }) => text).join('\n'), 'workflows.ts': workflows };
  expect(project.compile(files, { lib: ['es2022'], types: ['node'] })).toEqual([]);
});

test('the page has every method of the client, and no other', () => {
  const { workflows, executions, services, bots, swarms } = createClient({ address: 'http://127.0.0.1:5080' });
  const namedIn = (section: string): readonly (string | undefined)[] => {
    const rows = section.split('\n').filter((line) => line.startsWith('| `') && line.includes('('));
    return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)\(/g)].map(([, name]) => name));
  };
  const [, ofExecutions = '', ofBots = '', ofSwarms = ''] = page.split(/^\| method (?:of `[a-z.]+` )?\|/m);
  for (const [section, methods] of [
    [ofExecutions, executions],
    [ofBots, bots],
    [ofSwarms, swarms],
  ] as const) {
    expect(namedIn(section).toSorted(byName)).toEqual(Object.keys(methods).toSorted(byName));
  }
  for (const name of Object.keys(workflows)) expect(page).toContain(`client.workflows.${name}(`);
  for (const name of Object.keys(services)) expect(page).toContain(`client.services.${name}(`);
});

function byName(a: string | undefined, b: string | undefined): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
