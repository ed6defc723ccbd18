import {
  diagnostic,
  positionAt,
  type Diagnostic,
  type DiagnosticCode,
  type Position,
  type Span,
} from '../../problems/index.ts';
import { BoundedPlaces } from './bounded-places.ts';
import { codeUnitsOf, END, type CodeUnits } from './code-units.ts';
import { numberAt, ZERO } from './core-scalar.ts';
import { startIn, startsWith, type Starts } from './key-starts.ts';
import { readingLimits, type ReadingLimits } from './limits.ts';
import { linesOf } from './lines.ts';
import { isNode, NO_KEYS, OpenParts, PlacedScalar, type Held } from './nodes.ts';
import type { ScalarStyle, SourceNode, SourceScalar } from './source.ts';
import { startOfText } from './text.ts';
import { tooWide } from './tree-mistakes.ts';
import { checkNumber, checkText } from './values.ts';
import { Words } from './words.ts';

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

const VALUES: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
] as const);
const BRACE = 123;
const BRACKET = 91;
const QUOTE = 34;
const MINUS = 45;
const COMMA = 44;
const CLOSING_BRACKET = 93;

/** Where the digits of a whole number end that a list of numbers is full of; -1 for any other. */
function digitsEnd(units: CodeUnits, start: number): number {
  let at = start;
  for (let code = units[at] ?? END; code >= ZERO && code <= ZERO + 9; code = units[at] ?? END) at++;
  const isShort = at > start && at - start <= 15 && (units[start] !== ZERO || at === start + 1);
  const code = units[at];
  return isShort && (code === COMMA || code === CLOSING_BRACKET) ? at : -1;
}

class JsonReader {
  readonly found: Diagnostic[] = [];
  readonly #text: string;
  readonly #units: CodeUnits;
  readonly #limits: ReadingLimits;
  readonly #lines: Lines;
  /** Of the collections around. */
  readonly #parts = new OpenParts();
  readonly #places: BoundedPlaces;
  readonly #words: Words;
  #at: number;
  #nodes = 0;
  /** Of the scalar that was read last: no object is made here that the tree does not keep. */
  #style: ScalarStyle = 'plain';
  #from = 0;
  #to = 0;

  constructor(text: string, limits: ReadingLimits) {
    this.#text = text;
    this.#units = codeUnitsOf(text);
    this.#limits = limits;
    this.#lines = linesOf(text);
    this.#places = new BoundedPlaces(limits.bounds);
    this.#words = new Words(text, this.#units);
    this.#at = startOfText(text);
  }

  readAll(): SourceNode {
    this.#skipSpace();
    const held = this.#readValue(0);
    const root = isNode(held) ? held : this.#placed(held);
    this.#skipSpace();
    if (this.#at < this.#text.length) {
      this.#refuse(`there is more text after the end of the JSON value: ${this.#shown()}`);
    }
    return root;
  }

