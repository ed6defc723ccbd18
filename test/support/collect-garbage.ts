import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** All that nobody holds, at once: Node offers that only behind a flag. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
