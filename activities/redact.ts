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

/** Exact values, and what they become in base64, in a URL and inside JSON text. Whatever is derived from a secret in
 * another way is not found. */
export function createRedaction(values: readonly string[]): Redaction {
  const forms = new Set(values.filter((value) => value.length >= SHORTEST).flatMap(formsOf));
  if (forms.size === 0) return noRedaction;
  // The longest first: a secret may begin another.
  const all = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const pattern = new RegExp(all.join('|'), 'g');
  const text = (written: string): string => written.replace(pattern, MASK);
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

function formsOf(value: string): readonly string[] {
  const encoded = encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));
  const asField = new URLSearchParams([['', value]]).toString().slice(1);
  return [value, JSON.stringify(value).slice(1, -1), ...inHex(encoded), ...inHex(asField), ...inBase64(value)].filter(
    (form) => form.length >= SHORTEST,
  );
}

/** Both cases are written. */
function inHex(encoded: string): readonly string[] {
  return [encoded, encoded.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())];
}

/** Alone and inside a longer text, as in `user:secret`: three bytes become four letters, so it depends on what stands
 * before it which letters a secret becomes. The letters at its ends, which its neighbours share, are left out. */
function inBase64(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const letters = whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
    return [letters, letters.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
