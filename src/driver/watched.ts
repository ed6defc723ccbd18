/** Whether the worker wants events. The sandbox can be told nothing but by its code, so the worker puts a word before
 * it. */
const mark = 'batonEventsAreWanted';

/** The bundle's code for a worker that wants events. On the line of the code that follows: a source map counts lines. */
export function watchedCode(code: string): string {
  return `globalThis.${mark} = true; ${code}`;
}

export function isWatched(): boolean {
  return (globalThis as { readonly [mark]?: unknown })[mark] === true;
}
