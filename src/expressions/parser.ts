import type { BinaryOperator, Expr } from './ast.ts';
import { isWordCharacter, memberNameAt, short, tokenAt, Unreadable, type Token } from './lexer.ts';
import { DEEPEST_EXPRESSION, LONGEST_EXPRESSION, MOST_PARTS } from './limits.ts';
import {
  binaryOperators,
  bindingOf,
  COMPARISON_BINDING,
  keywords,
  NEGATION_BINDING,
  NOT_BINDING,
} from './operators.ts';
import type { Parsed } from './problem.ts';

/** Reads one expression, without its braces. */
export function parseExpression(text: string): Parsed {
  try {
    if (text.length > LONGEST_EXPRESSION) {
      const message = `an expression of ${text.length} characters; at most ${LONGEST_EXPRESSION} are read`;
      throw new Unreadable(message, 0, 1, 'split it over several steps', 'expression-too-long');
    }
    const expr = new Parser(text, null).whole();
    texts.set(expr, text);
    return { ok: true, expr };
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    const { code, message, hint } = thrown;
    // Where the text ends too early, its last character is underlined.
    const start = Math.max(0, Math.min(thrown.start, text.length - 1));
    const end = Math.max(start + 1, Math.min(thrown.end, text.length));
    return { ok: false, problems: [{ code, message, start, end, ...(hint !== undefined && { hint }) }] };
  }
}

const texts = new WeakMap<Expr, string>();

/** Where each node ends, by endKey, of a tree that parseExpression gave; empty for any other. */
export function readEnds(root: Expr): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  const text = texts.get(root);
  if (text !== undefined) new Parser(text, ends).whole();
  return ends;
}

/** No two nodes of one tree are of one kind and at one offset. */
export function endKey(expr: Expr): string {
  return `${expr.kind}@${expr.at}`;
}

/** Operator precedence parsing (Pratt): a loop takes operators as long as they bind tighter than what waits. */
class Parser {
  private readonly text: string;
  private readonly ends: Map<string, number> | null;
  private token: Token;
  /** Where the token before this one ended. */
  private lastEnd = 0;
  private parts = 0;
  /** Operations that are being read, one inside the other. */
  private open = 0;
  /** Levels of the tree that was made last. */
  private depth = 0;

  constructor(text: string, ends: Map<string, number> | null) {
    this.text = text;
    this.ends = ends;
    this.token = tokenAt(text, 0);
  }

  whole(): Expr {
    if (this.isEnd()) {
      const message = 'there is no expression between the braces';
      throw new Unreadable(message, 0, Math.max(1, this.text.length), undefined, 'empty-expression');
    }
    const expr = this.operation(0);
    if (!this.isEnd()) throw this.afterValue();
    return expr;
  }

  private operation(waiting: number): Expr {
    if (++this.open > DEEPEST_EXPRESSION) throw tooDeep(this.token.start);
    let left = this.prefix(waiting);
    let operator = this.operator();
    while (operator !== null && bindingOf(operator) > waiting) {
      const at = this.token.start;
      const leftDepth = this.depth;
      this.next();
      const right = this.operation(bindingOf(operator));
      left = this.made({ kind: 'binary', operator, left, right, at }, Math.max(leftDepth, this.depth) + 1);
      const following = this.operator();
      if (following !== null && isComparison(operator) && isComparison(following)) {
        const message = `\`${operator}\` and \`${following}\` in one chain`;
        const hint = 'write two comparisons with `and` between them, or use parentheses';
        throw new Unreadable(message, this.token.start, this.token.end, hint);
      }
      operator = following;
    }
    this.open--;
    return left;
  }

  private prefix(waiting: number): Expr {
    const at = this.token.start;
    if (this.isWord('not')) {
      if (waiting >= NOT_BINDING) {
        throw new Unreadable('`not` behind a tighter operator', at, at + 3, 'put it in parentheses: (not …)');
      }
      this.next();
      // One level looser than its own binding, so that `not not a` reads.
      const operand = this.operation(NOT_BINDING - 1);
      return this.made({ kind: 'unary', operator: 'not', operand, at }, this.depth + 1);
    }
    if (!this.isSymbol('-')) return this.postfix(this.value());
    this.next();
    const operand = this.operation(NEGATION_BINDING);
    if (operand.kind === 'literal' && typeof operand.value === 'number') {
      // `0 -` and not `-`: there is no negative zero.
      return this.made({ kind: 'literal', value: 0 - operand.value, at }, this.depth);
    }
    return this.made({ kind: 'unary', operator: '-', operand, at }, this.depth + 1);
  }

  private postfix(value: Expr): Expr {
    let expr = value;
    for (;;) {
      if (this.isSymbol('.')) {
        const name = this.memberName();
        expr = this.made({ kind: 'member', of: expr, name: name.text, at: name.start }, this.depth + 1);
      } else if (this.isSymbol('[')) {
        expr = this.indexed(expr);
      } else if (this.isSymbol('(')) {
        throw this.notCallable(expr);
      } else {
        return expr;
      }
    }
  }

