/** Spreads the calls of a service over its addresses: the one with the fewest in flight from this process, in turns
 * where several have equally few (so the next attempt after a refused connection goes elsewhere). */
export interface AddressChoice {
  readonly take: (addresses: readonly string[]) => Lease | null;
}

export interface Lease {
  readonly address: string;
  readonly release: () => void;
}

export function createAddressChoice(): AddressChoice {
  const inFlight = new Map<string, number>();
  let turn = 0;
  return {
    take: (addresses) => {
      const start = turn++;
      let address: string | undefined;
      for (let i = 0; i < addresses.length; i++) {
        const candidate = addresses[(start + i) % addresses.length];
        if (candidate === undefined) continue;
        if (address === undefined || (inFlight.get(candidate) ?? 0) < (inFlight.get(address) ?? 0)) address = candidate;
      }
      if (address === undefined) return null;
      const taken = address;
      inFlight.set(taken, (inFlight.get(taken) ?? 0) + 1);
      return {
        address: taken,
        release: () => {
          const left = (inFlight.get(taken) ?? 1) - 1;
          // Addresses come and go with the registry; one that is idle needs no entry.
          if (left === 0) inFlight.delete(taken);
          else inFlight.set(taken, left);
        },
      };
    },
  };
}
