import type { CallAnswer, CallRequest, NotifyRequest, PollRequest } from '../src/driver/protocol.ts';
import { callService } from './call-service.ts';
import { createAddressChoice } from './choose-address.ts';
import type { HttpClient } from './http/index.ts';
import { notify, type NotifyPorts } from './notify.ts';
import { pollService } from './poll-service.ts';
import type { ServiceDirectory } from './ports.ts';

export { createHttpClient, refuseAddress } from './http/index.ts';
export type { HttpClient, HttpOutcome } from './http/index.ts';
export type { ServiceDirectory } from './ports.ts';

export interface Activities {
  /** Temporal's dynamic activity: performs every type, `service.method`, that has no function of its own. */
  readonly default: (request: CallRequest | PollRequest) => Promise<CallAnswer>;
  readonly notify: (request: NotifyRequest) => Promise<CallAnswer>;
}

export function createActivities(
  ports: { readonly services: ServiceDirectory; readonly http: HttpClient } & Partial<Omit<NotifyPorts, 'http'>>,
): Activities {
  const choice = createAddressChoice();
  const calls = { services: ports.services, http: ports.http, choice };
  const { log = console.log, notifyUrl } = ports;
  return {
    default: (request) => (isPoll(request) ? pollService(calls, request) : callService(calls, request)),
    notify: (request) => notify({ http: ports.http, log, ...(notifyUrl !== undefined && { notifyUrl }) }, request),
  };
}

function isPoll(request: CallRequest | PollRequest): request is PollRequest {
  return 'kind' in request && request.kind === 'poll';
}
