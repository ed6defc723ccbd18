import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import type { SourceScalar } from './source.ts';
import { isWellFormed } from './text.ts';

/** A number that would not survive as JSON is refused where it is read: neither rounded nor turned into null. */
export function checkNumber(scalar: SourceScalar, lexeme: string): Diagnostic | null {
  if (typeof scalar.value !== 'number') return null;
  // Fewer digits than a number keeps.
  if (lexeme.length <= 15 && Number.isFinite(scalar.value)) return null;
  if (!Number.isFinite(scalar.value)) {
    return diagnostic('number-not-finite', `${shown(lexeme)} is no finite number`, {
      span: scalar.span,
      hint: 'put it in quotes if it is meant as text',
    });
  }
  if (/^[-+]?(?:[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(lexeme) && !Number.isSafeInteger(scalar.value)) {
    return diagnostic('number-not-exact', `${shown(lexeme)} is too large to be kept exactly as a number`, {
      span: scalar.span,
      hint: `whole numbers go up to ${Number.MAX_SAFE_INTEGER}; put it in quotes to keep it as text`,
    });
  }
  return null;
}

function shown(lexeme: string): string {
  return `\`${lexeme.length > 40 ? `${lexeme.slice(0, 40)}…` : lexeme}\``;
}

/** An escape can write half of a surrogate pair even where the text itself is sound. */
export function checkText(scalar: SourceScalar): Diagnostic | null {
  if (typeof scalar.value !== 'string' || isWellFormed(scalar.value)) return null;
  return diagnostic('invalid-encoding', 'the string holds half of a surrogate pair; it is not valid Unicode', {
    span: scalar.span,
  });
}
