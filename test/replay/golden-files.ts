import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { observe } from '../../src/executions/index.ts';
import { endingOf } from '../../src/executions/read-history.ts';
import { viewOf } from '../../src/executions/view.ts';
import { isObject, type Json, type JsonObject } from '../../src/std/index.ts';
import type { GoldenCase, Kept } from './golden-case.ts';

export type History = temporal.api.history.v1.IHistory;

const { History: HistoryMessage } = proto.temporal.api.history.v1;

const folder = fileURLToPath(new URL('golden/', import.meta.url));

/** A history as it was recorded, and what the fold over it said then. */
export interface Golden {
  readonly executionId: string;
  readonly history: History;
  readonly expected: JsonObject;
}

const itself: readonly Kept[] = [{ as: '', of: '', which: 'last' }];

export function keptOf({ kept = itself }: GoldenCase): readonly Kept[] {
  return kept;
}

export function executionIdOf({ name }: GoldenCase, { of }: Pick<Kept, 'of'>): string {
  return `golden-${name.replaceAll('.', '-')}${of}`;
}

export function fileOf({ name }: GoldenCase, { as }: Pick<Kept, 'as'>): string {
  return `${name}${as}`;
}

export function goldenFiles(): readonly string[] {
  return readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
}

export function hasGolden(name: string): boolean {
  return existsSync(pathOf(name));
}

export function readGolden(name: string): Golden {
  const { executionId, expected, events } = JSON.parse(readFileSync(pathOf(name), 'utf8')) as Stored;
  return { executionId, expected, history: HistoryMessage.fromObject({ events }) };
}

interface Stored {
  readonly executionId: string;
  readonly expected: JsonObject;
  /** Temporal's messages with the names of its API, numbers of 64 bits as text, bytes in base64. */
  readonly events: readonly Json[];
}

/** One event a line, so that a difference can be read. */
export function writeGolden(name: string, executionId: string, history: History): void {
  const events = storedEvents(history);
  const expected = expectedOf(executionId, HistoryMessage.fromObject({ events }));
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  writeFileSync(
    pathOf(name),
    `{\n"executionId": ${JSON.stringify(executionId)},\n"expected": ${JSON.stringify(expected)},\n"events": [\n${lines}\n]\n}\n`,
  );
}

export function storedEvents(history: History): readonly Json[] {
  return (withoutTraces(textOf(history)) as { readonly events: readonly Json[] }).events;
}

/** Not by the SDK's own function: with two copies of its protobuf package installed, which npm may do, it throws. */
function textOf(history: History): Json {
  const written = HistoryMessage.toObject(HistoryMessage.fromObject(history), {
    longs: String,
    enums: String,
    bytes: String,
  });
  return JSON.parse(JSON.stringify(written)) as Json;
}

function pathOf(name: string): string {
  return join(folder, `${name}.json`);
}

/** Of the machine it was recorded on (process, host, paths), and numbers of the server's own: replay looks at none. */
function withoutTraces(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutTraces);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (['identity', 'stackTrace', 'workerVersion', 'taskId', 'requestId'].includes(key)) return [];
      if (key === 'name' && value['kind'] === 'TASK_QUEUE_KIND_STICKY') return [[key, 'sticky']];
      return [[key, withoutTraces(member as Json)]];
    }),
  );
}

/** How the execution stands by its history alone: what its status page says, but for the times. */
export function expectedOf(executionId: string, { events }: History): JsonObject {
  const ending = endingOf(events ?? []);
  const observed = observe(executionId, events ?? []);
  // Nothing is known of it but that it ended: it was refused, or only makes a call for another one.
  if (observed === null) return { status: ending?.temporalStatus ?? 'RUNNING' };
  const view = viewOf(observed, { executionId, ...(ending ?? { temporalStatus: 'RUNNING' }) });
  const timeless = (value: unknown): Json =>
    JSON.parse(
      JSON.stringify(value, (key, member: unknown) =>
        ['startedAt', 'completedAt'].includes(key) ? undefined : member,
      ),
    ) as Json;
  const { status, phase, failure, result, steps } = view;
  return timeless({ status, phase, failure, result, steps }) as JsonObject;
}
