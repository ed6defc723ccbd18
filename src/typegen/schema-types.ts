import { isList, isObject, own, type Json, type JsonObject } from '../std/index.ts';
import { docComment } from './doc-comment.ts';
import { keyText, pascalCase, stringText, type Names } from './names.ts';

/** As deep as a schema is looked into, and how much of it: `unknown` stands for the rest. */
export const schemaTypeLimits = { depth: 32, nodes: 20_000, enumValues: 200 } as const;

/** `given`: what somebody sends, who may leave out what has a default. `told`: what comes back. */
export type Direction = 'given' | 'told';

export interface SchemaTypesOptions {
  /** Of the type that the whole schema becomes; those of its `$defs` begin with it. */
  readonly name: string;
  readonly names: Names;
  readonly direction: Direction;
  /** Types that are declared elsewhere, by the text of a `$ref`. */
  readonly known?: ReadonlyMap<string, string>;
  /** What the comment above the type begins with. */
  readonly about?: string;
}

/** Declarations of a JSON Schema (2020-12) as TypeScript: the type of the whole first, then each that it refers to. */
export function schemaTypes(schema: Json, options: SchemaTypesOptions): readonly string[] {
  const writing: Writing = {
    root: schema,
    options,
    declared: new Map([['#', options.name]]),
    waiting: [{ pointer: '#', name: options.name }],
    nodes: 0,
  };
  const declarations: string[] = [];
  for (let next = writing.waiting.shift(); next !== undefined; next = writing.waiting.shift()) {
    const target = at(schema, next.pointer) ?? true;
    const about = next.pointer === '#' ? [options.about, descriptionOf(target)] : [descriptionOf(target)];
    const text = typeOf(target, { writing, pointer: next.pointer, indent: '', depth: 0 });
    const isInterface = text.startsWith('{') && text.endsWith('}') && !hasSecondPart(text);
    const declared = isInterface ? `interface ${next.name} ${text}` : `type ${next.name} = ${text};`;
    declarations.push(`${docComment(about, '')}export ${declared}`);
  }
  return declarations;
}

interface Writing {
  readonly root: Json;
  readonly options: SchemaTypesOptions;
  /** Names by pointer. */
  readonly declared: Map<string, string>;
  readonly waiting: { readonly pointer: string; readonly name: string }[];
  nodes: number;
}

interface Place {
  readonly writing: Writing;
  /** Of the declaration that is being written, as long as nothing stands between it and here: a type may refer to itself
   * from inside an object or a list, and nowhere else. */
  readonly pointer: string | null;
  readonly indent: string;
  readonly depth: number;
}

function typeOf(schema: Json, place: Place): string {
  const { writing, depth } = place;
  if (schema === false) return 'never';
  if (!isObject(schema) || depth > schemaTypeLimits.depth || ++writing.nodes > schemaTypeLimits.nodes) return 'unknown';
  const next = { ...place, depth: depth + 1 };
  const parts: string[] = [];
  const ref = own(schema, '$ref');
  if (typeof ref === 'string') parts.push(referred(ref, place));
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const options = own(schema, keyword);
    if (isList(options)) parts.push(union(options.map((each) => typeOf(each, next))));
  }
  const all = own(schema, 'allOf');
  if (isList(all)) parts.push(...all.map((each) => typeOf(each, next)));
  parts.push(ownType(schema, next));
  return intersection(parts);
}

/** What the schema says itself, its references and combinations left out. */
function ownType(schema: JsonObject, place: Place): string {
  if (Object.hasOwn(schema, 'const')) return literal(own(schema, 'const') ?? null, 0);
  const values = own(schema, 'enum');
  if (isList(values) && values.length <= schemaTypeLimits.enumValues) {
    return union(values.map((value) => literal(value, 0)));
  }
  const type = own(schema, 'type');
  if (isList(type)) return union(type.map((each) => named(each, schema, place)));
  if (type !== undefined) return named(type, schema, place);
  if (Object.hasOwn(schema, 'properties') || isObject(own(schema, 'additionalProperties'))) {
    return objectType(schema, place);
  }
  if (Object.hasOwn(schema, 'items') || Object.hasOwn(schema, 'prefixItems')) return listType(schema, place);
  // Beside `$ref` and its like, `required` alone adds names whose types are told elsewhere.
  return 'unknown';
}

