import {
  diagnostic,
  positionAt,
  type Diagnostic,
  type DiagnosticCode,
  type Position,
  type Span,
} from '../../problems/index.ts';
import { readingLimits, type ReadingLimits } from './limits.ts';
import { linesOf } from './lines.ts';
import type { SourceEntry, SourceNode, SourceScalar } from './source.ts';
import { startOfText } from './text.ts';
import { tooWide } from './tree-mistakes.ts';
import { checkNumber, checkText } from './values.ts';

export interface ReadTree {
  /** Absent where the text could not be read to its end. */
  readonly root: SourceNode | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Ends the reading; never leaves this file. */
class Unreadable extends Error {
  readonly diagnostic: Diagnostic;
  constructor(found: Diagnostic) {
    super(found.message);
    this.diagnostic = found;
  }
}

class Enough extends Error {}

/** RFC 8259 with positions and with messages that say what was expected. JSON.parse has neither, and takes a key twice. */
export function readJson(text: string, limits: ReadingLimits = readingLimits): ReadTree {
  const reader = new JsonReader(text, limits);
  try {
    return { root: reader.readAll(), diagnostics: reader.found };
  } catch (error) {
    if (error instanceof Enough) return { root: null, diagnostics: reader.found };
    if (!(error instanceof Unreadable)) throw error;
    return { root: null, diagnostics: [...reader.found, error.diagnostic] };
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }),
);

class JsonReader {
  readonly found: Diagnostic[] = [];
  readonly #text: string;
  readonly #limits: ReadingLimits;
  readonly #lines: Lines;
  #at: number;
  #nodes = 0;

  constructor(text: string, limits: ReadingLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#lines = linesOf(text);
    this.#at = startOfText(text);
  }

