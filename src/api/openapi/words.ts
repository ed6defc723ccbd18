import type { JsonObject } from '../../std/index.ts';
import type { HttpMethod, Route } from '../route.ts';

const segmentsOf = (path: string): readonly string[] =>
  path
    .replaceAll(/[^A-Za-z0-9_/]/g, '_')
    .split('/')
    .map((segment) => segment.replaceAll(/^_+|_+$/g, ''))
    .filter((segment) => segment !== '');

/** The method's name, as the IFEX schema has it. Where a path takes several HTTP methods, the first is the one meant. Several
 * routes of one path have names of their own. */
export function operationId({ path, methods, operation }: Route, method: HttpMethod): string {
  if (operation !== undefined) return operation;
  const [first = '', ...rest] = segmentsOf(path);
  const name = (first === 'orchestrator' ? rest : [first, ...rest]).join('_');
  return methods[0] === method ? name : `${name}_${method.toLowerCase()}`;
}

interface Tag {
  readonly name: string;
  readonly description: string;
  readonly paths: RegExp;
}

/** In the order of the page. A path has the first tag that it fits, the narrow ones tried before the wide. */
const workflows: Tag = {
  name: 'Workflows',
  description: 'Definitions on record',
  paths: /^\/(?:orchestrator|workflows)(?:\/|$)/,
};
const executions: Tag = {
  name: 'Executions',
  description: 'Start them, see how they stand and why, and say what is to become of them',
  paths: /execut/,
};
const events: Tag = {
  name: 'Events',
  description: 'What executions wait for, and what has become of them',
  paths: /\/(?:events|send_event)(?:\/|$)/,
};
const schedules: Tag = { name: 'Schedules', description: 'Executions at their times', paths: /schedule/ };
const services: Tag = {
  name: 'Services',
  description: 'Which services steps call, and where they are',
  paths: /^\/registry/,
};
const bots: Tag = {
  name: 'Bots and swarms',
  description: 'Bots, their tasks, and swarms of them',
  paths: /^\/(?:bots|swarms)(?:\/|$)/,
};
const process: Tag = { name: 'Process', description: 'How this server is, and what it can do', paths: /^/ };

const shown: readonly Tag[] = [workflows, executions, events, schedules, bots, services, process];
const tried: readonly Tag[] = [bots, services, schedules, events, executions, workflows, process];

const tagOfPath = (path: string): Tag => tried.find(({ paths }) => paths.test(path)) ?? process;

export function tagOf(path: string): string {
  return tagOfPath(path).name;
}

/** Each tag that one of the paths has, once. */
export function tagsOf(paths: readonly string[]): readonly JsonObject[] {
  const used = new Set(paths.map(tagOfPath));
  return shown.filter((tag) => used.has(tag)).map(({ name, description }) => ({ name, description }));
}
