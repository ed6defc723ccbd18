import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const LIMIT = 20_000_000;
const SHOWN_LINES = 6;
const SHOWN_WIDTH = 1_000;

/** A file that a process of ours writes to, and what it has written since this start. */
export interface LogFile {
  readonly path: string;
  /** The last lines since `openLog`, to be put behind a sentence. */
  tail(): string;
}

export function openLog(path: string): LogFile {
  if (sizeOf(path) > LIMIT) renameSync(path, `${path}.1`);
  const begin = sizeOf(path);
  return { path, tail: () => tail(path, begin) };
}

function tail(path: string, begin: number): string {
  const end = sizeOf(path);
  const from = Math.max(begin, end - 4_000);
  if (end <= from) return `; its log, ${path}, says nothing`;
  const bytes = Buffer.alloc(end - from);
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, bytes.length, from);
  closeSync(file);
  const lines = bytes.toString('utf8').trimEnd().split('\n').slice(-SHOWN_LINES);
  return `; the end of ${path}:\n${lines.map((line) => `  ${line.slice(0, SHOWN_WIDTH)}`).join('\n')}`;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
