import { diagnostic, type Diagnostic } from '../../problems/index.ts';

export type DecodedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Definitions are UTF-8. A byte order mark of UTF-8 is kept in the text, so that offsets stay those of the file. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const refuse = (message: string): DecodedText => ({
    ok: false,
    diagnostics: [diagnostic('invalid-encoding', message)],
  });
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('the text is UTF-16 or UTF-32; a definition is UTF-8');
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return refuse('the text is not valid UTF-8');
  }
}

/** Without the byte order mark, which only the first place may hold. */
export function startOfText(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

// What YAML calls not printable: C0 but tab, line feed and carriage return; DEL; C1 but NEL.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

export function checkCharacters(text: string, isAscii: boolean): Diagnostic | null {
  const lone = isAscii ? null : LONE_SURROGATE.exec(text);
  if (lone !== null) {
    return diagnostic('invalid-encoding', 'half of a surrogate pair stands alone here; the text is not valid Unicode', {
      span: { start: lone.index, end: lone.index + 1 },
    });
  }
  const found = UNPRINTABLE.exec(text);
  if (found === null) return null;
  return diagnostic('invalid-character', `the control character ${nameOf(found[0])} cannot stand in a definition`, {
    span: { start: found.index, end: found.index + 1 },
    hint: 'in a double-quoted string it can be written as an escape, like "\\u0007"',
  });
}

export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

function nameOf(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
