import type { z } from 'zod';
import { diagnostic, nearest, type Diagnostic, type DiagnosticCode, type Span } from '../../problems/index.ts';
import { lexemeOf, type Source, type SourceNode } from '../read/index.ts';
import { definitionLimits } from './limits.ts';
import { entryAt, nodeAt, printPath, spanOfMap, type Path } from './locate.ts';
import { stepKinds } from './step-kinds.ts';
import { suggesting } from './suggest.ts';
import { synonymOfKey, synonymOfValue } from './synonyms.ts';

/** What a schema found, before it is put into words. */
type Issue = z.core.$ZodIssue;

/** What is particular to one kind of text: its keys, and how its parts are named in messages. */
export interface Vocabulary {
  readonly keysAt: (path: Path) => readonly string[];
  readonly nameOf: (path: Path, node?: SourceNode) => string;
  /** What lacks a key; its name without it. */
  readonly lackingOf?: (path: Path, node: SourceNode | undefined) => string | null;
  /** How a value is named in messages; the last keys of its path without it. */
  readonly labelOf?: (path: Path) => string;
  /** Of a text whose form is wrong. */
  readonly codeOf?: (path: Path) => DiagnosticCode | undefined;
  /** Where a key belongs that is known elsewhere. */
  readonly placeOf: (path: Path, key: string) => string | null;
  /** What is advised of a key for which no other stands. */
  readonly adviceOf?: (path: Path, key: string) => string | undefined;
}

/** Texts whose form is checked have a code of their own each. */
const formCodes: ReadonlyMap<string | number | undefined, DiagnosticCode> = new Map([
  ['id', 'invalid-id'],
  ['version', 'invalid-version'],
  ['endpoint', 'invalid-endpoint'],
] as const);

/** From the schema's issues to diagnostics with places in the text. */
export function diagnoseShape(
  issues: readonly Issue[],
  source: Source,
  root: SourceNode,
  words: Vocabulary,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const absent: { readonly of: Path; readonly key: string; readonly found: Diagnostic }[] = [];
  // What an unknown key was probably meant to be, so that the key it stands for is not reported missing as well.
  const meant = new Set<string>();
  const listed = new Set<string>();
  const most = definitionLimits.counted;
  for (const issue of narrowed(issues, root)) {
    if (found.length + absent.length >= most) break;
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, most)) {
        const unknown = diagnoseKey(path, key, root, words, listed);
        found.push(unknown.found);
        if (unknown.meant !== null) meant.add(printPath([...path, unknown.meant]));
      }
    } else if (path.length > 0 && nodeAt(root, path) === undefined) {
      const of = path.slice(0, -1);
      const key = String(path.at(-1));
      absent.push({ of, key, found: missing(of, key, root, words) });
    } else {
      found.push(diagnoseValue(issue, path, source, root, words));
    }
  }
  for (const each of absent) {
    if (meant.has(printPath([...each.of, each.key]))) continue;
    found.push(each.found);
  }
  return found;
}

function* narrowed(issues: readonly Issue[], root: SourceNode): Generator<Issue> {
  for (const issue of issues) yield* narrow(issue, root);
}

/** Of a union, the branch of the kind that was written; the union's own words where it was of none. */
function narrow(issue: Issue, root: SourceNode): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const node = nodeAt(
    root,
    issue.path.filter((part) => typeof part !== 'symbol'),
  );
  const fits = issue.errors.filter((branch) => branch.every((each) => !isOfOtherKind(each, node)));
  const [branch] = fits;
  if (fits.length !== 1 || branch === undefined) return [issue];
  return branch.flatMap((each) => narrow({ ...each, path: [...issue.path, ...each.path] } as Issue, root));
}

