import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { allRoutes, openApiDocument, readExamples } from '../../src/api/index.ts';
import { own, isObject, type Json, type JsonObject } from '../../src/std/index.ts';

/** The document as the process serves it; `/openapi.json` is compared with it. */
export const apiDocument: JsonObject = openApiDocument(
  allRoutes,
  readExamples(readFileSync(join(process.cwd(), 'docs/reference/api.md'), 'utf8')),
  (JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { readonly version: string }).version,
);

const ajv = new Ajv2020({ strict: false, allErrors: false, validateSchema: false });
addFormats.default(ajv);
ajv.addSchema(apiDocument, 'api');
const validators = new Map<string, ValidateFunction>();

export interface SeenAnswer {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Why the document does not allow this answer; null where it does. */
export function undocumented(seen: SeenAnswer): string | null {
  const path = seen.path.replace(/\?.*$/, '');
  const method = seen.method.toLowerCase() === 'head' ? 'get' : seen.method.toLowerCase();
  const template = templateOf(path);
  const operation = template === null ? undefined : at(apiDocument, ['paths', template, method]);
  const where = `${seen.method} ${path} answered ${seen.status}`;
  // Of a table of routes that a test has made up.
  if (template === null) return null;
  // What the document says of all paths.
  if (!isObject(operation)) return [400, 403, 405, 406, 408, 413, 421, 431, 503].includes(seen.status) ? null : where;
  const pointer = responsePointer(template, method, seen.status);
  if (pointer === null) return `${where}, a status that the document does not have there`;
  const content = at(apiDocument, [...pointer, 'content']);
  const type = seen.contentType.replace(/;.*$/, '');
  if (content === undefined || seen.method === 'HEAD') return null;
  if (!isObject(content) || !Object.hasOwn(content, type))
    return `${where} as ${type}, which the document does not have`;
  if (type !== 'application/json') return null;
  const validate = validatorOf([...pointer, 'content', type, 'schema']);
  const value: unknown = JSON.parse(seen.text);
  if (validate(value) === true) return null;
  return `${where} otherwise than the document says: ${ajv.errorsText(validate.errors)}\n${seen.text.slice(0, 1000)}`;
}

/** A path with names for its parts matches only where no other matches letter by letter. */
function templateOf(path: string): string | null {
  const paths = Object.keys(at(apiDocument, ['paths']) as JsonObject);
  if (paths.includes(path)) return path;
  const fits = (template: string): boolean =>
    new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path);
  return paths.find((template) => template.includes('{') && fits(template)) ?? null;
}

function responsePointer(path: string, method: string, status: number): readonly string[] | null {
  const pointer = ['paths', path, method, 'responses', String(status)];
  const response = at(apiDocument, pointer);
  if (!isObject(response)) return null;
  const { $ref: ref } = response;
  return typeof ref === 'string' ? ref.replace('#/', '').split('/') : pointer;
}

function validatorOf(pointer: readonly string[]): ValidateFunction {
  const ref = `api#/${pointer
    .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent)
    .join('/')}`;
  const validator = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, validator);
  return validator;
}

function at(from: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((here, key) => (isObject(here) ? own(here, key) : undefined), from);
}
