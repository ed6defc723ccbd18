import { isList, isObject, jsonEqual, own, type Json } from '../../std/index.ts';
import type { Filter, Segment, Selector } from './read-json-path.ts';

/** Who pays for each node that is looked at. */
export interface Purse {
  charge(steps: number): void;
}

/** The values a path selects, in the order of RFC 9535; members of objects by name, in UTF-16 code units. */
export function select(value: Json, segments: readonly Segment[], purse: Purse): readonly Json[] {
  return follow([value], segments, value, purse);
}

function follow(from: readonly Json[], segments: readonly Segment[], root: Json, purse: Purse): readonly Json[] {
  let values = from;
  for (const { descendant, selectors } of segments) {
    const found: Json[] = [];
    for (const value of values) {
      for (const each of descendant ? withDescendants(value, purse) : [value]) {
        for (const selector of selectors) choose(each, selector, root, purse, found);
      }
    }
    values = found;
  }
  return values;
}

/** A value before what is in it. An own stack: values come from services, as deep as they like. */
function* withDescendants(value: Json, purse: Purse): Generator<Json> {
  const waiting: Json[] = [value];
  while (waiting.length > 0) {
    const each = waiting.pop() as Json;
    purse.charge(1);
    yield each;
    const children = childrenOf(each, purse);
    for (let i = children.length - 1; i >= 0; i--) waiting.push(children[i] as Json);
  }
}

function childrenOf(value: Json, purse: Purse): readonly Json[] {
  if (isList(value)) {
    purse.charge(value.length);
    return value;
  }
  if (!isObject(value)) return [];
  const names = Object.keys(value).sort();
  purse.charge(names.length);
  return names.map((name) => value[name] as Json);
}

function choose(value: Json, selector: Selector, root: Json, purse: Purse, found: Json[]): void {
  purse.charge(1);
  switch (selector.kind) {
    case 'name': {
      const member = own(value, selector.name);
      if (member !== undefined) found.push(member);
      return;
    }
    case 'index': {
      if (!isList(value)) return;
      const element = value[selector.index < 0 ? value.length + selector.index : selector.index];
      if (element !== undefined) found.push(element);
      return;
    }
    case 'wildcard':
      for (const child of childrenOf(value, purse)) found.push(child);
      return;
    case 'slice':
      if (isList(value)) chooseSlice(value, selector, purse, found);
      return;
    case 'filter':
      for (const child of childrenOf(value, purse)) if (holds(selector.test, child, root, purse)) found.push(child);
      return;
  }
}

/** RFC 9535, 2.3.4.2.2. */
function chooseSlice(list: readonly Json[], slice: Selector & { kind: 'slice' }, purse: Purse, found: Json[]): void {
  const { step } = slice;
  const size = list.length;
  if (step === 0) return;
  const fromStart = (index: number): number => (index < 0 ? size + index : index);
  const start = fromStart(slice.start ?? (step > 0 ? 0 : size - 1));
  const stop = slice.stop === undefined ? (step > 0 ? size : -1) : fromStart(slice.stop);
  if (step > 0) {
    const end = Math.min(Math.max(stop, 0), size);
    for (let i = Math.min(Math.max(start, 0), size); i < end; i += step) take(i);
  } else {
    const end = Math.min(Math.max(stop, -1), size - 1);
    for (let i = Math.min(Math.max(start, -1), size - 1); i > end; i += step) take(i);
  }
  function take(index: number): void {
    purse.charge(1);
    found.push(list[index] as Json);
  }
}

function holds(test: Filter, current: Json, root: Json, purse: Purse): boolean {
  purse.charge(1);
  switch (test.kind) {
    case 'not':
      return !holds(test.operand, current, root, purse);
    case 'query':
      return queried(test, current, root, purse).length > 0;
    case 'infix': {
      const { operator, left, right } = test;
      if (operator === '&&') return holds(left, current, root, purse) && holds(right, current, root, purse);
      if (operator === '||') return holds(left, current, root, purse) || holds(right, current, root, purse);
      return compared(valueOf(left, current, root, purse), operator, valueOf(right, current, root, purse), purse);
    }
    case 'literal':
      return test.value === true;
    case 'call':
      return valueOf(test, current, root, purse) === true;
  }
}

function queried(query: Filter & { kind: 'query' }, current: Json, root: Json, purse: Purse): readonly Json[] {
  return follow([query.fromRoot ? root : current], query.segments, root, purse);
}

/** Undefined is what the RFC calls Nothing. */
function valueOf(filter: Filter, current: Json, root: Json, purse: Purse): Json | undefined {
  if (filter.kind === 'literal') return filter.value;
  if (filter.kind === 'query') {
    const found = queried(filter, current, root, purse);
    return found.length === 1 ? found[0] : undefined;
  }
  if (filter.kind !== 'call') return holds(filter, current, root, purse);
  const [argument] = filter.args;
  if (argument === undefined) return undefined;
  if (filter.name === 'count')
    return argument.kind === 'query' ? queried(argument, current, root, purse).length : undefined;
  const value = valueOf(argument, current, root, purse);
  if (filter.name === 'value') return value;
  if (typeof value === 'string') {
    purse.charge(value.length / 16);
    return Array.from(value).length;
  }
  if (isList(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function compared(left: Json | undefined, operator: string, right: Json | undefined, purse: Purse): boolean {
  switch (operator) {
    case '==':
      return equal(left, right, purse);
    case '!=':
      return !equal(left, right, purse);
    case '<':
      return less(left, right);
    case '>':
      return less(right, left);
    case '<=':
      return less(left, right) || equal(left, right, purse);
    default:
      return less(right, left) || equal(left, right, purse);
  }
}

function equal(left: Json | undefined, right: Json | undefined, purse: Purse): boolean {
  if (left === undefined || right === undefined) return left === right;
  return jsonEqual(left, right, () => purse.charge(1));
}

function less(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  return typeof left === 'string' && typeof right === 'string' && left < right;
}
