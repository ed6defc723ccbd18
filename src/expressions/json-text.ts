import type { DiagnosticCode } from '../problems/index.ts';
import { interpolationAt, readInterpolation, readTemplate } from './interpolation.ts';
import { short, Unreadable } from './lexer.ts';
import { DEEPEST_JSON_TEXT, LONGEST_JSON_TEXT, MOST_PROBLEMS } from './limits.ts';
import type { ExpressionProblem, IsEnough, PlacedExpression, TemplateRead } from './problem.ts';
import type { Template } from './template.ts';

/** Reads parameters given as JSON text, in which an interpolation may stand as a value and inside strings:
 * `{"t": {{inputs.t}}, "note": "at {{now()}}"}`. Never rendered first and parsed after: a value cannot change the shape. */
export function readJsonText(text: string, isEnough?: IsEnough): TemplateRead {
  const reader = new JsonTextReader(text, isEnough);
  try {
    const template = reader.whole();
    return { template, expressions: reader.expressions, problems: reader.problems };
  } catch (thrown) {
    const unread = { template: { kind: 'value', value: text }, expressions: reader.expressions } as const;
    if (thrown instanceof Enough) return { ...unread, problems: reader.problems };
    if (!(thrown instanceof Unreadable)) throw thrown;
    const { code, message, start, end, hint } = thrown;
    const problem = { code, message, start, end, ...(hint !== undefined && { hint }) };
    return { ...unread, problems: [...reader.problems, problem] };
  }
}

/** Leaves the reader where enough is wrong; never leaves this file. */
class Enough extends Error {}

const SYNTAX: DiagnosticCode = 'json-text-syntax';

class JsonTextReader {
  readonly expressions: PlacedExpression[] = [];
  readonly problems: ExpressionProblem[] = [];
  private readonly text: string;
  private readonly isEnough: IsEnough;
  private hasEnough = false;
  private at = 0;
  private depth = 0;

  constructor(text: string, isEnough: IsEnough = () => false) {
    this.text = text;
    this.isEnough = (expr) => (this.hasEnough = isEnough(expr));
    if (text.length > LONGEST_JSON_TEXT) this.at = text.length;
  }

  whole(): Template {
    if (this.text.length > LONGEST_JSON_TEXT) {
      const message = `JSON text of ${this.text.length} characters; at most ${LONGEST_JSON_TEXT} are read`;
      throw new Unreadable(message, 0, 1, 'write it as members of parameters', SYNTAX);
    }
    const value = this.value();
    this.space();
    if (this.at < this.text.length) throw this.unexpected('the end');
    return value;
  }

  private value(): Template {
    this.space();
    const char = this.text.charAt(this.at);
    if (char === '{') return this.text.charAt(this.at + 1) === '{' ? this.interpolation() : this.object();
    if (char === '[') return this.list();
    if (char === '"') return this.string();
    return { kind: 'value', value: this.plain() };
  }

  private interpolation(): Template {
    const found = interpolationAt(this.text, this.at);
    if (found === null) throw this.unexpected('a value');
    const read = readInterpolation(this.text, found);
    this.at = found.close ?? this.text.length;
    if (!('problems' in read)) {
      this.expressions.push(read);
      if (this.isEnough(read.expr)) throw new Enough('enough is wrong');
      return { kind: 'expression', expr: read.expr };
    }
    this.problems.push(...read.problems);
    if (this.problems.length >= MOST_PROBLEMS) throw new Enough('too many problems');
    return { kind: 'value', value: null };
  }

  private object(): Template {
    const members: (readonly [string, Template])[] = [];
    const names = new Set<string>();
    this.enter();
    for (let first = true; ; first = false) {
      this.space();
      if (first && this.take('}')) break;
      const start = this.at;
      if (this.text.charAt(start) !== '"')
        throw this.unexpected(first ? 'a name in double quotes, or `}`' : 'a name in double quotes');
      const { value: name } = this.quoted();
      if (name.includes('{{')) {
        const message = 'an interpolation in the name of a member';
        this.problems.push({
          code: 'interpolation-in-key',
          message,
          start,
          end: this.at,
          hint: 'names are written out',
        });
      }
      if (names.has(name)) {
        throw new Unreadable(`\`${short(name)}\` is written twice in one object`, start, this.at, undefined, SYNTAX);
      }
      names.add(name);
      this.space();
      if (!this.take(':')) throw this.unexpected('`:`');
      members.push([name, this.value()]);
      this.space();
      if (this.take('}')) break;
      if (!this.take(',')) throw this.unexpected('`,` or `}`');
    }
    this.depth--;
    return { kind: 'object', members };
  }

