import {
  readCondition,
  readJsonText,
  readTemplate,
  type ExpressionProblem,
  type IsEnough,
  type PlacedExpression,
  type Template,
} from '../../expressions/index.ts';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import type { Condition } from '../../plan/index.ts';
import type { Json } from '../../std/index.ts';
import { definitionLimits } from '../definition/limits.ts';
import { printPath, type Path } from '../definition/locate.ts';
import { itemOf, scalarsOf, sizeOf, spansWithin, type SourceNode, type SourceScalar } from '../read/index.ts';

/** An expression, and what is needed to say where in the text it stands. */
export interface Site {
  readonly placed: PlacedExpression;
  readonly scalar: SourceScalar;
  readonly path: string;
}

export interface TemplateOf {
  readonly template: Template;
  readonly sites: readonly Site[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the value of `parameters` or the like: a map with expressions in its strings, or JSON text with bare ones. */
export function bodyTemplateOf(text: string, node: SourceNode, path: Path, isEnough: IsEnough): TemplateOf {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return templateOf(text, node, path, isEnough);
  const printed = printPath(path);
  const read = readJsonText(node.value, isEnough);
  return {
    template: read.template,
    sites: read.expressions.map((placed) => ({ placed, scalar: node, path: printed })),
    diagnostics: read.problems.map((problem) => problemAt(text, node, printed, problem)),
  };
}

/** Reads any value with expressions in its strings. */
export function templateOf(text: string, node: SourceNode, path: Path, isEnough: IsEnough): TemplateOf {
  let hasEnough = false;
  const enough: IsEnough = (expr) => (hasEnough = isEnough(expr));
  const sites: Site[] = [];
  const diagnostics: Diagnostic[] = [];
  const take = (
    read: { readonly expressions: readonly PlacedExpression[]; readonly problems: readonly ExpressionProblem[] },
    scalar: SourceScalar,
    at: Path,
  ): void => {
    const printed = printPath(at);
    for (const placed of read.expressions) sites.push({ placed, scalar, path: printed });
    for (const problem of read.problems) diagnostics.push(problemAt(text, scalar, printed, problem));
  };

  const build = (part: SourceNode, at: Path): Template => {
    switch (part.kind) {
      case 'scalar': {
        // Far more is wrong already than is listed.
        if (diagnostics.length > definitionLimits.counted) hasEnough = true;
        if (hasEnough || !hasBraces(part.value)) return { kind: 'value', value: part.value };
        const read = readTemplate(part.value, enough);
        take(read, part, at);
        return read.template;
      }
      case 'list': {
        const literals = scalarsOf(part);
        if (literals !== null && !literals.some(hasBraces)) return { kind: 'value', value: literals };
        const items: Template[] = [];
        // One after the other: of 40,000 entries the first few hundred may be enough.
        for (let i = 0; i < sizeOf(part); i++) {
          const item = itemOf(part, i);
          // Nobody uses a template with so many mistakes.
          if (hasEnough || item === undefined) break;
          items.push(build(item, [...at, i]));
        }
        const values = valuesOf(items);
        return values === null ? { kind: 'list', items } : { kind: 'value', value: values };
      }
      case 'map': {
        const members = part.entries.map(({ key, keySpan, value }) => {
          if (key.includes('{{')) {
            diagnostics.push(
              diagnostic('interpolation-in-key', 'an interpolation in the name of a member', {
                path: printPath([...at, key]),
                span: keySpan,
                hint: 'names are written out',
              }),
            );
          }
          return [key, build(value, [...at, key])] as const;
        });
        const values = valuesOf(members.map(([, value]) => value));
        if (values === null) return { kind: 'object', members };
        return { kind: 'value', value: Object.fromEntries(members.map(([key], i) => [key, values[i] ?? null])) };
      }
    }
  };

  return { template: build(node, path), sites, diagnostics };
}

/** The values of templates that are all literal. */
function valuesOf(templates: readonly Template[]): readonly Json[] | null {
  const values: Json[] = [];
  for (const template of templates) {
    if (template.kind !== 'value') return null;
    values.push(template.value);
  }
  return values;
}

function hasBraces(value: SourceScalar['value']): value is string {
  return typeof value === 'string' && (value.includes('{{') || value.includes('}}'));
}

export interface ConditionOf {
  /** Absent where it could not be read. */
  readonly condition: Condition | undefined;
  readonly sites: readonly Site[];
  readonly diagnostics: readonly Diagnostic[];
}

const YAML_11_BOOLEANS: ReadonlySet<string> = new Set(['yes', 'no', 'on', 'off', 'y', 'n']);

export function conditionOf(text: string, node: SourceNode, path: Path): ConditionOf {
  const none = { condition: undefined, sites: [], diagnostics: [] };
  if (node.kind !== 'scalar') return none;
  if (typeof node.value === 'boolean') return { ...none, condition: node.value };
  if (typeof node.value !== 'string') return none;
  const printed = printPath(path);
  if (YAML_11_BOOLEANS.has(node.value.toLowerCase())) {
    const message = `\`${String(path.at(-1))}\` must be an expression in braces, true or false, not ${JSON.stringify(node.value)}`;
    const found = diagnostic('wrong-type', message, {
      path: printed,
      span: node.span,
      hint: 'YAML 1.2: use true/false',
    });
    return { ...none, diagnostics: [found] };
  }
  const read = readCondition(node.value);
  if (!read.ok) return { ...none, diagnostics: read.problems.map((each) => problemAt(text, node, printed, each)) };
  return {
    condition: read.placed.expr,
    sites: [{ placed: read.placed, scalar: node, path: printed }],
    diagnostics: [],
  };
}

/** Reads a string that is exactly one expression, white space around it ignored. */
export function expressionOf(
  text: string,
  node: SourceScalar,
  path: Path,
): Partial<TemplateOf> & Omit<TemplateOf, 'template'> {
  const printed = printPath(path);
  const read = readCondition(String(node.value));
  if (!read.ok) {
    return { sites: [], diagnostics: read.problems.map((each) => problemAt(text, node, printed, each)) };
  }
  const { placed } = read;
  return {
    template: { kind: 'expression', expr: placed.expr },
    sites: [{ placed, scalar: node, path: printed }],
    diagnostics: [],
  };
}

/** A problem whose offsets count in the scalar's value. */
export function problemAt(text: string, scalar: SourceScalar, path: string, problem: ExpressionProblem): Diagnostic {
  return diagnostic(problem.code, problem.message, {
    path,
    span: spansWithin(text, scalar)(problem.start, problem.end),
    hint: problem.hint,
  });
}
