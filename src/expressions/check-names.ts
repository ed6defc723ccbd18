import { nearest } from '../problems/index.ts';
import type { Expr } from './ast.ts';
import type { Checker } from './check.ts';
import { functionTable } from './functions/function-table.ts';
import { shown } from './printer.ts';
import type { LocalName } from './template.ts';
import {
  anyType,
  describeType,
  mayBe,
  nullable,
  nullType,
  objectOf,
  oneOf,
  openObject,
  stringType,
  unionOf,
  type Type,
} from './static-type.ts';

/** Where each name is known that is not known everywhere. */
const places: ReadonlyMap<string, string> = new Map<LocalName | 'step', string>([
  ['item', 'only in a step with for_each, for one element'],
  ['index', 'only in a step with for_each, for one element'],
  ['value', 'only in the condition of wait_for'],
  ['response', 'only in poll'],
  ['result', 'only in on_success, on_failure and compensate_parameters'],
  ['error', 'only in on_success and on_failure'],
  ['error_code', 'only in on_success and on_failure'],
  ['step', 'only in a step'],
]);

const foreignWords: ReadonlyMap<string, string> = new Map([
  ['undefined', 'null'],
  ['none', 'null'],
  ['nil', 'null'],
  ['true', 'true'],
  ['false', 'false'],
  ['null', 'null'],
  ['this', 'step.id'],
  ['input', 'inputs'],
  ['env', 'inputs'],
]);

/** What other languages call one element of a list, and its place. */
const foreignElements: ReadonlyMap<string, LocalName> = new Map([
  ['each', 'item'],
  ['it', 'item'],
  ['element', 'item'],
  ['elem', 'item'],
  ['entry', 'item'],
  ['x', 'item'],
  ['i', 'index'],
  ['idx', 'index'],
]);

const roots = ['inputs', 'steps', 'payload', 'context', 'step', 'true', 'false', 'null'];

export function nameType(expr: Expr & { kind: 'name' }, checker: Checker): Type {
  const { name } = expr;
  const { types } = checker;
  if (name === 'inputs') return types.inputs;
  if (name === 'context') return types.context;
  if (name === 'payload') return openObject;
  if (name === 'step' && types.hasStep) return objectOf([['id', stringType]], false);
  const local = types.locals.get(name as LocalName);
  if (local !== undefined) return local;
  if (types.elements !== undefined && (name === 'item' || name === 'index')) {
    reportOnce(expr, types.elements, checker);
    return anyType;
  }
  const place = places.get(name);
  if (place !== undefined) {
    checker.report('name-out-of-place', `\`${name}\` is known ${place}`, expr);
    return anyType;
  }
  const meant = meantBy(name, checker);
  const advice = meant === null ? '' : `; did you mean \`${meant}\`?`;
  checker.report('unknown-name', `\`${name}\`: no such name${advice}`, expr, meant ?? 'texts are written in quotes');
  return anyType;
}

/** The step has elements, but here it is one. */
function reportOnce(expr: Expr & { kind: 'name' }, elements: 'before' | 'after', checker: Checker): void {
  const once = elements === 'before' ? 'decided once, before all elements' : 'done once, after all elements';
  const message = `\`${expr.name}\` is not known here: this is ${once} of for_each`;
  const result = checker.types.locals.get('result');
  const listed = result !== undefined && result.kind !== 'any' && mayBe(result, 'list');
  const ofAll = listed ? '`result` is the list of what all elements gave' : undefined;
  const hint = elements === 'before' ? 'leave elements out in the list that for_each takes' : ofAll;
  checker.report('name-out-of-place', message, expr, hint);
}

function meantBy(name: string, checker: Checker): string | null {
  const { types } = checker;
  const foreign = foreignWords.get(name.toLowerCase());
  if (foreign !== undefined) return foreign;
  if (functionTable.has(name)) return `${name}(…)`;
  if (types.inputs.kind === 'object' && types.inputs.members.has(name)) return `inputs.${name}`;
  if (types.steps.has(name)) return `steps.${name}.result`;
  const element = foreignElements.get(name.toLowerCase());
  if (element !== undefined && types.locals.has(element)) return element;
  const near = nearest(name, [...roots, ...types.locals.keys()], types.comparisons);
  if (near !== null) return near;
  const input = types.inputs.kind === 'object' ? nearest(name, types.inputs.members.keys(), types.comparisons) : null;
  if (input !== null) return `inputs.${input}`;
  const called = nearest(name, functionTable.keys(), types.comparisons);
  return called === null ? null : `${called}(…)`;
}

