import {
  expressionsOf,
  printExpression,
  readTemplate,
  referencesIn,
  spansOf,
  tokenAt,
  type Expr,
} from '../../../expressions/index.ts';
import { diagnostic, nearest, type Comparisons, type Diagnostic } from '../../../problems/index.ts';
import { printPath, type Path } from '../../definition/locate.ts';
import { suggesting } from '../../definition/suggest.ts';
import { entry, listOf, mapOf } from '../tree.ts';
import { edited, spansWithin, type Edit, type SourceNode, type SourceScalar } from '../../read/index.ts';

/** The names that templates may hold, and what was found wrong in them. */
export interface Names {
  readonly text: string;
  readonly parameters: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
  readonly found: Diagnostic[];
  readonly most: number;
  readonly comparisons: Comparisons;
}

/** What an action can be asked for, and what that is of a step. */
const members: ReadonlyMap<string, string> = new Map([
  ['response', 'result'],
  ['status', 'status'],
  ['error', 'error'],
]);

/** Stands in for what has been said to mean nothing: of any type, and so without an echo. */
const ANYTHING = "from_json('null')";

/** A value whose templates read inputs and steps in place of parameters and actions. What cannot be read is left as it is:
 * the checker says why. */
export function translated(node: SourceNode, path: Path, names: Names): SourceNode {
  switch (node.kind) {
    case 'scalar':
      return translatedText(node, path, names);
    case 'list':
      return listOf(
        node.span,
        node.items.map((item, i) => translated(item, [...path, i], names)),
      );
    case 'map':
      return mapOf(
        node.span,
        node.entries.map(({ key, keySpan, value }) => entry(key, keySpan, translated(value, [...path, key], names))),
      );
  }
}

function translatedText(scalar: SourceScalar, path: Path, names: Names): SourceScalar {
  const { value } = scalar;
  if (typeof value !== 'string' || !value.includes('{{') || names.found.length > names.most) return scalar;
  const edits: Edit[] = [];
  for (const { expr, start } of readTemplate(value, enough(names)).expressions) {
    const at = (edit: Edit): Edit => ({ ...edit, start: edit.start + start, end: edit.end + start });
    const wrong = (from: number, to: number, message: string, near: string | null, advice?: string): void => {
      if (names.found.length > names.most) return;
      const span = spansWithin(names.text, scalar)(from + start, to + start);
      names.found.push(suggesting('unknown-name', message, near, { path: printPath(path), span }, advice));
    };
    for (const edit of editsOf(expr, value.slice(start), names, wrong)) edits.push(at(edit));
  }
  return edited(
    scalar,
    edits.toSorted((a, b) => a.start - b.start),
  );
}

/** One text may hold forty thousand names that mean nothing: no more are read than are told. */
function enough({ parameters, actions, most }: Names): (expr: Expr) => boolean {
  let unknown = 0;
  return (expr) => {
    const [first] = chainOf(expr);
    if (first?.kind === 'name' && !parameters.has(first.name) && !actions.has(first.name)) unknown++;
    return unknown > most;
  };
}

type Wrong = (from: number, to: number, message: string, near: string | null, advice?: string) => void;

function editsOf(expr: Expr, text: string, names: Names, wrong: Wrong): readonly Edit[] {
  const spans = spansOf(expr);
  const edits: Edit[] = [];
  let told = 0;
  for (const reference of referencesIn(expr)) {
    const chain = chainOf(reference);
    const read = readReference(chain, text, names);
    if ((chain[0]?.at ?? 0) < told) continue;
    if (read.kind === 'edits') {
      edits.push(...read.edits);
      continue;
    }
    const whole = spans(reference);
    told = read.toldTo ?? 0;
    wrong(whole.start, whole.end, `\`${shown(reference)}\`: ${read.message}`, read.near, read.advice);
    edits.push({ start: whole.start, end: Math.max(whole.end, told), text: ANYTHING });
  }
  // What was replaced as a whole has nothing left to edit in it.
  const replaced = edits.filter(({ text: by }) => by === ANYTHING);
  return edits.filter(
    (each) => each.text === ANYTHING || !replaced.some(({ start, end }) => start <= each.start && each.end <= end),
  );
}

/** What a reference begins with, and the names behind it, as far as they are literal. */
function chainOf(reference: Expr): readonly Expr[] {
  const chain: Expr[] = [];
  for (let at: Expr = reference; ;) {
    chain.unshift(at);
    if (at.kind !== 'member' && at.kind !== 'index') return chain;
    at = at.of;
  }
}

interface WrongRead {
  readonly kind: 'wrong';
  readonly message: string;
  readonly near: string | null;
  readonly advice?: string;
  /** Up to where all that follows is the same mistake. */
  readonly toldTo?: number;
}

type Read = { readonly kind: 'edits'; readonly edits: readonly Edit[] } | WrongRead;

