import {
  checkCondition,
  checkExpression,
  checkGiving,
  checkParameterExpression,
  offsetIn,
  type Expr,
  type ExpressionProblem,
  type IsEnough,
  type ScopeTypes,
  type Template,
} from '../../expressions/index.ts';
import type { Condition } from '../../plan/index.ts';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { readInstant } from '../../std/index.ts';
import { inMilliseconds } from '../definition/issues.ts';
import { definitionLimits } from '../definition/limits.ts';
import { nodeAt, printPath, type Path } from '../definition/locate.ts';
import type { SourceNode } from '../read/index.ts';
import { isMeantAsTime, notTime } from './not-time.ts';
import { bodyTemplateOf, conditionOf, expressionOf, problemAt, templateOf, type Site } from './template.ts';

/** What an expression has to give where it stands. */
type Gives = 'any' | 'parameter' | 'condition' | 'list' | 'number' | 'time';

export interface CheckedSite extends Site {
  /** Whether the step itself has ended by then, so that its own result can be read. */
  readonly after: boolean;
}

/** What the expressions of one place see. */
export interface SiteScope {
  readonly types: ScopeTypes;
  readonly after?: boolean;
  /** Whether it is what a service is sent, in which secrets may stand. */
  readonly secrets?: boolean;
}

/** Reads what stands at places of one step (or of the definition), and gathers the expressions in them. */
export class StepReader {
  readonly sites: CheckedSite[] = [];
  private readonly text: string;
  private readonly root: SourceNode;
  private readonly found: Diagnostic[];

  constructor(text: string, root: SourceNode, found: Diagnostic[]) {
    this.text = text;
    this.root = root;
    this.found = found;
  }

  /** A map, or JSON text. */
  body(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    if (node === undefined) return undefined;
    const tasted = this.tasting(scope);
    return this.take(bodyTemplateOf(this.text, node, path, tasted.isEnough), 'any', scope, tasted.problems);
  }

  value(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    return node === undefined ? undefined : this.template(node, path, scope);
  }

  condition(path: Path, scope: SiteScope): Condition | undefined {
    const node = this.node(path);
    if (node === undefined) return undefined;
    const read = conditionOf(this.text, node, path);
    this.keep(read, 'condition', scope);
    return read.condition;
  }

  /** One expression, or a list written out. */
  list(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    if (node?.kind === 'scalar') return this.take(expressionOf(this.text, node, path), 'list', scope);
    return this.value(path, scope);
  }

  /** One expression, or a number. */
  duration(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    if (node?.kind !== 'scalar') return undefined;
    if (typeof node.value !== 'string') return { kind: 'value', value: node.value };
    if (node.value.includes('{{')) return this.take(expressionOf(this.text, node, path), 'number', scope);
    const most = definitionLimits.waitMs;
    const message = `\`${String(path.at(-1))}\` must be a whole number from 0 to ${most}, or an expression in braces, not ${JSON.stringify(node.value.slice(0, 60))}`;
    const hint = inMilliseconds(node.value) ?? (/^\d+$/.test(node.value) ? 'leave the quotes out' : undefined);
    this.found.push(diagnostic('wrong-type', message, { path: printPath(path), span: node.span, hint }));
    return undefined;
  }

  /** A time as text, with expressions in it or without. */
  time(path: Path, scope: SiteScope): Template | undefined {
    const node = this.node(path);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
    if (readInstant(node.value) !== null) return { kind: 'value', value: node.value };
    if (isMeantAsTime(node.value)) {
      this.found.push(notTime(node.value, node.span, path));
      return undefined;
    }
    const read = expressionOf(this.text, node, path);
    if (read.template !== undefined || !node.value.includes('{{')) return this.take(read, 'time', scope);
    // Put together of several expressions it is text: whether that is a time shows when it is worked out.
    return this.template(node, path, scope);
  }

  private template(node: SourceNode, path: Path, scope: SiteScope): Template | undefined {
    const tasted = this.tasting(scope);
    return this.take(templateOf(this.text, node, path, tasted.isEnough), 'any', scope, tasted.problems);
  }

  /** Checks expressions while they are read: one text may hold forty thousand that are wrong. */
  private tasting({ types, secrets = false }: SiteScope): {
    readonly isEnough: IsEnough;
    readonly problems: readonly (readonly ExpressionProblem[])[];
  } {
    const problems: (readonly ExpressionProblem[])[] = [];
    let wrong = this.found.length;
    const isEnough: IsEnough = (expr) => {
      const found = problemsOf(expr, secrets ? 'parameter' : 'any', types);
      problems.push(found);
      wrong += found.length;
      return wrong > definitionLimits.counted;
    };
    return { isEnough, problems };
  }

  /** Nothing where far more is wrong already than is listed. */
  private node(path: Path): SourceNode | undefined {
    return this.found.length > definitionLimits.counted ? undefined : nodeAt(this.root, path);
  }

  private take(
    read: {
      readonly template?: Template;
      readonly sites: readonly Site[];
      readonly diagnostics: readonly Diagnostic[];
    },
    gives: Gives,
    scope: SiteScope,
    known: readonly (readonly ExpressionProblem[])[] = [],
  ): Template | undefined {
    this.keep(read, gives, scope, known);
    return read.template;
  }

  /** `known` are the problems of expressions that were checked while they were read. */
  private keep(
    read: { readonly sites: readonly Site[]; readonly diagnostics: readonly Diagnostic[] },
    gives: Gives,
    { types, after = false }: SiteScope,
    known: readonly (readonly ExpressionProblem[])[] = [],
  ): void {
    for (const each of read.diagnostics) this.found.push(each);
    for (const [i, { placed, scalar, path }] of read.sites.entries()) {
      this.sites.push({ placed, scalar, path, after });
      for (const problem of known[i] ?? problemsOf(placed.expr, gives, types)) {
        const start = offsetIn(placed, problem.start);
        const end = Math.max(start + 1, offsetIn(placed, problem.end - 1) + 1);
        this.found.push(problemAt(this.text, scalar, path, { ...problem, start, end }));
      }
    }
  }
}

/** What is wrong inside the braces. The codes are those of the expression language. */
function problemsOf(expr: Expr, gives: Gives, types: ScopeTypes): readonly ExpressionProblem[] {
  switch (gives) {
    case 'any':
      return checkExpression(expr, types);
    case 'parameter':
      return checkParameterExpression(expr, types);
    case 'condition':
      return checkCondition(expr, types);
    case 'list':
      // Null is a list of nothing: an input that is not given has no elements.
      return checkGiving(expr, types, ['list', 'null'], '`for_each` takes a list');
    case 'number':
      return checkGiving(expr, types, ['number'], '`delay_ms` takes a number of milliseconds');
    case 'time':
      return checkGiving(expr, types, ['string', 'number'], '`until` takes a time, as text or in milliseconds');
  }
}