  private memberName(): Token & { kind: 'word' } {
    this.lastEnd = this.token.end;
    this.token = memberNameAt(this.text, this.token.end);
    const name = this.token;
    if (name.kind !== 'word') {
      const hint = name.kind === 'symbol' && name.text === '[' ? 'leave out the dot' : "write .name or ['any name']";
      throw new Unreadable('there is no name behind the `.`', this.lastEnd - 1, this.lastEnd, hint);
    }
    this.next();
    return { ...name, kind: 'word' };
  }

  private indexed(of: Expr): Expr {
    const bracket = this.token.start;
    const ofDepth = this.depth;
    this.next();
    if (this.isSymbol(']')) {
      throw new Unreadable('there is nothing between the brackets', bracket, this.token.end, "write a[0] or a['name']");
    }
    const key = this.operation(0);
    this.close(']', bracket);
    const depth = Math.max(ofDepth, this.depth) + 1;
    if (key.kind === 'literal' && typeof key.value === 'string') {
      return this.made({ kind: 'member', of, name: key.value, at: key.at }, depth);
    }
    return this.made({ kind: 'index', of, key, at: bracket }, depth);
  }

  private value(): Expr {
    const token = this.token;
    switch (token.kind) {
      case 'number':
      case 'text':
        this.next();
        return this.made({ kind: 'literal', value: token.value, at: token.start }, 1);
      case 'word':
        return this.word(token.text, token.start);
      case 'symbol':
        if (token.text === '(') return this.parenthesized();
        if (token.text === '[') return this.list();
        if (token.text === '{') return this.object();
        throw this.noValue();
      case 'end':
        throw this.noValue();
    }
  }

  private word(word: string, at: number): Expr {
    if (keywords.has(word)) return this.keyword(word, at);
    this.next();
    if (word === 'steps') return this.step(at);
    if (word === 'secrets') {
      const name = this.literalName();
      const expected = 'write secrets.NAME';
      if (name === null) throw new Unreadable('`secrets` without a literal name', at, this.lastEnd, expected);
      return this.made({ kind: 'secret', name, at }, 1);
    }
    if (!this.isSymbol('(')) return this.made({ kind: 'name', name: word, at }, 1);
    const bracket = this.token.start;
    this.next();
    const { items, depth } = this.items(')', bracket);
    return this.made({ kind: 'call', name: word, args: items, at }, depth + 1);
  }

  private keyword(word: string, at: number): Expr {
    if (word === 'true' || word === 'false' || word === 'null') {
      this.next();
      return this.made({ kind: 'literal', value: word === 'null' ? null : word === 'true', at }, 1);
    }
    const called = this.text.charAt(this.token.end) === '(';
    const hint = called ? `\`${word}\` stands between two values: a ${word} b` : undefined;
    const message =
      at === 0 || called ? `\`${word}\` has nothing on its left` : `\`${word}\` where a value is expected`;
    throw new Unreadable(message, at, this.token.end, hint);
  }

  private step(at: number): Expr {
    const id = this.literalName();
    if (id === null) {
      const hint = "write steps.ID or steps['my-step']: what a step depends on is known before anything runs";
      throw new Unreadable('`steps` without a literal id', at, this.lastEnd, hint, 'step-not-literal');
    }
    const dashed =
      this.isSymbol('-') && this.token.start === this.lastEnd && this.text.charAt(this.lastEnd - 1) !== ']';
    if (dashed && isWordCharacter(this.text.charCodeAt(this.token.end))) {
      const whole = /^[\w-]+/.exec(this.text.slice(this.lastEnd - id.length))?.[0] ?? id;
      const message = '`-` is never part of a bare name';
      throw new Unreadable(message, this.token.start, this.token.end, `write steps['${short(whole)}']`);
    }
    return this.made({ kind: 'steps', id, at }, 1);
  }

  /** `.name` or `['name']`; null where something else stands. */
  private literalName(): string | null {
    if (this.isSymbol('.')) return this.memberName().text;
    if (!this.isSymbol('[')) return null;
    const bracket = this.token.start;
    this.next();
    if (this.token.kind !== 'text') return null;
    const name = this.token.value;
    this.next();
    if (!this.isSymbol(']')) return null;
    this.close(']', bracket);
    return name;
  }

  private parenthesized(): Expr {
    const bracket = this.token.start;
    this.next();
    const expr = this.operation(0);
    this.close(')', bracket);
    return expr;
  }

  private list(): Expr {
    const at = this.token.start;
    this.next();
    const { items, depth } = this.items(']', at);
    return this.made({ kind: 'list', items, at }, depth + 1);
  }

  private items(closing: ')' | ']', bracket: number): { readonly items: readonly Expr[]; readonly depth: number } {
    const items: Expr[] = [];
    let depth = 0;
    while (!this.isSymbol(closing)) {
      items.push(this.operation(0));
      depth = Math.max(depth, this.depth);
      if (!this.comma(closing)) break;
    }
    this.close(closing, bracket);
    return { items, depth };
  }

