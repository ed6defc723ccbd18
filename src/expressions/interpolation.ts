import type { Expr } from './ast.ts';
import { short } from './lexer.ts';
import { MOST_PROBLEMS } from './limits.ts';
import { parseExpression } from './parser.ts';
import type { ConditionRead, ExpressionProblem, IsEnough, PlacedExpression, TemplateRead } from './problem.ts';
import type { Template } from './template.ts';

/** What stands between one `{{` and its `}}`. Offsets in the whole text. */
export interface Interpolation {
  /** Of the `{{`. */
  readonly open: number;
  readonly start: number;
  readonly end: number;
  /** Null where it is never closed: then `end` is where reading stopped. */
  readonly close: number | null;
}

/** The first `{{ … }}` at or after an offset. `}}` closes only outside strings and brackets. */
export function interpolationAt(text: string, from: number): Interpolation | null {
  const open = text.indexOf('{{', from);
  if (open === -1) return null;
  const start = open + 2;
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '{' || char === '[' || char === '(') depth++;
    else if (char === '}' && depth === 0 && text.charAt(at + 1) === '}') return { open, start, end: at, close: at + 2 };
    else if ((char === '}' || char === ']' || char === ')') && depth > 0) depth--;
  }
  return { open, start, end: text.length, close: null };
}

/** Reads one string of a definition: text, with any number of expressions in it. */
export function readTemplate(text: string, isEnough?: IsEnough): TemplateRead {
  const parts: (string | Expr)[] = [];
  const expressions: PlacedExpression[] = [];
  const problems: ExpressionProblem[] = [];
  let from = 0;
  for (let found = interpolationAt(text, 0); found !== null; found = interpolationAt(text, from)) {
    if (found.open > from) parts.push(text.slice(from, found.open));
    const read = readInterpolation(text, found);
    if ('problems' in read) {
      problems.push(...read.problems);
      if (found.close === null || problems.length >= MOST_PROBLEMS)
        return { template: { kind: 'value', value: text }, expressions, problems };
      parts.push(text.slice(found.open, found.close));
    } else {
      parts.push(read.expr);
      expressions.push(read);
      if (isEnough?.(read.expr) === true) return { template: { kind: 'value', value: text }, expressions, problems };
    }
    from = found.close ?? text.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return { template: ofParts(parts), expressions, problems };
}

function ofParts(parts: readonly (string | Expr)[]): Template {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return { kind: 'expression', expr: only };
  if (parts.every((part) => typeof part === 'string')) return { kind: 'value', value: parts.join('') };
  return { kind: 'text', parts };
}

/** The expression of one interpolation, its problems placed in the whole text. */
export function readInterpolation(
  text: string,
  found: Interpolation,
): PlacedExpression | { readonly problems: readonly ExpressionProblem[] } {
  if (found.close === null) return { problems: [unclosed(text, found)] };
  const parsed = parseExpression(text.slice(found.start, found.end));
  if (parsed.ok) return { expr: parsed.expr, start: found.start };
  return {
    problems: parsed.problems.map((problem) => {
      if (problem.code === 'empty-expression') return { ...problem, start: found.open, end: found.close ?? found.end };
      return { ...problem, start: problem.start + found.start, end: problem.end + found.start };
    }),
  };
}

/** Says why the braces are never closed, where the text up to the nearest `}}` shows it. */
function unclosed(text: string, found: Interpolation): ExpressionProblem {
  const nearest = text.indexOf('}}', found.start);
  if (nearest !== -1) {
    const parsed = parseExpression(text.slice(found.start, nearest));
    const problem = parsed.ok ? undefined : parsed.problems[0];
    if (problem !== undefined && problem.code === 'expression-syntax') {
      return { ...problem, start: problem.start + found.start, end: problem.end + found.start };
    }
  }
  const message = '`{{` without its `}}`';
  const hint = "close it with `}}`; two braces as text are written {{ '{{' }}";
  return { code: 'unclosed-interpolation', message, start: found.open, end: found.open + 2, hint };
}

/** Reads when, until, condition, for_each: exactly one expression, white space around it ignored. */
export function readCondition(text: string): ConditionRead {
  const refused = (code: 'condition-without-braces' | 'condition-not-one-expression', message: string, hint: string) =>
    ({ ok: false, problems: [{ code, message, start: 0, end: Math.max(1, text.length), hint }] }) as const;
  const found = interpolationAt(text, 0);
  if (found === null) {
    const written = text.trim();
    if (written === '') return refused('condition-without-braces', 'an empty text is no expression', inQuotes('…'));
    const parsed = parseExpression(written);
    const hint = inQuotes(parsed.ok ? short(written) : '…');
    return refused('condition-without-braces', 'an expression is written in double braces', hint);
  }
  const read = readInterpolation(text, found);
  if ('problems' in read) return { ok: false, problems: read.problems };
  const before = text.slice(0, found.open).trim();
  const behind = text.slice(found.close ?? text.length).trim();
  if (before === '' && behind === '') return { ok: true, placed: read };
  const message = `\`${short(before === '' ? behind : before)}\` beside the braces`;
  return refused('condition-not-one-expression', message, 'write all of it in one pair of braces: "{{ a and b }}"');
}

/** With the quotes, without which YAML reads the braces as maps. */
function inQuotes(expression: string): string {
  return expression.includes('"') ? `write '{{ ${expression.replaceAll("'", "''")} }}'` : `write "{{ ${expression} }}"`;
}
