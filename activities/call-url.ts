import { plainText, refuseAddress } from './http/index.ts';

export type CallUrl =
  | { readonly kind: 'url'; readonly url: URL }
  /** `reason` continues a sentence that begins with the call's name. */
  | { readonly kind: 'refused'; readonly reason: string };

/** `{base}/{method}`. The method may have several segments; each is encoded, and the result is read again and must
 * still be where the service was registered, whatever the method's text was. */
export function callUrl(baseUrl: string, method: string): CallUrl {
  const reason = refuseAddress(baseUrl);
  if (reason !== null) {
    // Credentials in it are one of the reasons, and must not be printed.
    const shown = plainText(baseUrl.replace(/\/\/[^/]*@/, '//…@'));
    return { kind: 'refused', reason: `is registered at ${shown}, which ${reason}` };
  }
  const segments = method.replace(/^\//, '').split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return {
      kind: 'refused',
      reason: 'has a method that is no path below its service: empty, `.` and `..` are refused',
    };
  }
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const path = `${prefix}/${segments.map(encode).join('/')}`;
  const url = new URL(path, base.origin);
  if (url.origin !== base.origin || url.pathname !== path || url.search !== '' || url.hash !== '') {
    return { kind: 'refused', reason: `leads to ${url.href}, which is not below ${baseUrl}` };
  }
  return { kind: 'url', url };
}

function encode(segment: string): string {
  // A lone surrogate, on which encodeURIComponent throws, becomes U+FFFD.
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'));
}
