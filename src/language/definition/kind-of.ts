import { diagnostic, type Diagnostic, type Span } from '../../problems/index.ts';
import { keysOf, type SourceEntry, type SourceNode } from '../read/index.ts';
import { meantKey } from './issues.ts';
import { definitionLimits } from './limits.ts';
import { nodeAt, printPath, spanOfMap, type Path } from './locate.ts';
import { exclusiveKeys, keysWithPartner, type Kind } from './step-kinds.ts';

export interface KindRead<Name extends string> {
  /** Null where none is told, or more than one. */
  readonly kind: Name | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is said of a map that is of one of several kinds. */
export interface KindWords {
  /** `step \`a\``, `an action`. */
  readonly name: string;
  /** What to do where one does two things at once. */
  readonly apart: string;
  readonly keys: readonly string[];
}

interface Written {
  /** What was meant by a key that is misspelt: one mistake is not said twice. */
  readonly key: string;
  readonly entry: SourceEntry;
}

/** Which kind a map is of, told by its keys, and what is wrong with them for that kind. What is written counts, not
 * whether it is right: a wrong value has been said to be. */
export function readKind<Name extends string>(
  root: SourceNode,
  path: Path,
  kinds: Readonly<Partial<Record<Name, Kind>>>,
  words: KindWords,
): KindRead<Name> {
  const node = nodeAt(root, path);
  if (node?.kind !== 'map') return { kind: null, diagnostics: [] };
  const signature = keysOf(node).join('\n');
  const known = faultless.get(kinds)?.get(signature);
  if (known !== undefined) return { kind: known as Name, diagnostics: [] };
  const read = readKeys(node.entries, path, kinds, words, spanOfMap(node));
  if (read.kind !== null && read.diagnostics.length === 0) remember(kinds, signature, read.kind);
  return read;
}

/** The kinds told by keys with which nothing is wrong: of 10,000 steps nearly all have the same ones. */
const faultless = new WeakMap<object, Map<string, string>>();
const MOST_REMEMBERED = 500;

function remember(kinds: object, signature: string, kind: string): void {
  const known = faultless.get(kinds) ?? new Map<string, string>();
  faultless.set(kinds, known);
  if (known.size < MOST_REMEMBERED) known.set(signature, kind);
}

function readKeys<Name extends string>(
  entries: readonly SourceEntry[],
  path: Path,
  kinds: Readonly<Partial<Record<Name, Kind>>>,
  words: KindWords,
  span: Span | undefined,
): KindRead<Name> {
  const written = writtenIn(entries, words.keys);
  const has = (key: string): boolean => written.some((each) => each.key === key);
  const named = Object.entries<Kind | undefined>(kinds).flatMap(([name, kind]) =>
    kind === undefined ? [] : [{ name: name as Name, kind }],
  );
  const told = written.flatMap(({ key, entry }) => {
    const teller = named.find(({ kind }) => kind.tells.includes(key));
    return teller === undefined ? [] : [{ ...teller, key, entry }];
  });
  const at = (entry: SourceEntry) => ({ path: printPath([...path, entry.key]), span: entry.keySpan });
  const found: Diagnostic[] = [];

  for (const [partner, beside] of exclusiveKeys) {
    const later = written.findLast(({ key }) => key === partner || key === beside);
    if (!has(partner) || !has(beside) || later === undefined) continue;
    found.push(
      diagnostic('conflicting-keys', `\`${partner}\` and \`${beside}\` both say what is called`, at(later.entry)),
    );
  }

  const [first] = told;
  if (first === undefined) {
    const ways = listed([...new Set(named.map(({ kind }) => kind.tells[0] ?? ''))]);
    const message = `${words.name} does not say what to do: it needs ${ways}`;
    found.push(diagnostic('missing-key', message, { path: printPath(path), span }));
    return { kind: null, diagnostics: found };
  }
  const others = told.filter(
    ({ name, key, entry }, i) =>
      key === entry.key && name !== first.name && told.findIndex((each) => each.name === name) === i,
  );
  for (const { key, entry } of others) {
    const message = `\`${key}\` beside \`${first.key}\`: ${words.name} does one thing`;
    found.push(diagnostic('conflicting-keys', message, { ...at(entry), hint: words.apart }));
  }
  if (others.length > 0) return { kind: null, diagnostics: found };

  const { kind } = first;
  for (const { key, entry } of written) {
    const owner = named.find((each) => each.kind.keys.includes(key));
    if (kind.keys.includes(key) || owner === undefined || key !== entry.key) continue;
    const message = `\`${key}\` has no place in ${kind.what}; it belongs to ${owner.kind.what}`;
    const hint = kind.insteadOf?.[key] === undefined ? undefined : `write \`${kind.insteadOf[key]}\``;
    found.push(diagnostic('unknown-key', message, { ...at(entry), hint }));
  }
  for (const group of kind.needs) {
    if (group.some(has)) continue;
    const message = `${words.name} has no ${group.map((key) => `\`${key}\``).join(' or ')}`;
    found.push(diagnostic('missing-key', message, { path: printPath([...path, group[0]]), span }));
  }
  for (const { key, entry } of written) {
    const partner = keysWithPartner.get(key);
    if (
      partner === undefined ||
      key !== entry.key ||
      has(partner) ||
      (key === 'verb' && !kind.tells.includes('endpoint'))
    )
      continue;
    found.push(diagnostic('stray-key', `\`${key}\` says nothing without \`${partner}\``, at(entry)));
  }
  return { kind: first.name, diagnostics: found };
}

function writtenIn(entries: readonly SourceEntry[], keys: readonly string[]): readonly Written[] {
  const taken = entries.map(({ key }) => key);
  return entries.map((entry, i) => {
    const meant = i < definitionLimits.keys ? meantKey(entry.key, keys, taken, entry.value) : null;
    return { key: meant ?? entry.key, entry };
  });
}

function listed(keys: readonly string[]): string {
  const quoted = keys.map((key) => `\`${key}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
