// Not `instanceof`: a test runner's modules live in another realm than Node's own errors.
import { isNativeError } from 'node:util/types';

/** What keeps the local stack from starting or going on, said to the person at the terminal: the message is all that
 * they need, without a stack. */
export class DevstackError extends Error {
  override readonly name = 'DevstackError';
}

export function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

/** A text made fit to begin a line. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
