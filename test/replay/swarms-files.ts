import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import type { JsonObject } from '../../src/std/index.ts';
import { type History, storedEvents } from './golden-files.ts';

const { History: HistoryMessage } = proto.temporal.api.history.v1;

const folder = fileURLToPath(new URL('swarms/', import.meta.url));

/** A history of the fleet, or of a shard. */
export interface EntityHistory {
  readonly workflowId: string;
  readonly history: History;
}

export function entityFiles(): readonly string[] {
  return readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
}

export function hasEntityHistory(name: string): boolean {
  return existsSync(pathOf(name));
}

export function readEntityHistory(name: string): EntityHistory {
  const { workflowId, events } = JSON.parse(readFileSync(pathOf(name), 'utf8')) as {
    readonly workflowId: string;
    readonly events: readonly JsonObject[];
  };
  return { workflowId, history: HistoryMessage.fromObject({ events }) };
}

/** One event a line, so that a difference can be read. */
export function writeEntityHistory(name: string, workflowId: string, history: History): void {
  const lines = storedEvents(history).map((event) => JSON.stringify(event));
  writeFileSync(
    pathOf(name),
    `{\n"workflowId": ${JSON.stringify(workflowId)},\n"events": [\n${lines.join(',\n')}\n]\n}\n`,
  );
}

function pathOf(name: string): string {
  return join(folder, `${name}.json`);
}

/** What is recorded: of each entity the history that it begins with, and a later one. */
export const recorded = [
  'fleet',
  'fleet@later',
  'shard',
  'shard@later',
  'pool',
  'pool@later',
  'closed',
  'large',
  'large@later',
  'piece',
] as const;
