import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeText, jsonOf, readSource } from '../language/index.ts';
import { isObject } from '../std/index.ts';
import type { Template, Templates } from './template.ts';

/** A folder that holds one of these says that it is a template. */
const FILES = ['template.json', 'template.yaml', 'template.yml'] as const;

/** Templates in folders of folders; of two of one name, that in the earlier folder. Read anew each time: they are few, and
 * whoever writes one wants to see it. */
export function createTemplates(folders: readonly string[] = templateFolders(process.env)): Templates {
  const list = async (): Promise<readonly Template[]> => {
    const byName = new Map<string, Template>();
    for (const folder of folders) {
      for (const template of await templatesIn(folder))
        if (!byName.has(template.name)) byName.set(template.name, template);
    }
    return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  };
  // Names come from outside: they are looked up in a list and never made into paths.
  return { list, read: async (name) => (await list()).find((each) => each.name === name) ?? null };
}

/** Where definitions ship, and the folders that BATON_WORKFLOWS names. */
export function templateFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const further = (env['BATON_WORKFLOWS'] ?? '').split(delimiter === ';' ? /[;,]/ : /[:,]/);
  const named = further.filter((place) => place.trim() !== '').map((place) => resolve(place.trim()));
  const shipped = shippedFolder();
  return [...(shipped === null ? [] : [shipped]), ...named];
}

/** Beside our package.json: these modules run from src and from dist, one level deeper. */
function shippedFolder(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  return join(folder, 'workflows-dsl');
}

async function templatesIn(folder: string): Promise<readonly Template[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: Template[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const file = FILES.map((each) => join(folder, name, each)).find((path) => existsSync(path));
    const template = file === undefined ? null : await readTemplate(name, file);
    if (template !== null) found.push(template);
  }
  return found;
}

/** One that can't be read is none: what is wrong with it, `baton check` says. */
async function readTemplate(name: string, file: string): Promise<Template | null> {
  const decoded = decodeText(await readFile(file));
  if (!decoded.ok) return null;
  const format = file.endsWith('.json') ? 'json' : 'yaml';
  const { source, diagnostics } = readSource(decoded.text, { format });
  const content = source === null || diagnostics.length > 0 ? null : jsonOf(source.root);
  return isObject(content) ? { name, text: decoded.text, format, content } : null;
}