const statuses = oneOf(['pending', 'running', 'completed', 'failed', 'skipped']);

export function stepType(expr: Expr & { kind: 'steps' }, checker: Checker): Type {
  const result = checker.types.steps.get(expr.id);
  if (result === undefined) {
    reportUnknown(expr, expr.id, 'step', namesOf(checker.types.steps, checker), 'steps', checker);
    return anyType;
  }
  return objectOf(
    [
      ['status', statuses],
      ['result', nullable(result)],
      ['error', anyType],
    ],
    false,
  );
}

export function memberType(expr: Expr & { kind: 'member' }, of: Type, checker: Checker): Type {
  const options = of.kind === 'union' ? of.options : [of];
  const found: Type[] = [];
  let mayBeNull = false;
  for (const option of options) {
    if (option.kind === 'any') return anyType;
    if (option.kind === 'null') mayBeNull = true;
    else if (option.kind === 'object') {
      const member = option.members.get(expr.name);
      if (member !== undefined) found.push(member);
      else if (option.open) found.push(anyType);
    }
  }
  if (found.length > 0) return mayBeNull ? nullable(unionOf(...found)) : unionOf(...found);
  if (of.kind === 'null') return nullType;
  reportMissing(expr, options, checker);
  return anyType;
}

function reportMissing(expr: Expr & { kind: 'member' }, options: readonly Type[], checker: Checker): void {
  const known = options.flatMap((option) => (option.kind === 'object' ? namesOf(option.members, checker) : []));
  if (options.some((option) => option.kind === 'object')) {
    reportUnknown(expr, expr.name, kindOfMember(expr), known, shown(expr.of), checker);
    return;
  }
  const type = unionOf(...options.filter((option) => option.kind !== 'null'));
  const message = `\`${shown(expr.of)}\` is ${describeType(type)}, which has no member \`${expr.name}\`: always null`;
  let hint: string | undefined;
  if (['length', 'size', 'count'].includes(expr.name)) hint = `write length(${shown(expr.of)})`;
  else if (type.kind === 'list') hint = `write ${shown(expr.of)}[${/^\d+$/.test(expr.name) ? Number(expr.name) : 0}]`;
  checker.report('always-null', message, expr, hint);
}

function kindOfMember(expr: Expr & { kind: 'member' }): string {
  if (expr.of.kind === 'name' && expr.of.name === 'inputs') return 'input';
  if (expr.of.kind === 'name' && expr.of.name === 'context') return 'context field';
  return 'member';
}

/** All names, or only those that a message lists where not all of them may be compared. */
function namesOf(known: ReadonlyMap<string, Type>, { types }: Checker): readonly string[] {
  const { comparisons } = types;
  if (comparisons === undefined || comparisons.left >= known.size) return [...known.keys()];
  // To be compared with a part of them would suggest a name that is not the nearest.
  comparisons.left = 0;
  const names: string[] = [];
  for (const name of known.keys()) if (names.push(name) > MOST_LISTED) break;
  return names;
}

const MOST_LISTED = 8;

function reportUnknown(
  expr: Expr,
  name: string,
  kind: string,
  known: readonly string[],
  before: string,
  checker: Checker,
): void {
  // `inputs.my-name` reads as a subtraction from `inputs.my`.
  const beginning = `${name}-`;
  const dashed = known.find((candidate) => candidate.startsWith(beginning));
  const near = dashed ?? nearest(name, known, checker.types.comparisons);
  const shownName = shown(expr);
  if (near !== null) {
    const right = /^\w+$/.test(near) ? `${before}.${near}` : `${before}['${near}']`;
    checker.report('unknown-name', `\`${shownName}\`: no such ${kind}; did you mean \`${right}\`?`, expr, near);
    return;
  }
  const plural = kind === 'context field' ? 'fields' : `${kind}s`;
  const listed = known.slice(0, MOST_LISTED).join(', ');
  const rest = known.length > MOST_LISTED ? ', …' : '';
  const advice = known.length === 0 ? `there are no ${plural}` : `there are ${listed}${rest}`;
  checker.report('unknown-name', `\`${shownName}\`: no such ${kind}; ${advice}`, expr);
}
