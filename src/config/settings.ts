import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config-error.ts';
import { type ConfigFile, type FileEntry, readConfigFile } from './config-file.ts';
import { idleVariables } from './known-variables.ts';
import { systemCodeOf } from './system-code.ts';
import { variableNamed, variables } from './variables.ts';

/** What a process was told, by all that may tell it. */
export interface Settings {
  /** The environment, and behind it what the files say. */
  readonly env: NodeJS.ProcessEnv;
  /** Where a variable of `env` stands that a file has said. */
  readonly fromFiles: ReadonlyMap<string, FileEntry>;
  /** Those that there are, in the order in which they count. */
  readonly files: readonly string[];
  /** What has no effect, and why. */
  readonly notes: readonly string[];
}

/** In the order in which they count. */
const places = [
  { name: 'config/orchestrator.yaml', isShared: false },
  { name: 'config/app.yaml', isShared: true },
] as const;

/** Reads the configuration files of a folder. The environment wins over them, the first over the second. */
export function readSettings(given: NodeJS.ProcessEnv, folder: string = process.cwd()): Settings {
  const env: NodeJS.ProcessEnv = { ...given };
  const fromFiles = new Map<string, FileEntry>();
  const files: string[] = [];
  const notes = [...idleVariables(given)];
  // Variables and topics that a source before this one speaks of.
  const settled = new Set(
    Object.keys(given)
      .filter((name) => (given[name]?.trim() ?? '') !== '')
      .flatMap(spokenOf),
  );
  for (const place of places) {
    const text = textIn(join(folder, place.name), place.name);
    if (text === null) continue;
    const file = readConfigFile(text, place);
    files.push(place.name);
    notes.push(...file.notes, ...repeated(file));
    for (const entry of file.entries) {
      const { variable, value } = entry;
      if (settled.has(variable) || settled.has(topicOf(variable)) || fromFiles.has(variable)) continue;
      env[variable] = value;
      fromFiles.set(variable, entry);
    }
    for (const name of fromFiles.keys()) for (const each of spokenOf(name)) settled.add(each);
  }
  return { env, fromFiles, files, notes };
}

/** For a process that reads the files itself: what it is to be given of `env`, or of what was made from it. */
export function withoutFiles(env: NodeJS.ProcessEnv, { fromFiles }: Settings): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => fromFiles.get(name)?.value !== value));
}

/** A message about a variable, with the place in the file that has said it. */
export function explainOrigin(message: string, { fromFiles }: Settings): string {
  const named = [...fromFiles.values()].filter(({ variable }) => new RegExp(`\\b${variable}\\b`).test(message));
  const origins = named.map(({ variable, key, place }) => `${variable} is \`${key}\` in ${place}.`);
  return [message, ...origins].join(' ');
}

function spokenOf(name: string): readonly string[] {
  return [name, topicOf(name)];
}

/** Distinct from all names of variables. */
function topicOf(name: string): string {
  return variableNamed(name)?.topic ?? name;
}

function repeated({ entries }: ConfigFile): readonly string[] {
  return entries.flatMap((entry, at) => {
    const before = entries.slice(0, at).find(({ variable }) => variable === entry.variable);
    return before === undefined ? [] : [`${entry.place}: ${entry.key} has no effect: ${before.key} says it already.`];
  });
}

function textIn(path: string, name: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = systemCodeOf(error) ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ConfigError(`${name} can't be read: ${code}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(`${name} is not UTF-8.`);
  }
}

/** Variables that the documentation of the service shows with these values, which everybody knows. */
const placeholders: ReadonlySet<string> = new Set(['your-secret-key', 'your-api-key']);

export function refusePlaceholders(env: NodeJS.ProcessEnv): void {
  for (const { name, isSecret } of variables) {
    if (isSecret !== true || !placeholders.has(env[name]?.trim() ?? '')) continue;
    throw new ConfigError(`${name} is the placeholder that documentation shows, which everybody knows: set your own.`);
  }
}
