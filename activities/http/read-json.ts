import type { Json } from '../../src/std/index.ts';
import type { FailureCode } from '../../src/problems/index.ts';
import { limits } from '../limits.ts';
import type { HttpAnswer } from './client.ts';
import { decodeBody } from './decode-body.ts';
import { plainText } from './plain-text.ts';

export type JsonAnswer =
  | { readonly kind: 'json'; readonly value: Json }
  /** `reason` continues a sentence that begins with the call's name. */
  | { readonly kind: 'refused'; readonly code: FailureCode; readonly reason: string };

/** The value of a complete answer; null where it has no body. `redact` goes over whatever a reason shows of it. */
export async function readJson(answer: HttpAnswer, redact: (text: string) => string): Promise<JsonAnswer> {
  const shown = (bytes: Buffer): string => plainText(redact(bytes.toString('utf8')));
  const decoded = await decodeBody(answer);
  if (decoded.kind === 'too-large') return tooLarge;
  if (decoded.kind === 'undecodable') return notJson(`gave an answer that ${decoded.reason}`);
  if (decoded.bytes.length === 0) return { kind: 'json', value: null };
  const type = answer.headers['content-type'] ?? '';
  // Without a type it is tried; services written by hand often send none.
  if (type !== '' && !isJsonType(type))
    return notJson(`answered with ${plainText(redact(type), 80)}: ${shown(decoded.bytes)}`);
  return parse(decoded.bytes, shown);
}

export const tooLarge: JsonAnswer = {
  kind: 'refused',
  code: 'response-too-large',
  reason: `gave an answer of more than ${limits.responseBytes} bytes`,
};

function parse(bytes: Buffer, shown: (bytes: Buffer) => string): JsonAnswer {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return notJson(`gave an answer that is not UTF-8: ${shown(bytes)}`);
  }
  if (text.trim() === '') return { kind: 'json', value: null };
  // Looked at before it is parsed: what Temporal does with a value later is recursive.
  if (deeperThan(text, limits.responseDepth)) {
    const reason = `gave an answer that is nested more than ${limits.responseDepth} deep`;
    return { kind: 'refused', code: 'response-too-deep', reason };
  }
  try {
    return { kind: 'json', value: JSON.parse(text) as Json };
  } catch {
    return notJson(`gave an answer that says it is JSON but is not: ${shown(bytes)}`);
  }
}

function notJson(reason: string): JsonAnswer {
  return { kind: 'refused', code: 'response-not-json', reason };
}

function isJsonType(contentType: string): boolean {
  const type = contentType.replace(/;.*$/s, '').trim().toLowerCase();
  return type === 'application/json' || type === 'text/json' || /^[^/]+\/[^/]+\+json$/.test(type);
}

function deeperThan(text: string, depth: number): boolean {
  let open = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++open > depth) return true;
    } else if (code === 0x5d || code === 0x7d) open--;
  }
  return false;
}
