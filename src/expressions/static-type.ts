import { isList, isObject, type Json } from '../std/index.ts';

/** What is known of a value before anything runs. An expression is refused only where no option of its type can fit. */
export type Type =
  | { readonly kind: 'any' }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'number' }
  /** `options` where the text is one of a few. */
  | { readonly kind: 'string'; readonly options?: readonly string[] }
  | { readonly kind: 'list'; readonly of: Type }
  /** `open` where there may be members that are not named. */
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Type>; readonly open: boolean }
  /** Never holds another union, `any`, or fewer than two options: build it with unionOf. */
  | { readonly kind: 'union'; readonly options: readonly Type[] };

export const anyType: Type = { kind: 'any' };
export const nullType: Type = { kind: 'null' };
export const booleanType: Type = { kind: 'boolean' };
export const numberType: Type = { kind: 'number' };
export const stringType: Type = { kind: 'string' };

/** One of these texts. */
export function oneOf(options: readonly string[]): Type {
  return { kind: 'string', options };
}

export function listOf(of: Type): Type {
  return { kind: 'list', of };
}

export function objectOf(members: Iterable<readonly [string, Type]>, open: boolean): Type {
  return { kind: 'object', members: new Map(members), open };
}

/** An object of which nothing is known but that it is one. */
export const openObject: Type = objectOf([], true);

export function unionOf(...types: readonly Type[]): Type {
  const options: Type[] = [];
  for (const type of types) {
    if (type.kind === 'any') return anyType;
    for (const option of type.kind === 'union' ? type.options : [type]) {
      if (!options.some((known) => sameType(known, option))) options.push(option);
    }
  }
  const [first, second] = options;
  if (first === undefined) return anyType;
  return second === undefined ? first : { kind: 'union', options };
}

export function nullable(type: Type): Type {
  return unionOf(type, nullType);
}

/** The types that `inputs:` writes in short. */
export const shorthandTypes: ReadonlyMap<string, Type> = new Map([
  ['string', stringType],
  ['number', numberType],
  ['integer', numberType],
  ['boolean', booleanType],
  ['datetime', stringType],
  ['object', openObject],
  ['array', listOf(anyType)],
  ['any', anyType],
]);

/** As deep as literals are looked into: enough for every mistake worth naming, and bounded. */
const DEEPEST_LOOK = 8;

export function typeOfValue(value: Json, depth = 0): Type {
  if (value === null) return nullType;
  if (typeof value === 'boolean') return booleanType;
  if (typeof value === 'number') return numberType;
  if (typeof value === 'string') return oneOf([value]);
  if (isList(value)) {
    if (depth >= DEEPEST_LOOK || value.length > 100) return listOf(anyType);
    return listOf(value.length === 0 ? anyType : unionOf(...value.map((item) => typeOfValue(item, depth + 1))));
  }
  if (!isObject(value) || depth >= DEEPEST_LOOK) return openObject;
  return objectOf(
    Object.entries(value).map(([key, member]) => [key, typeOfValue(member, depth + 1)] as const),
    false,
  );
}

function sameType(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'list' && b.kind === 'list') return sameType(a.of, b.of);
  if (a.kind === 'string' && b.kind === 'string') {
    return a.options?.join('\n') === b.options?.join('\n') && a.options?.length === b.options?.length;
  }
  return a.kind === 'object' || a.kind === 'union' ? a === b : true;
}

/** Whether a value of the type may be of that kind. */
export function mayBe(type: Type, kind: Type['kind']): boolean {
  if (type.kind === 'any') return true;
  return type.kind === 'union' ? type.options.some((option) => option.kind === kind) : type.kind === kind;
}

/** Whether some value of the type would be taken. Of lists the elements are looked at, of objects no members. */
export function canFit(accepts: Type, type: Type): boolean {
  if (accepts.kind === 'any' || type.kind === 'any') return true;
  if (accepts.kind === 'union') return accepts.options.some((option) => canFit(option, type));
  if (type.kind === 'union') return type.options.some((option) => canFit(accepts, option));
  if (accepts.kind === 'list' && type.kind === 'list') return canFit(accepts.of, type.of);
  return accepts.kind === type.kind;
}

/** As a message names it: `a number or null`. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case 'any':
      return 'anything';
    case 'null':
      return 'null';
    case 'boolean':
      return 'a boolean';
    case 'number':
      return 'a number';
    case 'string':
      return 'a string';
    case 'list':
      return type.of.kind === 'any' || type.of.kind === 'union' ? 'a list' : `a list of ${plurals[type.of.kind]}`;
    case 'object':
      return 'an object';
    case 'union': {
      const names = [...new Set(type.options.map(describeType))];
      const last = names.pop() ?? '';
      return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
    }
  }
}

const plurals = {
  null: 'nulls',
  boolean: 'booleans',
  number: 'numbers',
  string: 'strings',
  list: 'lists',
  object: 'objects',
} as const;
