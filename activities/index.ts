import type { CallAnswer, CallRequest } from '../src/driver/protocol.ts';
import { callService } from './call-service.ts';
import { createAddressChoice } from './choose-address.ts';
import type { HttpClient } from './http/index.ts';
import type { ServiceDirectory } from './ports.ts';

export { createHttpClient, refuseAddress } from './http/index.ts';
export type { HttpClient } from './http/index.ts';
export type { ServiceDirectory } from './ports.ts';

export interface Activities {
  /** Temporal's dynamic activity: performs every type, `service.method`, that has no function of its own. */
  readonly default: (request: CallRequest) => Promise<CallAnswer>;
}

export function createActivities(ports: {
  readonly services: ServiceDirectory;
  readonly http: HttpClient;
}): Activities {
  const choice = createAddressChoice();
  return { default: (request) => callService({ ...ports, choice }, request) };
}
