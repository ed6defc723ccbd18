import type { ErrorObject } from 'ajv/dist/2020.js';

/** What is wrong with a schema, by place inside it. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
  /** The keyword that no schema has, where that is what is wrong. */
  readonly unknownKeyword?: string;
}

export interface ValueProblem {
  readonly path: readonly string[];
  readonly message: string;
  readonly keyword: string;
  /** The member that is too many, where that is what is wrong. */
  readonly member?: string;
}

export const MOST_PROBLEMS = 20;

/** The deepest places are the mistakes; what stands above them is their echo. */
export function metaProblems(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const deepest = new Map<string, SchemaProblem>();
  for (const error of errors) {
    const path = pointer(error.instancePath);
    const message =
      error.keyword === 'enum'
        ? `must be one of ${listed(error.params['allowedValues'])}`
        : (error.message ?? 'is not allowed here');
    const key = path.join('/');
    if (!deepest.has(key)) deepest.set(key, { path, message: `\`${path.at(-1) ?? 'the schema'}\` ${message}` });
  }
  const all = [...deepest.values()];
  const leaves = all.filter(
    ({ path }) =>
      !all.some((other) => other.path.length > path.length && path.every((part, i) => other.path[i] === part)),
  );
  return leaves.slice(0, MOST_PROBLEMS);
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : '';
}

function pointer(text: string): readonly string[] {
  return text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What only says that something inside a part failed adds nothing to what failed there. */
const ECHOES: ReadonlySet<string> = new Set(['if', 'allOf', 'then', 'else']);
const ALTERNATIVES: ReadonlySet<string> = new Set(['anyOf', 'oneOf']);

export function valueProblems(errors: readonly ErrorObject[]): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  const choices = errors.filter(({ keyword }) => ALTERNATIVES.has(keyword));
  const isBranch = (error: ErrorObject): boolean =>
    choices.some(
      (each) =>
        each !== error &&
        each.instancePath === error.instancePath &&
        error.schemaPath.startsWith(`${each.schemaPath}/`),
    );
  for (const error of errors) {
    if (problems.length >= MOST_PROBLEMS) break;
    if ((ECHOES.has(error.keyword) && errors.length > 1) || isBranch(error)) continue;
    problems.push(valueProblem(error, errors));
  }
  return problems;
}

function valueProblem(error: ErrorObject, errors: readonly ErrorObject[]): ValueProblem {
  const { keyword, params } = error;
  const extra: unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const missing: unknown = params['missingProperty'];
  const path = pointer(error.instancePath);
  return {
    path: typeof missing === 'string' && keyword === 'required' ? [...path, missing] : path,
    message: messageOf(error, errors),
    keyword,
    ...(typeof extra === 'string' && { member: extra }),
  };
}

function messageOf(error: ErrorObject, errors: readonly ErrorObject[]): string {
  if (error.keyword === 'enum') return `must be one of ${listed(error.params['allowedValues'])}`;
  if (!ALTERNATIVES.has(error.keyword)) return error.message ?? 'is not allowed';
  const branches = errors.filter(
    ({ schemaPath, instancePath }) =>
      instancePath === error.instancePath && schemaPath.startsWith(`${error.schemaPath}/`),
  );
  const reasons = [...new Set(branches.map(({ message }) => message))].slice(0, 5);
  return reasons.length === 0
    ? 'fits more than one of its alternatives'
    : `fits none of its alternatives: ${reasons.join('; ')}`;
}