  readAll(): SourceNode {
    this.#skipSpace();
    const root = this.#readValue(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) {
      this.#refuse(`there is more text after the end of the JSON value: ${this.#shown()}`);
    }
    return root;
  }

  #readValue(depth: number): SourceNode {
    if (++this.#nodes > this.#limits.nodes) {
      this.#refuse(`the text holds more than ${this.#limits.nodes} values`, { code: 'too-many-nodes' });
    }
    const next = this.#text[this.#at];
    if (next === '{' || next === '[') {
      if (depth >= this.#limits.nesting) {
        this.#refuse(`lists and maps are nested more than ${this.#limits.nesting} deep`, { code: 'nesting-too-deep' });
      }
      return next === '{' ? this.#readMap(depth) : this.#readList(depth);
    }
    if (next === '"') return this.#readString();
    if (next === '-' || (next !== undefined && next >= '0' && next <= '9')) return this.#readNumber();
    return this.#readWord();
  }

  #readMap(depth: number): SourceNode {
    const start = this.#at++;
    const entries: SourceEntry[] = [];
    const seen = new Map<string, number>();
    this.#skipSpace();
    while (this.#text[this.#at] !== '}') {
      if (entries.length >= (this.#limits.mapEntries ?? Infinity)) throw this.#tooWide('map', start);
      if (this.#text[this.#at] !== '"') {
        this.#refuse(`expected a key in double quotes or \`}\`, found ${this.#shown()}`);
      }
      const key = this.#readString();
      const name = String(key.value);
      this.#skipSpace();
      if (this.#text[this.#at] !== ':') this.#refuse(`expected \`:\` after the key "${name}", found ${this.#shown()}`);
      this.#at++;
      this.#skipSpace();
      const value = this.#readValue(depth + 1);
      const first = seen.get(name);
      if (first === undefined) {
        seen.set(name, key.span.start);
        entries.push({ key: name, keySpan: key.span, value });
      } else {
        this.#keep(duplicateKey(this.#lines, name, first, key.span));
      }
      this.#endMember(start, '}', 'member');
    }
    return { kind: 'map', entries, span: { start, end: ++this.#at } };
  }

  #readList(depth: number): SourceNode {
    const start = this.#at++;
    const items: SourceNode[] = [];
    this.#skipSpace();
    while (this.#text[this.#at] !== ']') {
      if (items.length >= (this.#limits.listEntries ?? Infinity)) throw this.#tooWide('list', start);
      items.push(this.#readValue(depth + 1));
      this.#endMember(start, ']', 'element');
    }
    return { kind: 'list', items, span: { start, end: ++this.#at } };
  }

  #tooWide(kind: 'list' | 'map', start: number): Unreadable {
    return new Unreadable(tooWide(kind, this.#limits, { start, end: start }));
  }

  #endMember(start: number, close: '}' | ']', what: string): void {
    this.#skipSpace();
    const comma = this.#at;
    if (this.#text[comma] === ',') {
      this.#at++;
      this.#skipSpace();
      if (this.#text[this.#at] === close) {
        this.#refuse(`a comma stands before \`${close}\`; JSON has none after the last ${what}`, { at: comma });
      }
    } else if (this.#text[comma] !== close) {
      const opened = positionAt(this.#text, start).line;
      this.#refuse(`expected \`,\` or \`${close}\` (opened in line ${opened}), found ${this.#shown()}`);
    }
  }

  #readString(): SourceScalar {
    const start = this.#at++;
    let value = '';
    let from = this.#at;
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(unit) || unit === 0x0a || unit === 0x0d) {
        this.#refuse('the string has no closing quote in its line', {
          at: start,
          hint: 'a line break inside a string is written \\n',
        });
      }
      if (unit < 0x20) this.#refuse('a control character inside a string must be written as an escape, like \\t');
      if (unit === 0x22) break;
      if (unit === 0x5c) {
        value += this.#text.slice(from, this.#at) + this.#readEscape();
        from = this.#at;
      } else {
        this.#at++;
      }
    }
    value += this.#text.slice(from, this.#at);
    const scalar: SourceScalar = { kind: 'scalar', value, style: 'double', span: { start, end: ++this.#at } };
    this.#keep(checkText(scalar));
    return scalar;
  }

  #readEscape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#refuse('\\u needs four hexadecimal digits');
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = ESCAPES.get(letter);
    if (meant === undefined) {
      this.#refuse(`\`\\${letter}\` is no escape of JSON`, {
        hint: 'allowed are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits',
      });
    }
    this.#at += 2;
    return meant;
  }

  #readNumber(): SourceScalar {
    const start = this.#at;
    NUMBER.lastIndex = start;
    const lexeme = NUMBER.exec(this.#text)?.[0];
    const after = lexeme === undefined ? '' : (this.#text[start + lexeme.length] ?? '');
    if (lexeme === undefined || /[0-9A-Za-z_.+-]/.test(after)) {
      this.#refuse(`${this.#shown()} is no JSON number`, {
        hint: 'no leading zero or plus sign, digits on both sides of the point',
      });
    }
    this.#at += lexeme.length;
    // -0 has no place in JSON data: it would be written back as 0.
    const scalar: SourceScalar = {
      kind: 'scalar',
      value: Number(lexeme) + 0,
      style: 'plain',
      span: { start, end: this.#at },
    };
    this.#keep(checkNumber(scalar, lexeme));
    return scalar;
  }

  #readWord(): SourceScalar {
    const start = this.#at;
    WORD.lastIndex = start;
    const word = WORD.exec(this.#text)?.[0] ?? '';
    const values: ReadonlyMap<string, boolean | null> = new Map([
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const);
    const value = values.get(word);
    if (value === undefined) {
      if (this.#text.startsWith('//', start) || this.#text.startsWith('/*', start) || this.#text[start] === '#') {
        this.#refuse('JSON has no comments');
      }
      if (this.#text[start] === "'") this.#refuse('JSON strings stand in double quotes');
      this.#refuse(`expected a value, found ${this.#shown()}`);
    }
    this.#at += word.length;
    return { kind: 'scalar', value, style: 'plain', span: { start, end: this.#at } };
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at++;
    }
  }

  #keep(found: Diagnostic | null): void {
    if (found === null) return;
    this.found.push(found);
    if (this.found.length >= this.#limits.mistakes) throw new Enough('too many mistakes');
  }

  /** What stands here, for a message. */
  #shown(): string {
    if (this.#at >= this.#text.length) return 'the end of the text';
    const word = /^[A-Za-z0-9_.+-]+/.exec(this.#text.slice(this.#at, this.#at + 20))?.[0];
    return `\`${word ?? String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0)}\``;
  }

  #refuse(
    message: string,
    more: { readonly at?: number; readonly hint?: string; readonly code?: DiagnosticCode } = {},
  ): never {
    const start = more.at ?? this.#at;
    throw new Unreadable(
      diagnostic(more.code ?? 'invalid-json', message, {
        span: { start, end: Math.min(start + 1, this.#text.length) },
        hint: more.hint,
      }),
    );
  }
}

export type Lines = (offset: number) => Position;

export function duplicateKey(lines: Lines, key: string, first: number, again: Span): Diagnostic {
  const message = `the key \`${key}\` is written twice in one map, in lines ${lines(first).line} and ${lines(again.start).line}`;
  return diagnostic('duplicate-key', message, { span: again, hint: 'keep one of the two' });
}