function isOfOtherKind(issue: Issue, node: SourceNode | undefined): boolean {
  if (issue.path.length > 0) return false;
  const isNumber = node?.kind === 'scalar' && typeof node.value === 'number';
  // A fraction is of the kind of whole numbers, if not one of them.
  if (issue.code === 'invalid_type') return !(issue.expected === 'int' && isNumber);
  // A list of texts is no branch for a map or a number.
  return issue.code === 'invalid_value' && !(node?.kind === 'scalar' && typeof node.value === 'string');
}

interface UnknownKey {
  readonly found: Diagnostic;
  readonly meant: string | null;
}

/** `listed` are the lists of keys that have been given already: each is given once. */
function diagnoseKey(path: Path, key: string, root: SourceNode, words: Vocabulary, listed: Set<string>): UnknownKey {
  const entry = entryAt(root, [...path, key]);
  const at = { path: printPath([...path, key]), span: entry?.keySpan };
  const what = words.nameOf(path, nodeAt(root, path));
  const elsewhere = words.placeOf(path, key);
  if (elsewhere !== null) {
    const found = diagnostic('unknown-key', `\`${key}\` has no place in ${what}; it belongs to ${elsewhere}`, at);
    return { found, meant: null };
  }
  const allowed = words.keysAt(path);
  const taken = allowed.filter((each) => entryAt(root, [...path, each]) !== undefined);
  const meant = meantKey(key, allowed, taken, entry?.value);
  let advice = words.adviceOf?.(path, key);
  if (meant === null && advice === undefined) {
    const list = `it may have ${allowed.join(', ')}`;
    advice = listed.has(list) ? undefined : list;
    listed.add(list);
  }
  return { found: suggesting('unknown-key', `${what} has no key \`${key}\``, meant, at, advice), meant };
}

/** What an unknown key was probably meant to be; null for one that is known, or like nothing. */
export function meantKey(
  key: string,
  allowed: readonly string[],
  taken: readonly string[],
  written?: SourceNode,
): string | null {
  if (allowed.includes(key)) return null;
  const synonym = synonymOfKey(key, allowed);
  // `wait: {event: …}` is no delay.
  const isOther = synonym === 'delay_ms' && written?.kind === 'map';
  if (synonym !== null && !isOther) return ownWord(synonym, taken);
  // A key that is written already was not meant a second time.
  const free = allowed.filter((each) => !taken.includes(each));
  return nearest(key, free) ?? nearest(key, allowed) ?? sameBeginning(key, free);
}

/** What a step's kind, told by the keys beside it, calls the same. */
function ownWord(key: string, taken: readonly string[]): string {
  const kind = Object.values(stepKinds).find(({ tells }) => tells.some((each) => taken.includes(each)));
  return kind?.insteadOf?.[key] ?? key;
}

/** `retrys` for retry_count: the first key that begins as the unknown one does, for all but its last letters. */
function sameBeginning(key: string, allowed: readonly string[]): string | null {
  const beginning = key.toLowerCase().slice(0, Math.max(4, key.length - 2));
  return key.length < 4 ? null : (allowed.find((each) => each.startsWith(beginning)) ?? null);
}

function missing(of: Path, key: string, root: SourceNode, words: Vocabulary): Diagnostic {
  const node = nodeAt(root, of);
  const what = words.lackingOf?.(of, node) ?? words.nameOf(of, node);
  return diagnostic('missing-key', `${what} has no \`${key}\``, {
    path: printPath([...of, key]),
    span: spanOfMap(node),
  });
}

