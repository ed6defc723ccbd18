import type { ServiceAddress } from '../../activities/ports.ts';

export interface ServiceRecord extends ServiceAddress {
  readonly registeredAt: number;
  /** `configured`: named by SERVICE_<NAME>_URL, which wins over the record. */
  readonly origin: 'registered' | 'configured';
}

export interface ServiceRegistry {
  /** Replaces a record of that name. Refuses addresses that no service may have (`service-address-refused`). */
  readonly register: (service: {
    readonly name: string;
    readonly baseUrls: readonly string[];
  }) => Promise<ServiceRecord>;
  readonly find: (name: string) => Promise<ServiceAddress | null>;
  readonly list: () => Promise<readonly ServiceRecord[]>;
}
