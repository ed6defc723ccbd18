import type { ServiceAddress } from '../../activities/ports.ts';
import type { JsonObject } from '../std/index.ts';

export interface ServiceRecord extends ServiceAddress {
  readonly registeredAt: number;
  /** `configured`: named by SERVICE_<NAME>_URL, which wins over the record. `built-in`: part of this program, under a name
   * that nobody else can have. */
  readonly origin: 'registered' | 'configured' | 'built-in';
  /** By method, what is known of it: JSON Schemas of its `parameters` and its `result`. */
  readonly operations?: JsonObject;
}

export interface ServiceRegistry {
  /** Replaces a record of that name. Refuses addresses that no service may have (`service-address-refused`). */
  readonly register: (service: {
    readonly name: string;
    readonly baseUrls: readonly string[];
    readonly operations?: JsonObject | undefined;
  }) => Promise<ServiceRecord>;
  readonly find: (name: string) => Promise<ServiceAddress | null>;
  readonly list: () => Promise<readonly ServiceRecord[]>;
}
