import type {
  GetSequenceAnswer,
  ListRequestsAnswer,
  ListSequencesAnswer,
  PostRequestAnswer,
  PostRequestAsked,
  PutSequenceAnswer,
  Request,
} from './api-types.ts';
import { pages } from './pages.ts';
import { at, get, madeUpKey, post } from './requests.ts';
import type { CallOptions, Transport } from './transport.ts';
import type { RegisterOptions } from './workflows.ts';

export type Sequence = GetSequenceAnswer;
export type SequenceSummary = ListSequencesAnswer['sequences'][number];
export type RequestSummary = ListRequestsAnswer['requests'][number];

/** Lists of tasks on record, by the action that they are. */
export interface Sequences {
  /** The text of one, or its tasks. Other content than that of the newest version is a new one. */
  put(
    action: string,
    tasks: string | Uint8Array | readonly object[],
    options?: RegisterOptions,
  ): Promise<PutSequenceAnswer>;
  /** As it was registered, in its newest version unless one is named. */
  get(action: string, options?: CallOptions & { readonly version?: string }): Promise<Sequence>;
  list(options?: CallOptions): Promise<readonly SequenceSummary[]>;
}

export interface RequestFilter {
  readonly action?: string;
  readonly status?: string;
}

/** What is under way of them. */
export interface Requests {
  /** Sent again where no answer came: a key of its own sees to it that it begins once. */
  begin(
    action: string,
    payload: object,
    options?: CallOptions & Pick<PostRequestAsked, 'request_id'>,
  ): Promise<PostRequestAnswer>;
  get(requestId: string, options?: CallOptions): Promise<Request>;
  /** Those begun last first, page by page. */
  list(filter?: RequestFilter, options?: CallOptions): AsyncGenerator<RequestSummary, void, undefined>;
  cancel(
    requestId: string,
    options?: CallOptions & { readonly reason?: string },
  ): Promise<{ readonly message: string }>;
}

export function createSequences(transport: Transport): Sequences {
  return {
    put: async (action, tasks, { format = 'yaml', ...options } = {}) => {
      const isText = typeof tasks === 'string' || tasks instanceof Uint8Array;
      const body = isText ? tasks : JSON.stringify(tasks);
      const contentType = `application/${isText ? format : 'json'}`;
      return await transport.call({
        ...post(at('sequences', action), {}, true, options),
        method: 'PUT',
        contentType,
        body,
      });
    },
    get: async (action, { version, ...options } = {}) =>
      await transport.call(get(at('sequences', action), { version }, options)),
    list: async (options = {}) => (await transport.call<ListSequencesAnswer>(get('/sequences', {}, options))).sequences,
  };
}

export function createRequests(transport: Transport): Requests {
  return {
    begin: async (action, payload, { request_id, ...options } = {}) => {
      // A start under an id of its own is unique by that.
      const unique = request_id === undefined ? { idempotency_key: madeUpKey() } : { request_id };
      return await transport.call(post('/requests', { action, payload, ...unique }, true, options));
    },
    get: async (requestId, options = {}) => await transport.call(get(at('requests', requestId), {}, options)),
    list: ({ action, status } = {}, options = {}) =>
      pages(
        transport,
        (cursor) => get('/requests', { action, status, cursor }, options),
        ({ requests }: ListRequestsAnswer) => requests,
      ),
    cancel: async (requestId, { reason, ...options } = {}) =>
      await transport.call(post(`${at('requests', requestId)}/cancel`, { reason }, true, options)),
  };
}
