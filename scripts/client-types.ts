import { z } from 'zod';
import { allRoutes, ifexText, problemShape, type Route } from '../src/api/index.ts';
import { canonicalJson, isObject, own, type Json, type JsonObject } from '../src/std/index.ts';
import { createNames, pascalCase, schemaTypes } from '../src/typegen/index.ts';

type Direction = 'given' | 'told';

/** The text of src/client/api-types.ts: what each route takes and gives, from the schemas that the routes check with.
 * Shapes with an id (`.meta({ id })`) are types of that name, all others stand where they are used. */
export function clientTypes(): string {
  const asked = allRoutes
    .flatMap(shapesOf)
    .map((each) => ({ ...each, schema: schemaOf(each.shape, each.direction) }))
    // Of streams and texts there is nothing to say.
    .filter(({ schema }) => isObject(schema) && Object.keys(schema).some((key) => key !== '$schema'));
  const shared = new Map<string, JsonObject>();
  for (const schema of [
    schemaOf(z.strictObject({ refused: problemShape }), 'told'),
    ...asked.map((each) => each.schema),
  ]) {
    for (const [id, definition] of Object.entries(own(schema, '$defs') ?? {})) {
      if (!id.startsWith('__') && isObject(definition)) shared.set(id, definition);
    }
  }
  const names = createNames(['Json', ...shared.keys()]);
  const known = new Map(['Json', ...shared.keys()].map((id) => [refTo(id), id] as const));
  const declarations = [
    // In the order of their names: that of the routes changes more often.
    ...[...shared]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, schema]) => schemaTypes(schema, { name, names, direction: 'told', known })),
    ...asked.flatMap(({ name, schema, direction, about }) =>
      schemaTypes(schema, { name: names.take(name), names, direction, known, about }),
    ),
  ];
  return [
    '/* What the API takes and gives. Made by `npm run client-types` from the schemas of its routes; not to be edited. */\n',
    'export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };\n',
    ...declarations.map((each) => `${each}\n`),
  ].join('\n');
}

interface Asked {
  readonly name: string;
  readonly shape: z.ZodType;
  readonly direction: Direction;
  readonly about: string;
}

/** Of a route what it takes, where it takes anything, and what it gives. */
function shapesOf({ path, methods, summary, operation, takes, gives }: Route): readonly Asked[] {
  const method = methods.includes('POST') ? 'POST' : (methods[0] ?? 'GET');
  const name = pascalCase(operation ?? path.replace('/orchestrator/', '').replaceAll(/[{}]/g, ''));
  const about = `${method} ${path}: ${summary}`;
  const fields = takes.kind === 'fields' ? [takes.fields] : [];
  const shapes = [...new Set(Object.values(gives))];
  const [first] = shapes;
  return [
    ...fields
      .filter((shape) => Object.keys(shape.shape).length > 0)
      .map((shape) => ({ name: `${name}Asked`, shape, direction: 'given' as const, about })),
    ...(first === undefined
      ? []
      : [
          {
            name: `${name}Answer`,
            shape: shapes.length === 1 ? first : z.union(shapes),
            direction: 'told' as const,
            about,
          },
        ]),
  ];
}

function refTo(name: string): string {
  return `#/$defs/${name}`;
}

function schemaOf(shape: z.ZodType, direction: Direction): Json {
  const io = direction === 'given' ? 'input' : 'output';
  return withJson(JSON.parse(JSON.stringify(z.toJSONSchema(shape, { io, unrepresentable: 'any' }))) as Json);
}

/** zod writes out what any JSON is, under a name of its own each time. */
function withJson(schema: Json): Json {
  const anyJson = Object.entries(own(schema, '$defs') ?? {}).flatMap(([name, definition]) =>
    isAnyJson(definition as Json, refTo(name)) ? [refTo(name)] : [],
  );
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && anyJson.includes(value) ? refTo('Json') : value,
  ) as Json;
}

function isAnyJson(definition: Json, ref: string): boolean {
  const written = canonicalJson(definition);
  return written.includes(canonicalJson({ type: 'array', items: { $ref: ref } })) && written.includes('"null"');
}

export function ifex(): string {
  return ifexText(allRoutes);
}
