import type { Verb } from '../src/plan/index.ts';
import type { FailureCode } from '../src/problems/index.ts';
import type { Json } from '../src/std/index.ts';
import type { SecretPlace } from '../src/expressions/index.ts';
import { askBuiltIn, builtInUrl } from './ask-built-in.ts';
import { type AttemptFailure, type AttemptOutcome, type AttemptPorts, attemptCall } from './attempt-call.ts';
import type { CallUrl } from './call-url.ts';
import type { AddressChoice } from './choose-address.ts';
import { fillSecrets } from './fill-secrets.ts';
import type { ChannelPorts } from './notification-channels.ts';
import type { BuiltInService, SecretSource, ServiceAddress, ServiceDirectory } from './ports.ts';
import { notificationsName, sendNotification } from './send-notification.ts';

export interface CallPorts extends AttemptPorts {
  readonly services: ServiceDirectory;
  readonly choice: AddressChoice;
  readonly secrets: SecretSource;
  readonly builtIn?: BuiltInService;
  readonly channels: ChannelPorts;
}

/** A request to a registered service; where exactly depends on the address that is chosen. */
export interface ServiceRequest {
  readonly name: string;
  readonly service: string;
  readonly targetAt: (baseUrl: string) => CallUrl;
  /** Only there: one of several addresses that knows what the others don't. */
  readonly origin?: string;
  readonly verb: Verb;
  readonly parameters: Json;
  readonly secrets?: readonly SecretPlace[];
  readonly key?: string;
  readonly timeoutMs: number;
}

/** Looks the service up, chooses one of its addresses and sends one request there. `no-address`: the registry could not
 * be read. */
export async function askService(
  ports: CallPorts,
  request: ServiceRequest,
  signal: AbortSignal,
  open: () => void = () => undefined,
): Promise<AttemptOutcome | { readonly kind: 'no-address'; readonly error: unknown }> {
  const { services, choice } = ports;
  const { service, targetAt, origin, parameters, secrets = [], ...attempt } = request;
  const { builtIn } = ports;
  if (service === builtIn?.name || service === notificationsName) {
    // It would stand in the history of whatever is started with it, or in a log.
    if (secrets.length > 0) return unsent('secret-refused', `${request.name}: no secret may go to ${service}`);
    open();
    const target = targetAt(builtInUrl);
    if (builtIn === undefined || service !== builtIn.name)
      return await sendNotification(ports.channels, { ...attempt, parameters, target }, signal);
    return await askBuiltIn({ builtIn, redaction: ports.redaction }, { ...attempt, parameters, target }, signal);
  }
  const found = await untilAborted(services.find(service), signal);
  if (found.kind === 'aborted') return { kind: 'aborted', sent: false };
  if (found.kind === 'failed') return { kind: 'no-address', error: found.error };
  const baseUrls = (found.value?.baseUrls ?? []).filter((url) => origin === undefined || isAt(url, origin));
  const lease = found.value === null ? null : choice.take(baseUrls);
  if (lease === null) return unknownService(request, found.value);
  try {
    // Right before they are sent, and again for each attempt: they are kept nowhere.
    const filled =
      secrets.length === 0
        ? { ok: true as const, parameters }
        : fillSecrets(ports.secrets, service, parameters, secrets);
    if (!filled.ok) return unsent(filled.code, `${request.name}: ${filled.message}`);
    open();
    return await attemptCall(
      ports,
      { ...attempt, parameters: filled.parameters, target: targetAt(lease.address) },
      signal,
    );
  } finally {
    lease.release();
  }
}

function isAt(baseUrl: string, origin: string): boolean {
  return URL.canParse(baseUrl) && new URL(baseUrl).origin === origin;
}

function unknownService({ name, service, origin }: ServiceRequest, found: ServiceAddress | null): AttemptFailure {
  const message =
    found === null
      ? `${name}: no service ${service} is registered`
      : `${name}: the service ${service} is registered without an address${origin === undefined ? '' : ` at ${origin}`}`;
  return unsent('unknown-service', message);
}

function unsent(code: FailureCode, message: string): AttemptFailure {
  return { kind: 'failed', code, message, unanswered: false, retryable: false };
}

type Settled<T> =
  | { readonly kind: 'settled'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'aborted' };

/** A look-up that hangs must not hold a cancel back. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<Settled<T>> {
  return new Promise((resolve) => {
    const abort = (): void => resolve({ kind: 'aborted' });
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const done = (settled: Settled<T>): void => {
      signal.removeEventListener('abort', abort);
      resolve(settled);
    };
    promise.then(
      (value) => done({ kind: 'settled', value }),
      (error: unknown) => done({ kind: 'failed', error }),
    );
  });
}
