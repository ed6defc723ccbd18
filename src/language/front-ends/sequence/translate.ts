import type { Span } from '../../../problems/index.ts';
import {
  edited,
  entryOf,
  insteadOf,
  type SourceEntry,
  type SourceList,
  type SourceMap,
  type SourceNode,
  type SourceScalar,
} from '../../read/index.ts';
import { entry, headOf, listOf, made, mapOf, renamed } from '../tree.ts';

/** The definition that a sequence comes to: each task a step that waits for the one before it and sends fields of the
 * payload. Whatever is wrong with a task has been said; here it keeps its place. `unfit`: what has been said to mean nothing. */
export function definitionOf(root: SourceList, name: string, unfit: ReadonlySet<SourceNode>): SourceMap {
  const at = headOf(root);
  const ids = idsOf(root.items);
  const steps = root.items.map((task, i) => stepOf(task, { id: ids[i] ?? made('', at), before: ids[i - 1] }, unfit));
  return mapOf(root.span, [
    entry('name', at, made(name, at)),
    entry('input_schema', at, payloadSchema(root.items[0], at)),
    entry('steps', at, listOf(root.span, steps)),
    entry('outputs', at, mapOf(at, [entry('payload', at, made('{{payload}}', at))])),
  ]);
}

/** What the first task sends has to be in the payload that a request brings. */
function payloadSchema(first: SourceNode | undefined, at: Span): SourceMap {
  const required = fieldsIn(entryOf(first, 'Microservice')?.value);
  return mapOf(at, [
    entry('type', at, made('object', at)),
    required.length === 0 ? null : entry('required', at, listOf(at, required)),
    entry('additionalProperties', at, made(true, at)),
  ]);
}

/** The Actions, each once; others stand in where they are missing or taken. */
function idsOf(tasks: readonly SourceNode[]): readonly SourceScalar[] {
  const taken = new Set<string>();
  return tasks.map((task, i) => {
    const action = entryOf(task, 'Action')?.value;
    if (action?.kind === 'scalar' && typeof action.value === 'string' && !taken.has(action.value)) {
      taken.add(action.value);
      return action;
    }
    return made(`__task_${i + 1}`, headOf(action ?? task));
  });
}

interface Ids {
  readonly id: SourceScalar;
  readonly before: SourceScalar | undefined;
}

function stepOf(task: SourceNode, { id, before }: Ids, unfit: ReadonlySet<SourceNode>): SourceMap {
  const at = headOf(task);
  const called = entryOf(task, 'Microservice');
  const poll = entryOf(task, 'Poll');
  const idSpan = entryOf(task, 'Action')?.keySpan ?? at;
  return mapOf(task.span, [
    entry('id', idSpan, id),
    renamed('display', entryOf(task, 'Display')),
    before === undefined ? null : entry('depends_on', at, listOf(at, [made(before.value, at)])),
    renamed('service', entryOf(called?.value, 'Service')) ?? entry('service', at, made('service', at)),
    renamed('endpoint', entryOf(called?.value, 'Endpoint')) ?? entry('endpoint', at, made('/', at)),
    renamed('verb', entryOf(called?.value, 'Method')),
    sent(called?.value),
    poll?.value.kind === 'map' ? entry('poll', poll.keySpan, pollOf(poll.value, unfit)) : null,
    renamed('timeout_ms', entryOf(task, 'TimeoutMs')),
    renamed('retry_count', entryOf(task, 'RetryCount')),
    renamed('retry_delay_ms', entryOf(task, 'RetryDelayMs')),
  ]);
}

function pollOf(poll: SourceMap, unfit: ReadonlySet<SourceNode>): SourceMap {
  const at = headOf(poll);
  const until = entryOf(poll, 'Until');
  return mapOf(poll.span, [
    renamed('service', entryOf(poll, 'Service')),
    renamed('endpoint', entryOf(poll, 'Endpoint')) ?? entry('endpoint', at, made('/', at)),
    renamed('verb', entryOf(poll, 'Method')) ?? entry('verb', at, made('GET', at)),
    sent(poll),
    renamed('interval_ms', entryOf(poll, 'IntervalMs')),
    until === undefined || unfit.has(until.value)
      ? entry('until', at, made(true, at))
      : entry('until', until.keySpan, inBraces(until.value)),
    renamed('timeout_ms', entryOf(poll, 'TimeoutMs')),
  ]);
}

/** An expression may be written with braces or without. */
function inBraces(until: SourceNode): SourceNode {
  if (until.kind !== 'scalar' || typeof until.value !== 'string' || until.value.includes('{{')) return until;
  const end = until.value.length;
  return edited(until, [
    { start: 0, end: 0, text: '{{' },
    { start: end, end, text: '}}' },
  ]);
}

function sent(called: SourceNode | undefined): SourceEntry | null {
  const body = entryOf(called, 'RequestBody');
  const fields = fieldsIn(called);
  if (body === undefined || fields.length === 0) return null;
  const members = fields.map((field) => {
    const name = String(field.value);
    return entry(name, field.span, insteadOf(field, `{{payload${member(name)}}}`));
  });
  return entry('parameters', body.keySpan, mapOf(body.value.span, members));
}

/** The names in a RequestBody that can be sent, each once. */
function fieldsIn(called: SourceNode | undefined): readonly SourceScalar[] {
  const body = entryOf(called, 'RequestBody')?.value;
  const found = new Map<string, SourceScalar>();
  for (const item of body?.kind === 'list' ? body.items : []) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string' || found.has(item.value)) continue;
    if (item.value !== '__proto__' && !/\{\{|\}\}/.test(item.value)) found.set(item.value, item);
  }
  return [...found.values()];
}

function member(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