  private object(): Expr {
    const at = this.token.start;
    const members: (readonly [string, Expr])[] = [];
    const names = new Set<string>();
    let depth = 0;
    this.next();
    while (!this.isSymbol('}')) {
      const name = this.objectKey(at);
      if (names.has(name)) {
        throw new Unreadable(`\`${short(name)}\` is written twice in one object`, this.token.start, this.token.end);
      }
      names.add(name);
      this.next();
      if (!this.isSymbol(':')) {
        const message = `there is no \`:\` behind \`${short(name)}\``;
        throw new Unreadable(
          message,
          this.token.start,
          Math.max(this.token.end, this.token.start + 1),
          'write {name: value}',
        );
      }
      this.next();
      members.push([name, this.operation(0)]);
      depth = Math.max(depth, this.depth);
      if (!this.comma('}')) break;
    }
    this.close('}', at);
    return this.made({ kind: 'object', members, at }, depth + 1);
  }

  private objectKey(bracket: number): string {
    const token = this.token;
    if (token.kind === 'word') return token.text;
    if (token.kind === 'text') return token.value;
    if (token.kind === 'end') throw neverClosed('{', bracket);
    const nested = token.kind === 'symbol' && token.text === '{';
    const hint = nested
      ? 'interpolations do not nest: write the name alone'
      : 'write {name: value}, other names in quotes';
    throw new Unreadable('there is no name for a member', token.start, token.end, hint);
  }

  /** Takes a comma if one stands here; what follows it must be a value. */
  private comma(closing: string): boolean {
    if (!this.isSymbol(',')) return false;
    const { start, end } = this.token;
    this.next();
    if (this.isSymbol(closing))
      throw new Unreadable(`nothing between \`,\` and \`${closing}\``, start, end, 'leave out the comma');
    return true;
  }

  private close(closing: ')' | ']' | '}', bracket: number): void {
    if (this.isSymbol(closing)) return this.next();
    const opening = this.text.charAt(bracket);
    if (this.isEnd()) throw neverClosed(opening, bracket);
    throw this.afterValue(`or \`${closing}\` to close the \`${opening}\``);
  }

  private noValue(): Unreadable {
    const token = this.token;
    if (token.kind === 'end') {
      const at = Math.max(0, this.lastEnd - 1);
      return new Unreadable('the expression ends where a value is expected', at, at + 1);
    }
    const text = token.kind === 'symbol' ? token.text : '';
    const hint = text === '.' && /^\d/.test(this.text.slice(token.end)) ? 'write 0 before the point' : undefined;
    return new Unreadable(`\`${text}\` where a value is expected`, token.start, token.end, hint);
  }

  /** Two values side by side, a wrong closing bracket, an operator of another language. */
  private afterValue(otherwise = 'or the end'): Unreadable {
    const token = this.token;
    const shown = short(this.text.slice(token.start, token.end));
    const message = `\`${shown}\` where an operator is expected, ${otherwise}`;
    if (token.kind === 'word') {
      const lower = token.text.toLowerCase();
      if (lower !== token.text && binaryOperators.has(lower)) {
        return new Unreadable(message, token.start, token.end, `write \`${lower}\``);
      }
      if (lower === 'not') {
        return new Unreadable(message, token.start, token.end, 'write not (a in b)');
      }
      if (lower === 'is') return new Unreadable(message, token.start, token.end, 'write `==`');
    }
    return new Unreadable(message, token.start, token.end);
  }

  private notCallable(expr: Expr): Unreadable {
    const { start, end } = this.token;
    if (expr.kind !== 'member') return new Unreadable('only a function can be called', start, end);
    const hint = `functions stand before their values: ${short(expr.name)}(…)`;
    return new Unreadable(`values have no methods, so \`.${short(expr.name)}(\` means nothing`, expr.at, end, hint);
  }

  private operator(): BinaryOperator | null {
    const token = this.token;
    if (token.kind !== 'word' && token.kind !== 'symbol') return null;
    return binaryOperators.get(token.text) ?? null;
  }

  private isEnd(): boolean {
    return this.token.kind === 'end';
  }

  private isSymbol(text: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === text;
  }

  private isWord(text: string): boolean {
    return this.token.kind === 'word' && this.token.text === text;
  }

  private next(): void {
    this.lastEnd = this.token.end;
    this.token = tokenAt(this.text, this.token.end);
  }

  private made<Node extends Expr>(node: Node, depth: number): Node {
    if (++this.parts > MOST_PARTS) {
      const message = `an expression of more than ${MOST_PARTS} parts`;
      throw new Unreadable(message, node.at, node.at + 1, 'split it over several steps', 'expression-too-many-parts');
    }
    if (depth > DEEPEST_EXPRESSION) throw tooDeep(node.at);
    this.depth = depth;
    this.ends?.set(endKey(node), this.lastEnd);
    return node;
  }
}

function isComparison(operator: BinaryOperator): boolean {
  return bindingOf(operator) === COMPARISON_BINDING;
}

function tooDeep(at: number): Unreadable {
  const message = `an expression nested more than ${DEEPEST_EXPRESSION} levels deep`;
  return new Unreadable(message, at, at + 1, 'split it over several steps', 'expression-too-deep');
}

function neverClosed(opening: string, bracket: number): Unreadable {
  return new Unreadable(`this \`${opening}\` is never closed`, bracket, bracket + 1);
}
