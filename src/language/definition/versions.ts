import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { isList, isObject, type Json } from '../../std/index.ts';
import { lexemeOf, valueOf, type Source, type SourceNode, type SourceScalar } from '../read/index.ts';
import { printPath, type Path } from './locate.ts';

/** A version that is written as a number: YAML's 1.0 is one, and 1.10 the same number as 1.1. A version is what was
 * written. */
export interface NumericVersion {
  readonly path: Path;
  readonly scalar: SourceScalar;
  readonly text: string;
}

/** The definition's own, and those of the workflows that its steps call. */
export function numericVersions(source: Source, root: SourceNode): readonly NumericVersion[] {
  // Only an escape could write the key in other letters.
  if (!source.text.includes('version') && !source.text.includes('\\')) return [];
  const steps = valueOf(root, 'steps');
  const found: NumericVersion[] = [];
  const look = (scalar: SourceNode | undefined, ...path: Path): void => {
    if (scalar?.kind !== 'scalar' || typeof scalar.value !== 'number') return;
    found.push({ path: [...path, 'version'], scalar, text: lexemeOf(source.text, scalar) });
  };
  look(valueOf(root, 'version'));
  if (steps?.kind !== 'list') return found;
  const { items } = steps;
  for (let i = 0; i < items.length; i++) {
    const version = valueOf(items[i], 'version');
    if (version !== undefined) look(version, 'steps', i);
  }
  return found;
}

export function versionsAsNumbers(source: Source, versions: readonly NumericVersion[]): readonly Diagnostic[] {
  if (source.format === 'yaml') return [];
  return versions.map(({ path, scalar, text }) =>
    diagnostic('version-must-be-string', `a version is text: \`${text}\` would not keep its digits as a number`, {
      path: printPath(path),
      span: scalar.span,
      hint: `write "${text}"`,
    }),
  );
}

export function withVersions(body: Json, versions: readonly NumericVersion[]): Json {
  if (versions.length === 0 || !isObject(body)) return body;
  const own = versions.find(({ path }) => path.length === 1);
  const ofSteps = new Map(versions.flatMap(({ path, text }) => (path.length === 3 ? [[path[1], text] as const] : [])));
  const { steps } = body;
  const kept = isList(steps)
    ? steps.map((step, i) => {
        const version = ofSteps.get(i);
        return version === undefined || !isObject(step) ? step : { ...step, version };
      })
    : steps;
  return {
    ...body,
    ...(own !== undefined && { version: own.text }),
    ...(kept !== undefined && { steps: kept }),
  };
}
