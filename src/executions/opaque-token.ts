import { createHash } from 'node:crypto';
import { isObject } from '../std/index.ts';

/** Handed to callers, who send it back as it is. No secret is in it: whoever takes one apart may make one up. */
export function opaqueToken(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Empty where it is none. */
export function readOpaque(token: string): Readonly<Record<string, unknown>> {
  return membersOf(Buffer.from(token, 'base64url'));
}

/** With a checksum, since Temporal tries for seconds to read a token that was never its own. */
export function checkedToken(content: Uint8Array): string {
  return Buffer.concat([checksum(content), content]).toString('base64url');
}

/** Null where nothing made it here. */
export function readChecked(token: string): Uint8Array | null {
  const bytes = Buffer.from(token, 'base64url');
  const content = bytes.subarray(CHECKSUM_BYTES);
  return content.length > 0 && bytes.subarray(0, CHECKSUM_BYTES).equals(checksum(content)) ? content : null;
}

export function checkedOpaque(content: object): string {
  return checkedToken(Buffer.from(JSON.stringify(content)));
}

/** Empty where nothing made it here. */
export function readCheckedOpaque(token: string): Readonly<Record<string, unknown>> {
  const content = readChecked(token);
  return content === null ? {} : membersOf(content);
}

const CHECKSUM_BYTES = 6;

function checksum(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest().subarray(0, CHECKSUM_BYTES);
}

function membersOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}