  #readValue(depth: number): Held {
    if (++this.#nodes > this.#limits.nodes) {
      this.#refuse(`the text holds more than ${this.#limits.nodes} values`, { code: 'too-many-nodes' });
    }
    const next = this.#units[this.#at] ?? END;
    if (next === BRACE || next === BRACKET) {
      if (depth >= this.#limits.nesting) {
        this.#refuse(`lists and maps are nested more than ${this.#limits.nesting} deep`, { code: 'nesting-too-deep' });
      }
      return next === BRACE ? this.#readMap(depth) : this.#readList(depth);
    }
    if (next === QUOTE) return this.#readString();
    if (next === MINUS || (next >= ZERO && next <= ZERO + 9)) return this.#readNumber();
    return this.#readWord();
  }

  #readMap(depth: number): SourceNode {
    const start = this.#at++;
    const begin = this.#parts.begin();
    const bounds = this.#places.next;
    let starts: Starts = null;
    let likely = this.#parts.likelyKeys(depth);
    this.#skipSpace();
    while (this.#text[this.#at] !== '}') {
      if (this.#parts.countFrom(begin) >= (this.#limits.mapEntries ?? Infinity)) throw this.#tooWide('map', start);
      if (this.#text[this.#at] !== '"') {
        this.#refuse(`expected a key in double quotes or \`}\`, found ${this.#shown()}`);
      }
      const name = this.#readString();
      const from = this.#from;
      const to = this.#to;
      this.#skipSpace();
      if (this.#text[this.#at] !== ':') this.#refuse(`expected \`:\` after the key "${name}", found ${this.#shown()}`);
      this.#at++;
      this.#skipSpace();
      this.#places.behindKey(bounds, name);
      const value = this.#readValue(depth + 1);
      if (likely !== NO_KEYS && likely[this.#parts.countFrom(begin)] !== name) likely = NO_KEYS;
      const isNew = likely !== NO_KEYS;
      const first = isNew ? undefined : starts === null ? startIn(this.#parts, begin, name) : starts.get(name);
      if (first === undefined) {
        this.#keepTo(this.#places.inMap(bounds, this.#parts.countFrom(begin), from, to));
        this.#parts.addKey(name, from, to);
        this.#parts.add(value, this.#style, this.#from, this.#to);
        if (!isNew) starts = startsWith(this.#parts, begin, starts);
      } else {
        this.#keep(duplicateKey(this.#lines, name, first, { start: from, end: to }));
      }
      this.#endMember(start, '}', 'member');
    }
    return this.#parts.map(begin, start, ++this.#at, depth, likely);
  }

  #readList(depth: number): SourceNode {
    const start = this.#at++;
    const begin = this.#parts.begin();
    const bounds = this.#places.next;
    this.#skipSpace();
    while (this.#text[this.#at] !== ']') {
      if (this.#parts.countFrom(begin) >= (this.#limits.listEntries ?? Infinity)) throw this.#tooWide('list', start);
      this.#keepTo(this.#places.inList(bounds, this.#parts.countFrom(begin), start));
      const value = this.#readValue(depth + 1);
      this.#parts.add(value, this.#style, this.#from, this.#to);
      this.#endMember(start, ']', 'element');
    }
    return this.#parts.list(begin, start, ++this.#at);
  }

  /** Of the scalar that was read last. */
  #placed(value: SourceScalar['value']): PlacedScalar {
    return new PlacedScalar(value, this.#style, this.#from, this.#to);
  }

  #keepTo(full: Diagnostic | null): void {
    if (full !== null) throw new Unreadable(full);
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

  #readString(): string {
    const start = this.#at++;
    let value = '';
    let from = this.#at;
    let isAscii = true;
    for (;;) {
      const unit = this.#units[this.#at] ?? END;
      if ((unit === END && this.#at >= this.#text.length) || unit === 0x0a || unit === 0x0d) {
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
        isAscii = false;
      } else {
        if (unit > 0x7f) isAscii = false;
        this.#at++;
      }
    }
    const word = this.#words.from(from, this.#at);
    value = from === start + 1 ? word : value + word;
    this.#style = 'double';
    this.#from = start;
    this.#to = ++this.#at;
    if (!isAscii) this.#keep(checkText(this.#placed(value)));
    return value;
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

  #readNumber(): number {
    const start = this.#at;
    this.#style = 'plain';
    this.#from = start;
    const digits = digitsEnd(this.#units, start);
    if (digits !== -1) {
      this.#to = this.#at = digits;
      return numberAt(this.#units, start, digits);
    }
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
    this.#to = this.#at;
    const value = Number(lexeme) + 0;
    if (lexeme.length > 15 || !Number.isFinite(value)) this.#keep(checkNumber(this.#placed(value), lexeme));
    return value;
  }

  #readWord(): boolean | null {
    const start = this.#at;
    WORD.lastIndex = start;
    const word = WORD.exec(this.#text)?.[0] ?? '';
    const value = VALUES.get(word);
    if (value === undefined) {
      if (this.#text.startsWith('//', start) || this.#text.startsWith('/*', start) || this.#text[start] === '#') {
        this.#refuse('JSON has no comments');
      }
      if (this.#text[start] === "'") this.#refuse('JSON strings stand in double quotes');
      this.#refuse(`expected a value, found ${this.#shown()}`);
    }
    this.#at += word.length;
    this.#style = 'plain';
    this.#from = start;
    this.#to = this.#at;
    return value;
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#units[this.#at] ?? END;
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
