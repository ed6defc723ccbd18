import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));

/** One piece of the bundle's text and what stands in its place. */
export interface Change {
  /** Stands there exactly once. */
  readonly text: string;
  readonly instead: string;
}

/** The workflow bundle that workers run. */
export function bundleCode(): string {
  return readFileSync(built, 'utf8');
}

/** The bundle as it is, but for a few pieces: a release with a fault. */
export function alteredBundle(changes: readonly Change[]): string {
  return changes.reduce((code, { text, instead }) => {
    const pieces = code.split(text);
    if (pieces.length !== 2) throw new Error(`the bundle holds ${pieces.length - 1} times: ${text}`);
    return pieces.join(instead);
  }, bundleCode());
}
