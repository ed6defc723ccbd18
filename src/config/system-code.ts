// Not `instanceof`: a test runner's modules live in another realm than Node's own errors.
import { isNativeError } from 'node:util/types';

/** `ENOENT` and its like, of what the operating system refused. */
export function systemCodeOf(error: unknown): string | undefined {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
