import { type Diagnostic, hasErrors } from '../../problems/index.ts';
import { isObject } from '../../std/index.ts';
import { jsonOf, readSource, type ReadingOptions } from '../read/index.ts';
import { builtInServices } from './built-in-services.ts';
import { type Operations, readOperations } from './operations.ts';

type ServicesRead =
  | {
      readonly ok: true;
      readonly knownServices: ReadonlySet<string>;
      readonly knownOperations: ReadonlyMap<string, Operations>;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly problems: readonly string[] };

/** `{SERVICE: {METHOD: {result: …}}}`, a service of which nothing more is known as null: what a registry would tell, for
 * checks without one. */
export function readServices(text: string, options: ReadingOptions = {}): ServicesRead {
  const { source, diagnostics } = readSource(text, options);
  if (source === null || hasErrors(diagnostics)) return { ok: false, diagnostics, problems: [] };
  const services = jsonOf(source.root);
  if (!isObject(services)) {
    return { ok: false, diagnostics: [], problems: ['a map from services to their operations'] };
  }
  const knownOperations = new Map<string, Operations>();
  const problems: string[] = [];
  for (const [name, known] of Object.entries(services)) {
    const read = readOperations(known ?? {});
    if (read.ok) knownOperations.set(name, read.operations);
    else problems.push(...read.problems.map((each) => `${name}: ${each}`));
  }
  if (problems.length > 0) return { ok: false, diagnostics: [], problems };
  return { ok: true, knownServices: new Set([...Object.keys(services), ...builtInServices]), knownOperations };
}
