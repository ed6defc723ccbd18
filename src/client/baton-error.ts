import type { Problem, ProblemDetail } from './api-types.ts';

/** The API refused a request. */
export class BatonError extends Error {
  override readonly name = 'BatonError';
  /** One of Baton's codes; they are never renamed. */
  readonly code: string;
  /** Of the HTTP answer. */
  readonly status: number;
  /** Stands in the server's log too. */
  readonly requestId: string;
  /** All that is wrong, each with its place where it has one. */
  readonly details: readonly ProblemDetail[];
  /** The answer as it came. */
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(`${problem.error.message} [${problem.error.code}]`);
    this.code = problem.error.code;
    this.status = status;
    this.requestId = problem.error.request_id;
    this.details = problem.error.details;
    this.problem = problem;
  }
}

/** Nothing that answers as Baton does was reached, or not in time. Whether the request was carried out is not known. */
export class BatonUnreachable extends Error {
  override readonly name = 'BatonUnreachable';
  readonly address: string;

  constructor(address: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.address = address;
  }
}
