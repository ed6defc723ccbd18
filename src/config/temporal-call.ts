import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/common';
import { Refusal } from '../problems/index.ts';

/** For one question to Temporal, its repeats by the client included. */
export const temporalDeadlineMs = 5000;

/** The numbers of gRPC's status codes. */
const grpc = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Answers that say something of what was asked, not of Temporal's state: whoever asked must know what they mean. */
const answers: ReadonlySet<number> = new Set([
  grpc.invalidArgument,
  grpc.notFound,
  grpc.alreadyExists,
  grpc.failedPrecondition,
]);

export interface WithDeadline {
  readonly withDeadline: <T>(deadline: number, perform: () => Promise<T>) => Promise<T>;
}

/** Every call of Temporal goes through here: none waits longer than the deadline, and one that Temporal does not answer
 * is refused with `temporal-unavailable`. */
export async function callTemporal<T>(client: WithDeadline, perform: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + temporalDeadlineMs, perform);
  } catch (error) {
    throw unavailable(error) ?? error;
  }
}

/** How long Temporal may hold a question back that waits for something to happen; it answers by itself before that. */
const waitDeadlineMs = 90_000;

export interface WithAbortSignal extends WithDeadline {
  readonly withAbortSignal: <T>(signal: AbortSignal, perform: () => Promise<T>) => Promise<T>;
}

/** For questions that wait until something has happened. The signal ends the question itself, not only the wait for its
 * answer. */
export async function waitForTemporal<T>(
  client: WithAbortSignal,
  left: AbortSignal,
  perform: () => Promise<T>,
): Promise<T> {
  // The SDK never takes its listener off a signal, and a reader asks ever again.
  const over = new AbortController();
  const leave = (): void => over.abort();
  left.addEventListener('abort', leave, { once: true });
  if (left.aborted) leave();
  try {
    return await client.withDeadline(
      Date.now() + waitDeadlineMs,
      async () => await client.withAbortSignal(over.signal, perform),
    );
  } catch (error) {
    throw unavailable(error) ?? error;
  } finally {
    left.removeEventListener('abort', leave);
  }
}

function unavailable(error: unknown): Refusal | null {
  if (error instanceof NamespaceNotFoundError) {
    return new Refusal('temporal-unavailable', `Temporal has no namespace ${error.namespace}`);
  }
  const status = grpcStatus(error);
  if (status === null || answers.has(status.code)) return null;
  return new Refusal('temporal-unavailable', sentence(status));
}

const late = `Temporal did not answer within ${temporalDeadlineMs / 1000} seconds`;

/** Temporal may be there, and busy with what was asked about. */
export function wasLate(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'temporal-unavailable' && error.message === late;
}

function sentence({ code, details }: GrpcStatus): string {
  switch (code) {
    case grpc.unavailable:
      return 'Temporal cannot be reached';
    case grpc.deadlineExceeded:
    case grpc.cancelled:
      return late;
    case grpc.resourceExhausted:
      return `Temporal is overloaded: ${details}`;
    case grpc.permissionDenied:
    case grpc.unauthenticated:
      return `Temporal refuses this server's credentials: ${details}`;
    default:
      return `Temporal answered with an error: ${details}`;
  }
}

interface GrpcStatus {
  readonly code: number;
  readonly details: string;
}

/** The SDK wraps what gRPC said, sometimes twice. */
function grpcStatus(error: unknown): GrpcStatus | null {
  let each = error as
    | { readonly code?: unknown; readonly details?: unknown; readonly cause?: unknown }
    | null
    | undefined;
  for (let depth = 0; typeof each === 'object' && each !== null && depth < 10; depth++) {
    const { code, details } = each;
    if (typeof code === 'number' && typeof details === 'string') return { code, details };
    each = each.cause as typeof each;
  }
  return null;
}

/** What was asked cannot be done as things are at the moment. */
export function isUntimely(error: unknown): boolean {
  return grpcStatus(error)?.code === grpc.failedPrecondition;
}

/** What Temporal knows; null where there is no execution of that id. */
export async function findInTemporal<T>(client: WithDeadline, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await callTemporal(client, ask);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** No execution of that id, or, for calls that need a running one, none that runs. */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcStatus(error)?.code === grpc.notFound;
}
