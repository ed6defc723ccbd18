import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { limits } from '../limits.ts';
import { refuseHost, refuseIp } from './address-policy.ts';

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Connects only where the address policy allows it. Checked here and not before the call, since a name may resolve
 * otherwise a moment later: the address that was checked is the one connected to. */
export function guardedConnector(lookup: LookupFunction = resolve): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(lookup), timeout: limits.connectMs });
  return (options, callback) => {
    // A literal address is connected to without any look-up.
    const reason = refuseHost(options.hostname);
    if (reason === null) connect(options, callback);
    else queueMicrotask(() => callback(new AddressRefused(`${options.hostname} ${reason}`), null));
  };
}

function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) return callback(error, '', 0);
      const addresses = typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found;
      // One bad address condemns the name: which of them is taken is up to chance and time.
      for (const { address } of addresses) {
        const reason = refuseIp(address);
        if (reason !== null) return callback(new AddressRefused(`${hostname} ${reason}`), '', 0);
      }
      const [first] = addresses;
      if (first === undefined) return callback(new Error(`${hostname} has no address`), '', 0);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
