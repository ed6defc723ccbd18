import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../../src/devstack/index.ts';

/** All executions of a worker share the modules of the workflow: what one of them kept in a module, another would find. */
const shared = ['std', 'problems', 'expressions', 'plan', 'engine', 'events', 'fleet', 'driver'];

/** At the beginning of a line: of the module itself. */
const keeps =
  /^(?:export )?(?:(?:let|var) (\w+)|const (\w+)(?:: (?!readonly |Readonly)[^=]+)? = (?:new (?:Map|Set|WeakMap|WeakSet|AsyncLocalStorage)\b[^(]*\(\)|\[\];|\{\};))/;

/** What they keep is the same for whoever asks, or set anew before anything of an execution runs. */
const caches = new Set(['known', 'kept', 'compiledBefore', 'texts', 'isSole']);

function keptIn(line: string): string | null {
  const [, variable, constant] = keeps.exec(line) ?? [];
  return variable ?? constant ?? null;
}

test.each(shared)('src/%s keeps nothing of an execution in a module', (folder) => {
  const files = readdirSync(join(projectRoot(), 'src', folder), { withFileTypes: true, recursive: true });
  const found = files
    .filter((file) => file.isFile() && file.name.endsWith('.ts'))
    .flatMap((file) => readFileSync(join(file.parentPath, file.name), 'utf8').split('\n'))
    .map(keptIn)
    .filter((name) => name !== null && !caches.has(name));
  expect(found).toEqual([]);
});

test.each([
  ['let turn = 0;', 'turn'],
  ['export let last: string | null = null;', 'last'],
  ['const seen = new Set<string>();', 'seen'],
  ['const open = new Map<string, { readonly task: string; since: number }>();', 'open'],
  ['const names: string[] = [];', 'names'],
  ['  const names: string[] = [];', null],
  ["const words: ReadonlySet<string> = new Set(['a']);", null],
])('%s keeps %j', (line, name) => expect(keptIn(line)).toBe(name));