function readReference([root, first, second]: readonly Expr[], text: string, names: Names): Read {
  if (root?.kind === 'steps') return notOurs(root.id, names);
  if (root?.kind !== 'name') return { kind: 'edits', edits: [] };
  const { name, at } = root;
  const { parameters, actions } = names;
  const own = (by: string): Edit => ({ start: at, end: at + name.length, text: by });
  const whole = dashed(text, root, actions, 'actions') ?? dashed(text, root, parameters, 'parameters');
  if (whole !== null && !isDifference(text.slice(at, whole.toldTo), names)) return whole;
  if (parameters.has(name)) return { kind: 'edits', edits: [own(`inputs${behind(name)}`)] };
  if (actions.has(name)) return readAction(name, first, own(`steps${behind(name)}`), text);
  if (name === 'context') return { kind: 'edits', edits: [] };
  if (name === 'parameters' && first?.kind === 'member') {
    if (parameters.has(first.name)) return { kind: 'edits', edits: [own('inputs')] };
    return (
      dashed(text, first, parameters, 'parameters') ??
      unknown('parameter', first.name, parameters, names, (near) => `parameters${behind(near)}`)
    );
  }
  if (name === 'actions' && first?.kind === 'member') {
    if (actions.has(first.name))
      return readAction(first.name, second, own('steps'), text, `actions${behind(first.name)}`);
    return (
      dashed(text, first, actions, 'actions') ??
      unknown('action', first.name, actions, names, (near) => `actions${behind(near)}`)
    );
  }
  if (name === 'inputs' && first?.kind === 'member' && parameters.has(first.name)) {
    return { kind: 'wrong', message: 'no such name', near: first.name };
  }
  if (first?.kind === 'member' && members.has(first.name))
    return unknown('action', name, actions, names, (near) => near);
  const parameter = nearest(name, parameters, names.comparisons);
  if (parameter !== null) return { kind: 'wrong', message: 'no such parameter', near: parameter };
  const action = nearest(name, actions, names.comparisons);
  if (action !== null) return { kind: 'wrong', message: 'no such action', near: `${action}.response` };
  if (first === undefined || actions.size === 0)
    return { kind: 'wrong', message: 'no such parameter', near: null, advice: thereAre('parameter', parameters) };
  return { kind: 'wrong', message: 'no such parameter or action', near: null, advice: thereAre('action', actions) };
}

/** An action is asked for its response, its status or its error. */
function readAction(id: string, member: Expr | undefined, own: Edit, text: string, before = id): Read {
  if (member?.kind !== 'member') {
    const advice = `write ${before}.response`;
    return { kind: 'wrong', message: 'an action has `response`, `status` and `error`', near: null, advice };
  }
  const ours = members.get(member.name);
  if (ours === undefined) {
    const near = nearest(member.name, members.keys()) ?? `response${behind(member.name)}`;
    return { kind: 'wrong', message: 'an action has `response`, `status` and `error`', near: `${before}.${near}` };
  }
  const quoted = /['"]/.test(text.charAt(member.at));
  // With its escapes it may be longer than the name.
  const { end } = tokenAt(text, member.at);
  const edit = { start: member.at, end, text: quoted ? `'${ours}'` : ours };
  return { kind: 'edits', edits: ours === member.name ? [own] : [own, edit] };
}

function unknown(
  what: 'parameter' | 'action',
  name: string,
  known: ReadonlySet<string>,
  names: Names,
  written: (near: string) => string,
): Read {
  const near = nearest(name, known, names.comparisons);
  const message = `no such ${what}`;
  if (near !== null) return { kind: 'wrong', message, near: written(near) };
  return { kind: 'wrong', message, near: null, advice: thereAre(what, known) };
}

/** In the words of definitions, or a parameter or an action of that name. */
function notOurs(id: string, { actions, parameters }: Names): Read {
  const asAction = actions.has(id) ? `${/^\w+$/.test(id) ? id : `actions${behind(id)}`}.response` : null;
  const longForm = parameters.has('steps') ? 'parameters.steps' : actions.has('steps') ? 'actions.steps' : null;
  const near = asAction ?? longForm;
  return {
    kind: 'wrong',
    message: 'no such name',
    near,
    ...(near === null && { advice: thereAre('action', actions) }),
  };
}

const MOST_LISTED = 8;

function thereAre(what: string, known: ReadonlySet<string>): string {
  if (known.size === 0) return `there are no ${what}s`;
  const listed = [...known].slice(0, MOST_LISTED).join(', ');
  return `the ${what}s are ${listed}${known.size > MOST_LISTED ? ', …' : ''}`;
}

/** A bare name with dashes, which reads as a difference of names. */
function dashed(
  text: string,
  { name, at }: { readonly name: string; readonly at: number },
  known: ReadonlySet<string>,
  list: 'actions' | 'parameters',
): WrongRead | null {
  const whole = /^[\w-]+/.exec(text.slice(at))?.[0] ?? name;
  if (whole === name || !known.has(whole)) return null;
  const advice = `write ${list}['${whole}']${list === 'actions' ? '.response' : ''}`;
  const message = '`-` is never part of a bare name';
  return { kind: 'wrong', message, near: null, advice, toldTo: at + whole.length };
}

/** Of names that all are known, or numbers. */
function isDifference(text: string, { parameters, actions }: Names): boolean {
  return text.split('-').every((each) => parameters.has(each) || actions.has(each) || /^\d+$/.test(each));
}

function behind(name: string): string {
  return /^\w+$/.test(name) ? `.${name}` : `['${name}']`;
}

function shown(expr: Expr): string {
  const printed = printExpression(expr);
  return printed.length > 60 ? `${printed.slice(0, 60)}…` : printed;
}

/** Secrets go to services alone: what a notification says is kept in logs. */
export function secretsIn(node: SourceNode, path: Path, { text, found }: Names): void {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
  for (const { expr, start } of readTemplate(node.value).expressions) {
    for (const each of expressionsOf(expr)) {
      if (each.kind !== 'secret' || expr !== each) continue;
      const message = `\`secrets.${each.name}\`: a secret goes to a service, and never into a notification`;
      const span = spansWithin(text, node)(start + each.at, start + each.at + 1);
      found.push(diagnostic('secret-not-allowed-here', message, { path: printPath(path), span }));
    }
  }
}
