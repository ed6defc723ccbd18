import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { refuseIp } from './address-policy.ts';

/** Why what the host name of a URL resolves to now may not be called, or null where it may, or where that is not known in
 * time: each connection looks again, since names change what they resolve to. */
export async function refuseResolved(
  url: string,
  { lookup = resolve, timeoutMs }: { readonly lookup?: LookupFunction; readonly timeoutMs: number },
): Promise<string | null> {
  const { hostname } = new URL(url);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return null;
  return await new Promise((settle) => {
    const timer = setTimeout(() => settle(null), timeoutMs);
    lookup(hostname, { all: true }, (error, found) => {
      clearTimeout(timer);
      const addresses = error === null && typeof found !== 'string' ? found : [];
      const reasons = addresses.flatMap(({ address }) => refuseIp(address) ?? []);
      settle(reasons[0] === undefined ? null : `resolves to an address that ${reasons[0]}`);
    });
  });
}