function named(type: Json, schema: JsonObject, place: Place): string {
  if (type === 'array') return listType(schema, place);
  if (type === 'object') return objectType(schema, place);
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'string' || type === 'boolean' || type === 'null' ? type : 'unknown';
}

function listType(schema: JsonObject, place: Place): string {
  const inside = { ...place, pointer: null };
  const first = own(schema, 'prefixItems');
  const items = own(schema, 'items');
  const rest = items === undefined ? 'unknown' : typeOf(items, inside);
  if (!isList(first)) return `readonly ${bracketed(rest)}[]`;
  // Unless `minItems` says more, each of them may be missing.
  const least = own(schema, 'minItems');
  const always = typeof least === 'number' ? least : 0;
  const each = first.map((item, i) => {
    const text = typeOf(item, inside);
    return i < always ? text : `${bracketed(text)}?`;
  });
  return `readonly [${[...each, ...(items === false ? [] : [`...${bracketed(rest)}[]`])].join(', ')}]`;
}

function objectType(schema: JsonObject, place: Place): string {
  const properties = own(schema, 'properties');
  const members = isObject(properties) ? Object.entries(properties) : [];
  const required = requiredOf(schema);
  const indent = `${place.indent}  `;
  const inside = { ...place, pointer: null, indent };
  const lines = members.map(([key, member]) => {
    const mayMiss =
      !required.has(key) || (place.writing.options.direction === 'given' && own(member, 'default') !== undefined);
    const comment = docComment(aboutMember(member), indent);
    return `${comment}${indent}readonly ${keyText(key)}${mayMiss ? '?' : ''}: ${typeOf(member, inside)};`;
  });
  for (const key of required) {
    if (!members.some(([each]) => each === key)) lines.push(`${indent}readonly ${keyText(key)}: unknown;`);
  }
  const others = othersOf(schema, lines.length > 0, inside);
  if (others !== null) lines.push(`${indent}readonly [name: string]: ${others};`);
  return lines.length === 0
    ? '{ readonly [name: string]: never }'
    : lines.length === 1 && members.length === 0
      ? `{ ${(lines[0] ?? '').trim().replace(/;$/, '')} }`
      : `{\n${lines.join('\n')}\n${place.indent}}`;
}

/** The type of members that are not named; null where there are none. A type of its own beside named members would have
 * to hold for those too, so that only `unknown` can be said there. */
function othersOf(schema: JsonObject, besideNamed: boolean, inside: Place): string | null {
  const others = own(schema, 'additionalProperties');
  const byPattern = own(schema, 'patternProperties');
  const hasPatterns = isObject(byPattern) && Object.keys(byPattern).length > 0;
  if (others === false && !hasPatterns) return null;
  if (besideNamed) return others === undefined && !hasPatterns ? null : 'unknown';
  if (isObject(others) && !hasPatterns) return typeOf(others, inside);
  if (others === false && hasPatterns) return union(Object.values(byPattern).map((each) => typeOf(each, inside)));
  return 'unknown';
}

function requiredOf(schema: JsonObject): ReadonlySet<string> {
  const required = own(schema, 'required');
  return new Set(isList(required) ? required.filter((each) => typeof each === 'string') : []);
}

function referred(ref: string, place: Place): string {
  const { writing, pointer } = place;
  const { options, declared, root } = writing;
  const known = options.known?.get(ref);
  if (known !== undefined) return known;
  if (at(root, ref) === undefined) return 'unknown';
  if (pointer !== null && reachesDirectly(root, ref, pointer)) return 'unknown';
  const before = declared.get(ref);
  if (before !== undefined) return before;
  const last = ref.split('/').at(-1) ?? '';
  const name = options.names.take(`${options.name}${pascalCase(unescaped(last))}`);
  declared.set(ref, name);
  writing.waiting.push({ pointer: ref, name });
  return name;
}

