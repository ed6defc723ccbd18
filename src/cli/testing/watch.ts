import { watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Suite } from './find-suites.ts';

/** Editors write a file in several strokes. */
const SETTLING_MS = 100;

/** Runs `again` whenever a file beside one of the definitions has changed, until `signal`. */
export function watchSuites(suites: readonly Suite[], again: () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let settling: NodeJS.Timeout | undefined;
    const changed = (): void => {
      clearTimeout(settling);
      settling = setTimeout(again, SETTLING_MS);
    };
    const folders = new Set(suites.map(({ definition }) => dirname(definition)));
    for (const folder of folders) {
      const watcher = watch(folder, { recursive: true, signal }, changed);
      // A folder that goes away is no longer looked at; the others are.
      watcher.on('error', () => watcher.close());
    }
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(settling);
        resolve();
      },
      { once: true },
    );
  });
}
