import { JSONPathEnvironment, jsonpath, type JSONPathQuery } from 'json-p3';
import type { Json } from '../../std/index.ts';
import { short } from '../lexer.ts';
import { LONGEST_JSON_PATH } from '../limits.ts';

/** A JSONPath (RFC 9535) as data. json-p3 reads it; evaluation is ours, so that it is iterative, pays for each node it
 * visits, and gives members in one order. */
export interface Segment {
  /** `..` and not `.` */
  readonly descendant: boolean;
  readonly selectors: readonly Selector[];
}

export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start?: number; readonly stop?: number; readonly step: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly test: Filter };

export type Filter =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'query'; readonly fromRoot: boolean; readonly segments: readonly Segment[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'infix'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Filter[] };

export type JsonPathRead =
  | { readonly ok: true; readonly segments: readonly Segment[] }
  /** `reason` is json-p3's, as far as it has one: with frozen prototypes, as in the workflow bundle, its errors cannot
   * be made. So it is said before running, and no failure depends on it. */
  | { readonly ok: false; readonly message: string; readonly reason: string };

/** Without match and search: there are no regular expressions, whose cost nobody could bound. */
class PlainEnvironment extends JSONPathEnvironment {
  override setupFilterFunctions(): void {
    super.setupFilterFunctions();
    this.functionRegister.delete('match');
    this.functionRegister.delete('search');
  }
}

const environment = new PlainEnvironment();
const MOST_KEPT = 256;
const kept = new Map<string, JsonPathRead>();

export function readJsonPath(path: string): JsonPathRead {
  const known = kept.get(path);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const read = readAnew(path);
  kept.set(path, read);
  return read;
}

function readAnew(path: string): JsonPathRead {
  if (path.length > LONGEST_JSON_PATH) {
    return {
      ok: false,
      message: `a JSONPath of ${path.length} characters; at most ${LONGEST_JSON_PATH} are read`,
      reason: '',
    };
  }
  try {
    return { ok: true, segments: segmentsOf(environment.compile(path)) };
  } catch (thrown) {
    const reason = thrown instanceof jsonpath.JSONPathError ? `: ${thrown.message}` : '';
    const advice = path.startsWith('$') ? '' : "; a path begins with $, as in '$.items[0].id'";
    return { ok: false, message: `'${short(path)}' is no JSONPath${advice}`, reason };
  }
}

function segmentsOf(query: JSONPathQuery): readonly Segment[] {
  return query.segments.map((segment) => ({
    descendant: segment.toString().startsWith('..'),
    selectors: segment.selectors.map(selectorOf),
  }));
}

const { selectors, expressions } = jsonpath;

function selectorOf(selector: jsonpath.JSONPathSelector): Selector {
  if (selector instanceof selectors.NameSelector) return { kind: 'name', name: selector.name };
  if (selector instanceof selectors.IndexSelector) return { kind: 'index', index: selector.index };
  if (selector instanceof selectors.WildcardSelector) return { kind: 'wildcard' };
  if (selector instanceof selectors.FilterSelector) return { kind: 'filter', test: filterOf(selector.expression) };
  if (selector instanceof selectors.SliceSelector) {
    const { start, stop, step } = selector;
    return {
      kind: 'slice',
      step: step ?? 1,
      ...(start !== undefined && { start }),
      ...(stop !== undefined && { stop }),
    };
  }
  throw new Error('a selector outside RFC 9535');
}

function filterOf(expression: jsonpath.expressions.FilterExpression): Filter {
  if (expression instanceof expressions.LogicalExpression) return filterOf(expression.expression);
  if (expression instanceof expressions.NullLiteral) return { kind: 'literal', value: null };
  if (
    expression instanceof expressions.BooleanLiteral ||
    expression instanceof expressions.StringLiteral ||
    expression instanceof expressions.NumberLiteral
  ) {
    return { kind: 'literal', value: expression.value };
  }
  if (expression instanceof expressions.FilterQuery) {
    const fromRoot = expression instanceof expressions.RootQuery;
    return { kind: 'query', fromRoot, segments: segmentsOf(expression.path) };
  }
  if (expression instanceof expressions.PrefixExpression) return { kind: 'not', operand: filterOf(expression.right) };
  if (expression instanceof expressions.InfixExpression) {
    const { operator, left, right } = expression;
    return { kind: 'infix', operator, left: filterOf(left), right: filterOf(right) };
  }
  if (expression instanceof expressions.FunctionExtension) {
    return { kind: 'call', name: expression.name, args: expression.args.map(filterOf) };
  }
  throw new Error('a filter outside RFC 9535');
}
