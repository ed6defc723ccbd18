import { invariant } from '../std/index.ts';

export interface PathFound<Entry> {
  readonly entry: Entry;
  /** By name, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern<Entry> {
  readonly entry: Entry;
  readonly path: string;
  readonly parts: readonly string[];
}

/** Paths are compared letter by letter: `/Health`, `/health/` and `/%68ealth` are other paths than `/health`. A fixed word
 * wins over a `{name}` at the same place, the first difference deciding; a `{name}` stands for one part that is not empty. */
export function createPathTable<Entry>(entries: ReadonlyMap<string, Entry>): (path: string) => PathFound<Entry> | null {
  const patterns = [...entries]
    .filter(([path]) => path.includes('{'))
    .map(([path, entry]): Pattern<Entry> => ({ entry, path, parts: path.split('/') }))
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return (path) => {
    const fixed = path.includes('{') ? undefined : entries.get(path);
    if (fixed !== undefined) return { entry: fixed, params: {} };
    const given = path.split('/');
    const found = patterns.find(({ parts }) => fits(parts, given));
    return found === undefined ? null : { entry: found.entry, params: paramsOf(found.parts, given) };
  };
}

/** Names of the parameters in a path. */
export function paramNames(path: string): readonly string[] {
  return path.split('/').flatMap((part) => nameIn(part) ?? []);
}

/** Sorts fixed words before parameters, from the left. */
function rank({ parts }: Pattern<unknown>): string {
  return parts.map((part) => (nameIn(part) === null ? '0' : '1')).join('');
}

function fits(parts: readonly string[], given: readonly string[]): boolean {
  if (parts.length !== given.length) return false;
  return parts.every((part, at) => (nameIn(part) === null ? part === given[at] : given[at] !== ''));
}

function paramsOf(parts: readonly string[], given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parts.flatMap((part, at) => {
      const name = nameIn(part);
      // The whole path has been decoded once to see that it can be.
      return name === null ? [] : [[name, decodeURIComponent(given[at] ?? '')]];
    }),
  );
}

function nameIn(part: string): string | null {
  if (!part.startsWith('{')) return null;
  const name = /^\{([a-z_]+)\}$/.exec(part)?.[1];
  invariant(name !== undefined, `${part} is a parameter of a path`);
  return name;
}
