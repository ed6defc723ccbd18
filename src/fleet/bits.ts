import { invariant } from '../std/index.ts';

/** A set of small numbers, one bit each. */
export type Bits = Uint8Array;

export function bits(size: number): Bits {
  return new Uint8Array(Math.ceil(size / 8));
}

export function hasBit(set: Bits, at: number): boolean {
  return ((set[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

export function setBit(set: Bits, at: number): void {
  set[at >> 3] = (set[at >> 3] ?? 0) | (1 << (at & 7));
}

export function clearBit(set: Bits, at: number): void {
  set[at >> 3] = (set[at >> 3] ?? 0) & ~(1 << (at & 7));
}

/** How many there are below. */
export function rankOf(set: Bits, below: number): number {
  let count = 0;
  for (let at = 0; at < below >> 3; at++) count += ones(set[at] ?? 0);
  return count + ones((set[below >> 3] ?? 0) & ((1 << (below & 7)) - 1));
}

function ones(byte: number): number {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Six bits a character; what is all zero at the end is left out, so that an empty set is an empty text. */
export function bitsText(set: Bits): string {
  let text = '';
  let end = 0;
  for (let at = 0; at * 6 < set.length * 8; at++) {
    const bit = at * 6;
    const pair = (set[bit >> 3] ?? 0) | ((set[(bit >> 3) + 1] ?? 0) << 8);
    const six = (pair >> (bit & 7)) & 63;
    text += digits[six];
    if (six !== 0) end = text.length;
  }
  return text.slice(0, end);
}

export function readBits(text: string, size: number): Bits {
  const set = bits(size);
  for (let at = 0; at < text.length; at++) {
    const six = digits.indexOf(text[at] as string);
    invariant(six >= 0, 'a set of bits is written in the digits of this page');
    const bit = at * 6;
    const low = six << (bit & 7);
    set[bit >> 3] = (set[bit >> 3] ?? 0) | (low & 255);
    if (low > 255) set[(bit >> 3) + 1] = (set[(bit >> 3) + 1] ?? 0) | (low >> 8);
  }
  return set;
}
