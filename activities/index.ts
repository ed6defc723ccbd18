import type { CallAnswer, CallRequest, NotifyRequest, PollRequest } from '../src/driver/protocol.ts';
import { callService } from './call-service.ts';
import { createAddressChoice } from './choose-address.ts';
import type { HttpClient } from './http/index.ts';
import { type NotificationAddresses } from './notification-channels.ts';
import { notify } from './notify.ts';
import { pollService } from './poll-service.ts';
import type { BuiltInService, SecretSource, ServiceDirectory } from './ports.ts';
import { createRedaction } from './redact.ts';

export { createHttpClient, refuseAddress, refuseResolved } from './http/index.ts';
export type { HttpClient, HttpOutcome } from './http/index.ts';
export type { NotificationAddresses } from './notification-channels.ts';
export type { Secret, SecretSource, ServiceDirectory } from './ports.ts';
export { notificationOperations, notificationsName } from './send-notification.ts';

export interface Activities {
  /** Temporal's dynamic activity: performs every type, `service.method`, that has no function of its own. */
  readonly default: (request: CallRequest | PollRequest) => Promise<CallAnswer>;
  readonly notify: (request: NotifyRequest) => Promise<CallAnswer>;
}

export function createActivities(ports: {
  readonly services: ServiceDirectory;
  readonly http: HttpClient;
  /** None, where absent. */
  readonly secrets?: SecretSource;
  readonly builtIn?: BuiltInService;
  readonly log?: (line: string) => void;
  readonly notifications?: NotificationAddresses;
}): Activities {
  const { services, http, secrets = noSecrets, builtIn, log = console.log, notifications = {} } = ports;
  const redaction = createRedaction(secrets.values);
  const channels = { http, redaction, log, addresses: notifications };
  const more = builtIn === undefined ? {} : { builtIn };
  const calls = { services, http, secrets, redaction, choice: createAddressChoice(), channels, ...more };
  return {
    default: (request) => (isPoll(request) ? pollService(calls, request) : callService(calls, request)),
    notify: (request) => notify(channels, request),
  };
}

const noSecrets: SecretSource = { placeOf: (name) => `secret ${name}`, find: () => undefined, values: [] };

function isPoll(request: CallRequest | PollRequest): request is PollRequest {
  return 'kind' in request && request.kind === 'poll';
}
