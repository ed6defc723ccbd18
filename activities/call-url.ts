import type { Verb } from '../src/plan/index.ts';
import { isList, isObject, type Json } from '../src/std/index.ts';
import { plainText, refuseAddress } from './http/index.ts';

export type CallUrl =
  | { readonly kind: 'url'; readonly url: URL }
  /** `reason` continues a sentence that begins with the call's name. */
  | { readonly kind: 'refused'; readonly reason: string };

/** `{base}/{method}`, or with a verb `{base}{path}`. A method's segments are encoded; a path is written the way it is
 * sent. The result is read again and must still be where the service was registered, whatever the text was. */
export function callUrl(baseUrl: string, method: string, verb?: Verb): CallUrl {
  const reason = refuseAddress(baseUrl);
  if (reason !== null) return { kind: 'refused', reason: `is registered at ${shown(baseUrl)}, which ${reason}` };
  const relative = verb === undefined ? methodPath(method) : endpointPath(method);
  if (relative === null) {
    return {
      kind: 'refused',
      reason: `has a ${verb === undefined ? 'method' : 'path'} that is no path below its service: empty, \`.\` and \`..\` are refused`,
    };
  }
  const base = new URL(baseUrl);
  const path = `${base.pathname.replace(/\/$/, '')}/${relative}`;
  const url = new URL(path, base.origin);
  if (url.origin !== base.origin || url.pathname !== path || url.search !== '' || url.hash !== '') {
    return { kind: 'refused', reason: `leads to ${url.href}, which is not below ${baseUrl}` };
  }
  return { kind: 'url', url };
}

function methodPath(method: string): string | null {
  const segments = method.replace(/^\//, '').split('/');
  return segments.some(isNoSegment) ? null : segments.map(encode).join('/');
}

/** May end with a slash, and be nothing else. A slash that is written with % is one to some servers. */
function endpointPath(path: string): string | null {
  const relative = path.replace(/^\//, '');
  const segments = relative.replace(/\/$/, '').split('/');
  if (relative !== '' && segments.some(isNoSegment)) return null;
  return /%(?:00|2f|5c)/i.test(relative) ? null : relative;
}

function isNoSegment(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}

/** The place that a service named itself in a Location: a path on its own origin. */
export function locationUrl(baseUrl: string, path: string): CallUrl {
  const reason = refuseAddress(baseUrl);
  if (reason !== null) return { kind: 'refused', reason: `is registered at ${shown(baseUrl)}, which ${reason}` };
  const { origin } = new URL(baseUrl);
  const url = path.startsWith('/') && URL.canParse(path, origin) ? new URL(path, origin) : null;
  if (url === null || url.origin !== origin) {
    return { kind: 'refused', reason: `named a Location, ${plainText(path)}, that is not on its own origin` };
  }
  url.hash = '';
  return { kind: 'url', url };
}

/** What a 202's Location says, as a path on the origin that was asked; null where it leads elsewhere. */
export function pathOfLocation(location: string, asked: URL): string | null {
  if (!URL.canParse(location, asked.href)) return null;
  const { origin, pathname, search, username, password } = new URL(location, asked);
  if (origin !== asked.origin || username !== '' || password !== '') return null;
  return pathname + search;
}

/** Parameters as a query: a list repeats its name, null is left out, what has members is JSON text. Null where they have
 * no names. */
export function queryOf(parameters: Json): string | null {
  if (parameters === null) return '';
  if (!isObject(parameters)) return null;
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of isList(value) ? value : [value]) {
      if (each !== null) pairs.append(name, typeof each === 'object' ? JSON.stringify(each) : String(each));
    }
  }
  return pairs.toString();
}

/** Credentials in it are one of the reasons to refuse it, and must not be printed. */
function shown(baseUrl: string): string {
  return plainText(baseUrl.replace(/\/\/[^/]*@/, '//…@'));
}

function encode(segment: string): string {
  // A lone surrogate, on which encodeURIComponent throws, becomes U+FFFD.
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'));
}
