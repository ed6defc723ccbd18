import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type Activities, createActivities, type HttpClient, type ServiceDirectory } from '../../activities/index.ts';
import type { CallAnswer, CallRequest, NotifyRequest, PollRequest } from '../../src/driver/protocol.ts';

/** One Temporal attempt of a call in the SDK's own activity context. */
export interface PerformedCall {
  readonly ended: Promise<CallEnd>;
  /** The details of each heartbeat so far. */
  readonly heartbeats: readonly unknown[];
  readonly cancel: MockActivityEnvironment['cancel'];
}

export type CallEnd =
  | { readonly kind: 'completed'; readonly answer: CallAnswer }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly detail: unknown;
      readonly final: boolean;
      readonly nextRetryDelay: unknown;
    }
  | { readonly kind: 'cancelled'; readonly detail: unknown };

export function callRequest(request: Partial<CallRequest> = {}): CallRequest {
  return {
    service: 'weather',
    method: 'get_conditions',
    parameters: { city: 'Oslo' },
    key: 'e1_conditions',
    // More than a busy machine stands still for.
    timeoutMs: 30_000,
    retry: { count: 0, delayMs: 1000, backoff: 1 },
    ...request,
  };
}

export interface EarlierAttempts {
  readonly attempt?: number;
  readonly heartbeatDetails?: unknown;
}

export function performCall(
  http: HttpClient,
  services: ServiceDirectory,
  request: CallRequest | PollRequest,
  earlier: EarlierAttempts = {},
  activities: Activities = createActivities({ services, http }),
): PerformedCall {
  return performActivity(activities.default, request, earlier);
}

export function performActivity<Request extends CallRequest | PollRequest | NotifyRequest>(
  activity: (request: Request) => Promise<CallAnswer>,
  request: Request,
  earlier: EarlierAttempts = {},
): PerformedCall {
  const environment = new MockActivityEnvironment({ attempt: 1, ...earlier }, { logger: quiet });
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  return {
    heartbeats,
    cancel: (...reason) => environment.cancel(...reason),
    ended: environment.run(activity, request).then(
      (answer): CallEnd => ({ kind: 'completed', answer: answer as CallAnswer }),
      (error: unknown): CallEnd => {
        if (error instanceof CancelledFailure) return { kind: 'cancelled', detail: error.details[0] };
        if (!(error instanceof ApplicationFailure)) throw error;
        return {
          kind: 'failed',
          code: String(error.type),
          message: error.message,
          detail: error.details?.[0],
          final: error.nonRetryable === true,
          nextRetryDelay: error.nextRetryDelay,
        };
      },
    ),
  };
}

const nothing = (): void => {};
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Knows every service below one address. */
export function directory(baseUrl: (service: string) => string): ServiceDirectory {
  return { find: (name) => Promise.resolve({ name, baseUrls: [baseUrl(name)] }) };
}
