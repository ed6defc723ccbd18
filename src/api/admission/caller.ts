import ipaddr from 'ipaddr.js';

/** By whom a request was sent, as far as an address tells: of IPv6 the network, since one host has all of its addresses. */
export function callerOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return '';
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
}