/** Whether the type at `from` is, or is a part of a union with, the one at `to`: such a circle means nothing. */
function reachesDirectly(root: Json, from: string, to: string): boolean {
  const open = [from];
  const seen = new Set<string>();
  for (let pointer = open.pop(); pointer !== undefined; pointer = open.pop()) {
    if (pointer === to) return true;
    if (seen.has(pointer)) continue;
    seen.add(pointer);
    const looking: Json[] = [at(root, pointer) ?? true];
    for (let schema = looking.pop(); schema !== undefined; schema = looking.pop()) {
      const ref = own(schema, '$ref');
      if (typeof ref === 'string') open.push(ref);
      for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
        const options = own(schema, keyword);
        if (isList(options)) looking.push(...options);
      }
    }
  }
  return false;
}

/** What a `$ref` within the document points at. */
function at(root: Json, ref: string): Json | undefined {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let value: Json | undefined = root;
  for (const part of ref.slice(2).split('/')) {
    value = isList(value) ? value[Number(part)] : own(value, unescaped(part));
  }
  return value;
}

function unescaped(part: string): string {
  const decoded = /%[0-9A-Fa-f]{2}/.test(part) ? decodedUri(part) : part;
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}

function decodedUri(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function literal(value: Json, depth: number): string {
  if (typeof value === 'string') return stringText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth > schemaTypeLimits.depth) return 'unknown';
  if (isList(value)) return `readonly [${value.map((each) => literal(each, depth + 1)).join(', ')}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `readonly ${keyText(key)}: ${literal(member, depth + 1)}`,
  );
  return members.length === 0 ? '{ readonly [name: string]: never }' : `{ ${members.join('; ')} }`;
}

function union(options: readonly string[]): string {
  if (options.includes('unknown')) return 'unknown';
  const distinct = [...new Set(options)].filter((each) => each !== 'never');
  return distinct.length === 0 ? 'never' : distinct.map((each) => inUnion(each)).join(' | ');
}

function intersection(parts: readonly string[]): string {
  const distinct = [...new Set(parts)].filter((each) => each !== 'unknown');
  if (distinct.length === 0) return 'unknown';
  const [only = ''] = distinct;
  return distinct.length === 1 ? only : distinct.map((each) => bracketed(each)).join(' & ');
}

function inUnion(text: string): string {
  return hasTop(text, ' & ') ? `(${text})` : text;
}

function bracketed(text: string): string {
  return hasTop(text, ' | ') || hasTop(text, ' & ') || text.startsWith('readonly ') ? `(${text})` : text;
}

function hasSecondPart(text: string): boolean {
  return hasTop(text, ' | ') || hasTop(text, ' & ');
}

/** Whether an operator stands outside of all brackets, quotes and comments. */
function hasTop(text: string, operator: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "'") {
      for (i++; i < text.length && text.charAt(i) !== "'"; i++) if (text.charAt(i) === '\\') i++;
    } else if (text.startsWith('/*', i)) {
      i = text.indexOf('*/', i + 2) + 1;
    } else if ('{[('.includes(c)) depth++;
    else if ('}])'.includes(c)) depth--;
    else if (depth === 0 && text.startsWith(operator, i)) return true;
  }
  return false;
}

function descriptionOf(schema: Json): string | undefined {
  const description = own(schema, 'description') ?? own(schema, 'title');
  return typeof description === 'string' ? description : undefined;
}

/** What a type cannot say, in words. */
function aboutMember(schema: Json): readonly (string | undefined)[] {
  const text = (keyword: string): string | undefined => {
    const value = own(schema, keyword);
    // Of numbers that are kept exactly the bounds go without saying.
    if (typeof value === 'number') return Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : String(value);
    return typeof value === 'string' ? value : undefined;
  };
  const line = (before: string, value: string | undefined): string | undefined =>
    value === undefined ? undefined : `${before} ${value}.`;
  const byDefault = own(schema, 'default');
  return [
    descriptionOf(schema),
    line('Format:', text('format')),
    line('At least', text('minimum')),
    line('At most', text('maximum')),
    line('More than', text('exclusiveMinimum')),
    line('Less than', text('exclusiveMaximum')),
    byDefault === undefined ? undefined : `Default: \`${JSON.stringify(byDefault).slice(0, 200)}\``,
    own(schema, 'deprecated') === true ? 'Deprecated.' : undefined,
  ];
}
