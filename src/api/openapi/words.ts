import type { JsonObject } from '../../std/index.ts';
import type { HttpMethod, Route } from '../route.ts';

const segmentsOf = (path: string): readonly string[] =>
  path
    .replaceAll(/[^A-Za-z0-9_/]/g, '_')
    .split('/')
    .map((segment) => segment.replaceAll(/^_+|_+$/g, ''))
    .filter((segment) => segment !== '');

/** The method's name, as the IFEX schema has it. Where a path takes several HTTP methods, the first is the one meant. */
export function operationId({ path, methods }: Route, method: HttpMethod): string {
  const [first = '', ...rest] = segmentsOf(path);
  const name = (first === 'orchestrator' ? rest : [first, ...rest]).join('_');
  return methods[0] === method ? name : `${name}_${method.toLowerCase()}`;
}

/** By the first part of the path. */
const tags: ReadonlyMap<string, { readonly name: string; readonly description: string }> = new Map([
  ['orchestrator', { name: 'Workflows', description: 'Definitions on record, and executions of them' }],
  ['registry', { name: 'Services', description: 'Which services steps call, and where they are' }],
  ['infrastructure', { name: 'Events', description: 'What has become of executions, told from their histories' }],
]);
const process = { name: 'Process', description: 'How this server is, and what it can do' };

const tagOfPath = (path: string): typeof process => tags.get(segmentsOf(path)[0] ?? '') ?? process;

export function tagOf(path: string): string {
  return tagOfPath(path).name;
}

/** Each tag that one of the paths has, once. */
export function tagsOf(paths: readonly string[]): readonly JsonObject[] {
  const used = new Set(paths.map(tagOfPath));
  return [...tags.values(), process].filter((tag) => used.has(tag)).map(({ ...tag }) => tag);
}
