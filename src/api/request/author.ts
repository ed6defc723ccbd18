import { Refusal } from '../../problems/index.ts';
import type { ApiRequest } from '../route.ts';

/** Printable ASCII, with blanks inside. */
export const userForm = /^[!-~](?:[ -~]{0,198}[!-~])?$/;
export const versionForm = /^(?:"[1-9][0-9]{0,8}"|\*)$/;

/** Who says to be asking; null where nobody is named. */
export function authorOf({ header }: ApiRequest): string | null {
  const user = header('x-user-id');
  if (user === undefined) return null;
  if (userForm.test(user)) return user;
  throw new Refusal('invalid-header', 'X-User-ID: a user id is 1 to 200 printable ASCII characters');
}

/** The version that the caller has seen; undefined where any will do. */
export function expectedVersion({ header }: ApiRequest): number | undefined {
  const match = header('if-match');
  if (match === undefined || match === '*') return undefined;
  if (versionForm.test(match)) return Number(match.slice(1, -1));
  throw new Refusal('invalid-header', 'If-Match: one version in quotation marks, as ETag gave it: "2"');
}
