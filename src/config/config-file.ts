import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { nearest } from '../problems/index.ts';
import { ConfigError } from './config-error.ts';
import { familyOf, idleKeys, type Variable, variableNamed, variables } from './variables.ts';
import { isOff, noEffect } from './known-variables.ts';

/** What a line of a configuration file says of a variable. */
export interface FileEntry {
  readonly variable: string;
  readonly value: string;
  /** As it is written: `services.port`. */
  readonly key: string;
  /** `config/orchestrator.yaml:7:3` */
  readonly place: string;
}

export interface ConfigFile {
  readonly entries: readonly FileEntry[];
  /** What has no effect, and why. */
  readonly notes: readonly string[];
}

export interface ConfigFileOptions {
  readonly name: string;
  /** Others keep their settings in it too: sections that are none of ours are theirs. */
  readonly isShared: boolean;
}

const mostBytes = 256 * 1024;

const byKey: ReadonlyMap<string, Variable> = new Map(
  variables.flatMap((each) => (each.key === undefined ? [] : [[each.key, each] as const])),
);
const whyIdle: ReadonlyMap<string, string> = new Map([
  ...idleKeys.map(({ key, idle }) => [key, idle] as const),
  ...variables.flatMap(({ key, idle }) => (key === undefined || idle === undefined ? [] : [[key, idle] as const])),
]);
const keys: readonly string[] = [...new Set([...byKey.keys(), ...whyIdle.keys()])].toSorted();
const sections: readonly string[] = [...new Set(keys.map((key) => key.split('.')[0] ?? ''))];

/** Two levels deep: sections, and what stands in them. Any variable may also stand under its own name. */
export function readConfigFile(text: string, { name, isShared }: ConfigFileOptions): ConfigFile {
  if (Buffer.byteLength(text) > mostBytes) throw new ConfigError(`${name} is larger than ${mostBytes / 1024} KiB.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined) {
    const isSecond = error.code === 'MULTIPLE_DOCS';
    throw new ConfigError(`${placeOf(error.pos[0])}: ${isSecond ? 'a configuration is one document.' : error.message}`);
  }
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { entries: [], notes: [] };
  if (!isMap(contents)) throw new ConfigError(`${name}: a configuration is a map of sections.`);
  const reading: Reading = { document, placeOf, isShared, entries: [], notes: [] };
  for (const { key, value, place } of pairsOf(contents, reading, isShared)) {
    if (sections.includes(key) && isNothing(value)) continue;
    if (isMap(value) && sections.includes(key)) {
      for (const inner of pairsOf(value, reading, false)) readSetting(reading, key, inner);
    } else if (sections.includes(key) && !isShared) {
      throw new ConfigError(`${place}: ${key} is a section: a map of settings.`);
    } else if (!isMap(value) || !isShared) readSetting(reading, '', { key, value, place });
  }
  return reading;
}

interface Reading {
  readonly document: Document;
  readonly placeOf: (offset: number) => string;
  readonly isShared: boolean;
  readonly entries: FileEntry[];
  readonly notes: string[];
}

interface Written {
  readonly key: string;
  readonly value: Node | null;
  readonly place: string;
}

/** `isTheirs` says whether what is none of ours is passed over. */
function pairsOf(map: YAMLMap, reading: Reading, isTheirs: boolean): readonly Written[] {
  return (map.items as readonly Pair<Node, Node | null>[]).flatMap(({ key: written, value }) => {
    const key = resolved(written, reading);
    const place = reading.placeOf(written.range?.[0] ?? 0);
    if (isScalar(key)) return [{ key: String(key.value), value: resolved(value, reading), place }];
    if (!isTheirs) reading.notes.push(`${place}: a list or a map is the name of no setting.`);
    return [];
  });
}

/** What an alias stands for. */
function resolved(node: Node | null, { document, placeOf }: Reading): Node | null {
  if (!isAlias(node)) return node;
  const anchored = node.resolve(document);
  if (anchored !== undefined) return anchored;
  throw new ConfigError(`${placeOf(node.range?.[0] ?? 0)}: there is no anchor &${node.source} before this.`);
}

function isNothing(value: Node | null): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function readSetting(reading: Reading, section: string, { key: last, value, place }: Written): void {
  const key = section === '' ? last : `${section}.${last}`;
  const variable = byKey.get(key)?.name ?? (isVariable(last) ? last : undefined);
  const said = (text: string): void => void reading.notes.push(`${place}: ${text}`);
  const idle = whyIdle.get(key) ?? variableNamed(last)?.idle ?? familyOf(last)?.notInFiles;
  if (idle !== undefined) {
    if (!isScalar(value) || !isOff(scalarText(value.value) ?? '')) said(noEffect(key, idle));
  } else if (variable !== undefined) {
    const text = textOf(value, { key, place, isList: variableNamed(variable)?.isList === true }, reading);
    if (text !== null) reading.entries.push({ variable, value: text, key, place });
  } else if (section !== '' || !reading.isShared) said(unknownKey(key));
}

function isVariable(name: string): boolean {
  return variableNamed(name) !== undefined || familyOf(name) !== undefined;
}

/** Null where nothing is said. */
function textOf(
  value: Node | null,
  { key, place, isList }: { readonly key: string; readonly place: string; readonly isList: boolean },
  reading: Reading,
): string | null {
  if (value === null) return null;
  if (isScalar(value)) return scalarText(value.value);
  if (isList && isSeq(value)) {
    const items = value.items.map((each) => {
      const item = resolved(each as Node | null, reading);
      return isScalar(item) ? scalarText(item.value) : null;
    });
    if (items.every((item) => item !== null)) return items.join(',');
  }
  throw new ConfigError(`${place}: ${key} is ${isList ? 'a text or a list of texts' : 'one text, number or boolean'}.`);
}

function scalarText(value: unknown): string | null {
  return value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
}

function unknownKey(key: string): string {
  const near = (key.includes('.') ? nearest(key, keys) : nearest(key, sections)) ?? nearestEnding(key);
  return `${key} is no setting of Baton's${near === null ? '.' : `; did you mean ${near}?`}`;
}

/** In another section, or a variable's own name. */
function nearestEnding(key: string): string | null {
  const last = key.split('.').at(-1) ?? key;
  const found = keys.find((each) => each.endsWith(`.${last}`));
  return (
    found ??
    nearest(
      last,
      variables.map(({ name }) => name),
    )
  );
}
