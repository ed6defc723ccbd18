import { write } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { EventSink } from './event-sink.ts';

const STDOUT = 1;

/** One JSON line an event, to a file or to what this process prints to. Written beside the event loop: a reader of ours
 * that stands still must not hold the worker. */
export function logSink(to: 'stdout' | { readonly path: string }): EventSink {
  let file: FileHandle | undefined;
  return {
    name: 'log',
    batch: 200,
    lanes: 1,
    send: async (events) => {
      const lines = Buffer.from(events.map(({ text }) => `${text}\n`).join(''));
      try {
        if (to !== 'stdout') file ??= await open(to.path, 'a');
        await writeAll(file?.fd ?? STDOUT, lines);
        return { kind: 'sent' };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', away: true, reason };
      }
    },
    close: async () => await file?.close(),
  };
}

/** A pipe takes as much as it has room for. */
async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await new Promise<number>((resolve, reject) => {
      write(fd, bytes, at, bytes.length - at, null, (error, written) => {
        if (error === null) resolve(written);
        else if (error.code === 'EAGAIN') setTimeout(() => resolve(0), 20);
        else reject(error);
      });
    });
  }
}