  private list(): Template {
    const items: Template[] = [];
    this.enter();
    for (let first = true; ; first = false) {
      this.space();
      if (first && this.take(']')) break;
      items.push(this.value());
      this.space();
      if (this.take(']')) break;
      if (!this.take(',')) throw this.unexpected('`,` or `]`');
    }
    this.depth--;
    return { kind: 'list', items };
  }

  private enter(): void {
    if (++this.depth > DEEPEST_JSON_TEXT) {
      const message = `JSON text nested more than ${DEEPEST_JSON_TEXT} levels deep`;
      throw new Unreadable(message, this.at, this.at + 1, undefined, 'json-text-too-deep');
    }
    this.at++;
  }

  private string(): Template {
    const { value, offsets } = this.quoted();
    const escaped = offsets.length > 0 && this.at - 1 !== (offsets[0] ?? 0) + offsets.length - 1;
    const read = readTemplate(value, this.isEnough);
    const placed = (offset: number): number => offsets[offset] ?? this.at - 1;
    for (const { expr, start } of read.expressions) {
      const written = { offsets, first: start };
      this.expressions.push({ expr, start: placed(start), ...(escaped && { written }) });
    }
    for (const problem of read.problems) {
      this.problems.push({ ...problem, start: placed(problem.start), end: placed(problem.end) });
    }
    if (this.hasEnough || this.problems.length >= MOST_PROBLEMS) throw new Enough('enough is wrong');
    return read.template;
  }

  /** A string, and where each character of its value is written, its closing quote included. */
  private quoted(): { readonly value: string; readonly offsets: readonly number[] } {
    const start = this.at;
    const offsets: number[] = [];
    let value = '';
    for (let at = start + 1; at < this.text.length; at++) {
      const char = this.text.charAt(at);
      offsets.push(at);
      if (char === '"') {
        this.at = at + 1;
        return { value, offsets };
      }
      if (char < ' ') throw new Unreadable('a control character in a string', at, at + 1, undefined, SYNTAX);
      if (char !== '\\') {
        value += char;
        continue;
      }
      const written = /^\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/.exec(this.text.slice(at, at + 6))?.[0];
      if (written === undefined) {
        const end = Math.min(at + 2, this.text.length);
        throw new Unreadable(`\`${this.text.slice(at, end)}\` is no escape`, at, end, undefined, SYNTAX);
      }
      value += JSON.parse(`"${written}"`) as string;
      at += written.length - 1;
    }
    throw new Unreadable('this string is never closed', start, start + 1, 'write " at its end', SYNTAX);
  }

  private plain(): null | boolean | number {
    const whole = this.digits();
    if (whole !== null) return whole;
    const word = /^[^\s,\]}:"[{]*/.exec(this.text.slice(this.at, this.at + 400))?.[0] ?? '';
    if (word === '' || !(/^(?:true|false|null)$/.test(word) || NUMBER.test(word)))
      throw this.unexpected('a value', word.length);
    const value = JSON.parse(word) as null | boolean | number;
    if (
      typeof value === 'number' &&
      (!Number.isFinite(value) || (/^-?\d+$/.test(word) && !Number.isSafeInteger(value)))
    ) {
      const message = `\`${short(word)}\` cannot be held exactly`;
      throw new Unreadable(
        message,
        this.at,
        this.at + word.length,
        'write it as a text, in quotes',
        'number-not-exact',
      );
    }
    this.at += word.length;
    return value === 0 ? 0 : value;
  }

  /** A whole number of few digits with a comma or bracket behind it, as nearly all are in a long list; null for any other. */
  private digits(): number | null {
    let at = this.at;
    let value = 0;
    let code = this.text.charCodeAt(at);
    if (code === ZERO) return null;
    while (code >= ZERO && code <= ZERO + 9) {
      value = value * 10 + code - ZERO;
      code = this.text.charCodeAt(++at);
    }
    const length = at - this.at;
    if (length === 0 || length > 15 || !(code === COMMA || code === CLOSING_BRACKET)) return null;
    this.at = at;
    return value;
  }

  private take(char: string): boolean {
    if (this.text.charAt(this.at) !== char) return false;
    this.at++;
    return true;
  }

  private space(): void {
    for (let char = this.text.charAt(this.at); char === ' ' || char === '\n' || char === '\t' || char === '\r';) {
      char = this.text.charAt(++this.at);
    }
  }

  private unexpected(expected: string, width = 1): Unreadable {
    if (this.at >= this.text.length) {
      const last = Math.max(0, this.text.length - 1);
      return new Unreadable(`the JSON text ends where ${expected} is expected`, last, last + 1, undefined, SYNTAX);
    }
    const end = this.at + Math.max(1, width);
    const written = short(this.text.slice(this.at, end));
    return new Unreadable(`\`${written}\` where ${expected} is expected`, this.at, end, undefined, SYNTAX);
  }
}

const ZERO = 48;
const COMMA = 44;
const CLOSING_BRACKET = 93;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
