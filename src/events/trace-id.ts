import { sha1 } from '../std/index.ts';

/** Of an execution, its sub-workflows and its retries, whose ids continue its own behind a tilde: 32 hexadecimal digits,
 * as W3C Trace Context has them. Derived, so that everybody who knows the id knows it too. */
export function traceIdOf(executionId: string): string {
  const [first = ''] = executionId.split('~', 1);
  const bytes = sha1(`trace ${first}`).subarray(0, 16);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