function diagnoseValue(issue: Issue, path: Path, source: Source, root: SourceNode, words: Vocabulary): Diagnostic {
  const node = nodeAt(root, path);
  const label = labelOf(path, words);
  const at = { path: printPath(path), span: node?.kind === 'map' || node?.kind === 'list' ? headOf(node) : node?.span };
  const must = `${label} must be ${issue.message}, not ${node === undefined ? 'nothing' : show(source, node)}`;
  const value = node?.kind === 'scalar' ? node.value : undefined;
  if (issue.code === 'too_big' || issue.code === 'too_small') return diagnoseSize(issue, label, must, node, at);
  if (issue.code === 'invalid_format') {
    if (typeof value === 'string' && value.includes('{{')) {
      return diagnostic('expression-not-allowed', `${label} is literal text: no expression is evaluated in it`, at);
    }
    const code = words.codeOf?.(path) ?? formCodes.get(path.at(-1)) ?? 'invalid-name';
    return diagnostic(code, must, at);
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const near = typeof value === 'string' ? (synonymOfValue(value, allowed) ?? nearest(value, allowed)) : null;
    return suggesting('not-allowed-value', must, near, at);
  }
  // A number that is not whole, where a whole one is wanted, is a number all the same.
  const isFraction = issue.code === 'invalid_type' && issue.expected === 'int' && typeof value === 'number';
  return diagnostic(isFraction ? 'out-of-range' : 'wrong-type', must, { ...at, hint: hintFor(issue, path, node) });
}

type SizeIssue = Extract<Issue, { code: 'too_big' | 'too_small' }>;

function diagnoseSize(
  issue: SizeIssue,
  label: string,
  must: string,
  node: SourceNode | undefined,
  at: { readonly path: string; readonly span: Span | undefined },
): Diagnostic {
  const most = issue.code === 'too_big' ? issue.maximum : 0;
  if (issue.origin === 'string') {
    const length = node?.kind === 'scalar' ? String(node.value).length : 0;
    return diagnostic('too-long', `${label} has ${length} characters; ${most} is the most`, at);
  }
  if (issue.origin !== 'array') return diagnostic('out-of-range', must, at);
  if (issue.code === 'too_small')
    return diagnostic('missing-key', `${label} is empty: it needs at least one entry`, at);
  const entries = node?.kind === 'list' ? node.items.length : 0;
  const code = at.path === 'steps' ? 'too-many-steps' : 'too-many-entries';
  return diagnostic(code, `${label} has ${entries} entries; ${most} is the most`, at);
}

/** In a step by its own key, since the place says which step it is. */
function labelOf(path: Path, words: Vocabulary): string {
  if (path.length === 0) return words.nameOf(path);
  if (words.labelOf !== undefined) return words.labelOf(path);
  const inner = path[0] === 'steps' && path.length > 2 ? path.slice(2) : path;
  return `\`${printPath(inner)}\``;
}

function headOf(node: SourceNode): { start: number; end: number } {
  return { start: node.span.start, end: Math.min(node.span.end, node.span.start + 1) };
}

function show(source: Source, node: SourceNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'null';
  const lexeme = typeof node.value === 'string' ? JSON.stringify(node.value) : lexemeOf(source.text, node);
  return lexeme.length > 60 ? `${lexeme.slice(0, 60)}…` : lexeme;
}

const YAML_11_BOOLEANS: ReadonlySet<string> = new Set(['yes', 'no', 'on', 'off', 'y', 'n']);
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

function hintFor(issue: Issue, path: Path, node: SourceNode | undefined): string | undefined {
  const value = node?.kind === 'scalar' ? node.value : undefined;
  if (value === null) return 'leave the key out, or give it a value';
  if (typeof value !== 'string') return undefined;
  if (issue.message === 'true or false' && YAML_11_BOOLEANS.has(value.toLowerCase())) return 'YAML 1.2: use true/false';
  if (path.at(-1) === 'depends_on') return `write a list: [${value}]`;
  if (/(?:_ms|Ms)$/.test(String(path.at(-1)))) {
    const ms = inMilliseconds(value);
    if (ms !== null) return ms;
  }
  if (/^[0-9]+$/.test(value) && issue.code === 'invalid_type') return 'leave the quotes out';
  return undefined;
}

/** The hint for `30s` where milliseconds are wanted. */
export function inMilliseconds(text: string): string | null {
  const duration = /^(\d{1,9})\s*(ms|s|m|h)$/.exec(text);
  return duration === null ? null : `in milliseconds: ${Number(duration[1]) * (UNITS.get(duration[2] ?? '') ?? 1)}`;
}
