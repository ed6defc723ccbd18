import { Buffer } from 'node:buffer';

/** Behind the last one: a text that is read holds it nowhere. */
export const END = 0;

/** A text as numbers, and END twice behind them. They are looked at several times as fast as the text itself: how a string
 * keeps its characters is asked for each of them, and where it ends `charCodeAt` gives NaN, of which a table that is looked
 * up by it is slow ever after. */
export type CodeUnits = Uint16Array;

export function codeUnitsOf(text: string): CodeUnits {
  const units = new Uint16Array(text.length + 2);
  const bytes = Buffer.from(units.buffer);
  bytes.write(text, 'utf16le');
  if (!isLittleEndian) bytes.swap16();
  return units;
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
