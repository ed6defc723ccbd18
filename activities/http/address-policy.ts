import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An allow-list, so that a range nobody thought of is refused. Loopback and private networks are allowed: services
 * are registered by an admin, and most of them live there. */
const allowedRanges: ReadonlySet<string> = new Set([
  'unicast',
  'loopback',
  'private',
  'carrierGradeNat',
  'uniqueLocal',
]);

/** Where clouds tell a machine its credentials, outside the link-local range. */
const metadataAddresses: ReadonlySet<string> = new Set(
  [
    '100.100.100.200', // Alibaba Cloud
    '168.63.129.16', // Azure's host
    'fd00:ec2::254', // Amazon
    'fd20:ce::254', // Google
    'fd00:42::42', // Scaleway
  ].map((each) => ipaddr.parse(each).toString()),
);

/** Why a base URL may not be called, or null where it may. Says nothing about what its host name resolves to: that is
 * looked at with every connection (`refuseIp`). */
export function refuseAddress(url: string): string | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return 'is not a URL';
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    return `has the scheme ${parsed.protocol.slice(0, -1)}; only http and https may be called`;
  }
  if (parsed.username !== '' || parsed.password !== '') return 'holds credentials';
  if (parsed.search !== '' || parsed.hash !== '' || /[?#]/.test(url)) return 'has a query or a fragment';
  return refuseHost(parsed.hostname);
}

/** The host as the URL parser writes it: it has already turned 2852039166 and 0xa9.0xfe.0xa9.0xfe into dots. */
export function refuseHost(hostname: string): string | null {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(literal) ? refuseIp(literal) : null;
}

/** Why an IP address may not be connected to, or null where it may. */
export function refuseIp(text: string): string | null {
  if (!ipaddr.isValid(text)) return `is the unreadable address ${text}`;
  const address = innermost(ipaddr.parse(text));
  if (address === null) return `is the tunnelled address ${text}, which may not be called`;
  const said = address.toString() === text ? text : `${text} (${address.toString()})`;
  if (address.range() === 'linkLocal' || metadataAddresses.has(address.toString())) {
    return `is ${said}, a link-local or metadata address, which may not be called`;
  }
  if (!allowedRanges.has(address.range())) {
    return `is ${said}, an address for special use (${address.range()}), which may not be called`;
  }
  return null;
}

/** The IPv4 address that an IPv6 address stands for, where it does; null where that cannot be read off. */
function innermost(address: Address): Address | null {
  if (address.kind() === 'ipv4') return address;
  const six = address as ipaddr.IPv6;
  const words = six.parts;
  const at = (index: number): number => words[index] ?? 0;
  const four = (high: number, low: number): ipaddr.IPv4 =>
    new ipaddr.IPv4([at(high) >> 8, at(high) & 0xff, at(low) >> 8, at(low) & 0xff]);
  if (words.slice(0, 5).every((word) => word === 0)) {
    // ::ffff:a.b.c.d, and the older ::a.b.c.d; of the latter :: and ::1 are addresses of their own.
    if (at(5) === 0xffff) return four(6, 7);
    if (at(5) === 0 && (at(6) !== 0 || at(7) > 1)) return four(6, 7);
    return six;
  }
  // ::ffff:0:a.b.c.d (RFC 6145) and 64:ff9b::a.b.c.d (RFC 6052, which is how DNS64 answers for an IPv4 service).
  if (words.slice(0, 4).every((word) => word === 0) && at(4) === 0xffff && at(5) === 0) return four(6, 7);
  if (at(0) === 0x64 && at(1) === 0xff9b) {
    return words.slice(2, 6).every((word) => word === 0) ? four(6, 7) : null;
  }
  if (at(0) === 0x2002) return four(1, 2);
  if (at(0) === 0x2001 && at(1) === 0) return null;
  // ISATAP: an interface identifier of 0:5efe or 200:5efe before the IPv4 address.
  if ((at(4) & ~0x0200) === 0 && at(5) === 0x5efe) return four(6, 7);
  return six;
}
