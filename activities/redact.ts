import { isList, isObject, setOwn, type Json } from '../src/std/index.ts';

/** Takes secrets out of what a service says, before it is told to anybody. */
export interface Redaction {
  readonly text: (text: string) => string;
  readonly json: (value: Json) => Json;
}

/** Shorter ones would take half of all ordinary words with them. */
const SHORTEST = 8;
const MASK = '***';

export const noRedaction: Redaction = { text: (text) => text, json: (value) => value };

/** Exact values, and what they become in base64, in a URL, inside JSON text and in HTML, however sparingly or lavishly
 * that is escaped. Whatever is derived from a secret in another way is not found. */
export function createRedaction(values: readonly string[]): Redaction {
  // The longest first: a secret may begin another.
  const secrets = values.filter((value) => value.length >= SHORTEST).toSorted((a, b) => b.length - a.length);
  if (secrets.length === 0) return noRedaction;
  const pattern = new RegExp(secrets.flatMap((value) => [written(value), ...inBase64(value)]).join('|'), 'g');
  const text = (said: string): string => said.replace(pattern, MASK);
  return { text, json: (value) => redacted(value, text) };
}

/** Bounded by how deep an answer may be. */
function redacted(value: Json, text: (text: string) => string): Json {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return text(String(value)) === String(value) ? value : MASK;
  if (isList(value)) return value.map((each) => redacted(each, text));
  if (!isObject(value)) return value;
  const made: Record<string, Json> = {};
  for (const [name, each] of Object.entries(value)) setOwn(made, text(name), redacted(each, text));
  return made;
}

/** Each character as it is or as somebody escapes it: what needs no escape here has one there. */
function written(value: string): string {
  return Array.from(value, (each) => (/[A-Za-z0-9]/.test(each) ? each : `(?:${escapesOf(each).join('|')})`)).join('');
}

const inHtml: Readonly<Record<string, readonly string[]>> = {
  '&': ['amp'],
  '<': ['lt'],
  '>': ['gt'],
  '"': ['quot'],
  "'": ['apos'],
};

function escapesOf(character: string): readonly string[] {
  const code = character.codePointAt(0) ?? 0;
  const inJson = character.split('').map((unit) => `\\\\u${anyCase(hex(unit.charCodeAt(0), 4))}`);
  const inUrl = [...Buffer.from(character, 'utf8')].map((byte) => `%${anyCase(hex(byte, 2))}`);
  const short = JSON.stringify(character).slice(1, -1);
  const named = (inHtml[character] ?? []).map((name) => `&${name};`);
  return [
    literally(character),
    ...(short === character ? [] : [literally(short)]),
    ...(character === '/' ? ['\\\\/'] : []),
    ...(character === ' ' ? ['\\+'] : []),
    inJson.join(''),
    inUrl.join(''),
    ...named,
    `&#0*${code};`,
    `&#[xX]0*${anyCase(code.toString(16))};`,
  ];
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function anyCase(digits: string): string {
  return digits.replaceAll(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Alone and inside a longer text, as in `user:secret`: three bytes become four letters, so it depends on what stands
 * before it which letters a secret becomes. The letters at its ends, which its neighbours share, are left out. */
function inBase64(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const letters = whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
    return letters.length < SHORTEST
      ? []
      : [written(letters), written(letters.replaceAll('+', '-').replaceAll('/', '_'))];
  });
}
