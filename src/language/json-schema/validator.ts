import { createHash } from 'node:crypto';
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { RE2JS } from 're2js';
import { canonicalJson, isObject, own, type Json } from '../../std/index.ts';
import { firstBadPattern, placeOfKey, placeOfValue } from './places.ts';
import { metaProblems, valueProblems, type SchemaProblem, type ValueProblem } from './problems.ts';

type Validated =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problems: readonly ValueProblem[] };

type SchemaRead =
  | { readonly ok: true; readonly validate: (value: Json) => Validated }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

const MOST_CACHED = 200;

/** Compiling takes a second for each hundred thousand, and is done wherever inputs are checked. */
const LONGEST = 65_536;

const DIALECT = /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

const cache = new Map<string, SchemaRead>();

/** JSON Schema 2020-12, strict: what is written is what is checked, and a misspelt keyword is refused. Patterns run on RE2,
 * in linear time. Nothing is ever fetched. */
export function readSchema(schema: Json): SchemaRead {
  const tooLong = longSchema(schema);
  if (tooLong !== null) return { ok: false, problems: [{ path: [], message: tooLong }] };
  const written = canonicalJson(schema);
  const digest = createHash('sha256').update(written).digest('hex');
  const known = cache.get(digest);
  if (known !== undefined) return known;
  const read = compileSchema(schema);
  if (cache.size >= MOST_CACHED) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(digest, read);
  return read;
}

/** What is wrong with a schema that is too long to be compiled; null with any other. */
export function longSchema(schema: Json): string | null {
  // The order of keys does not change the length, and to sort them takes far longer.
  const { length } = JSON.stringify(schema);
  return length <= LONGEST ? null : `a schema has ${LONGEST} characters as JSON at most, not ${length}`;
}

function compileSchema(schema: Json): SchemaRead {
  const refuse = (path: readonly string[], message: string, unknownKeyword?: string): SchemaRead => ({
    ok: false,
    problems: [{ path, message, ...(unknownKeyword !== undefined && { unknownKeyword }) }],
  });
  if (!isObject(schema)) return refuse([], 'a schema is an object');
  // Ajv's own keyword: with it a validator gives a promise, and a rejected one nobody awaits ends the process.
  const promise = placeOfKey(schema, '$async');
  if (promise.length > 0) return refuse(promise, '`$async` is no keyword of JSON Schema', '$async');
  const dialect = own(schema, '$schema');
  if (dialect !== undefined && !(typeof dialect === 'string' && DIALECT.test(dialect))) {
    return refuse(['$schema'], 'schemas are JSON Schema 2020-12');
  }
  const pattern = firstBadPattern(schema);
  if (pattern !== null) return refuse(pattern.path, pattern.message);
  try {
    const meta = metaSchema();
    if (meta.validateSchema(schema) !== true) return { ok: false, problems: metaProblems(meta.errors ?? []) };
    // One instance for each schema: an `$id` is known to no other.
    const ajv = addFormats.default(
      new Ajv2020({ ...options, meta: false, validateSchema: false, code: { regExp: linearRegExp } }),
    );
    const validate = ajv.compile(schema);
    // A reference that only leads back to itself shows when it is first followed.
    for (const sample of [{}, [], null]) validate(sample);
    return { ok: true, validate: (value) => validateWith(validate, value) };
  } catch (error) {
    if (error instanceof RangeError) return refuse([], 'the schema refers to itself without end');
    const message = error instanceof Error ? error.message : String(error);
    const keyword = /unknown keyword: "([^"]*)"/.exec(message)?.[1];
    if (keyword !== undefined)
      return refuse(placeOfKey(schema, keyword), `\`${keyword}\` is no keyword of JSON Schema`, keyword);
    const reference = /can't resolve reference (\S+)/.exec(message)?.[1];
    if (reference !== undefined) {
      return refuse(
        placeOfValue(schema, '$ref', reference),
        `the reference \`${reference}\` leads nowhere inside the schema; nothing is fetched`,
      );
    }
    const format = /unknown format "([^"]*)"/.exec(message)?.[1];
    if (format !== undefined)
      return refuse(placeOfValue(schema, 'format', format), `the format \`${format}\` is not known`);
    return refuse([], message.replace(/^strict mode: /, ''));
  }
}

const options: Options = {
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allErrors: true,
  useDefaults: true,
  multipleOfPrecision: 9,
  addUsedSchema: false,
  logger: false,
  ownProperties: true,
};

let meta: Ajv2020 | null = null;

/** Compiling the schema of schemas takes longer than any of theirs: done once, when first needed. */
function metaSchema(): Ajv2020 {
  meta ??= new Ajv2020(options);
  return meta;
}

/** Ajv asks for a constructor of regular expressions; this one has no pattern that takes more than linear time. */
function compileLinear(pattern: string): { readonly test: (text: string) => boolean; readonly toString: () => string } {
  const compiled = RE2JS.compile(pattern);
  // Ajv keeps expressions by this text: without it, all patterns of a schema would be the first one.
  return { test: (text) => compiled.matcher(text).find(), toString: () => `/${pattern}/` };
}
const linearRegExp = Object.assign(compileLinear, { code: 'new RegExp' });

function validateWith(validate: ValidateFunction, value: Json): Validated {
  // Defaults are filled in place.
  const filled: Json = structuredClone(value);
  try {
    if (validate(filled)) return { ok: true, value: filled };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, problems: [{ path: [], message: 'is nested too deeply for the schema', keyword: 'depth' }] };
  }
  return { ok: false, problems: valueProblems(validate.errors ?? []) };
}
