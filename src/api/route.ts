import { z } from 'zod';
import type { RequestCode } from '../problems/index.ts';
import type { Load } from './admission/index.ts';
import type { Ports } from './ports.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Headers that mean something to some routes only. */
export type RequestHeader = 'Idempotency-Key' | 'Last-Event-ID' | 'X-User-ID' | 'If-Match' | 'Workflow-Name';

/** One row of the table that the router, 405 answers, tests and documentation are made from. Several rows may share a
 * path, with different methods. */
export interface Route {
  readonly methods: readonly HttpMethod[];
  /** `{name}` stands for one part of it, and fixed words win: `/orchestrator/events/{execution_id}`. */
  readonly path: string;
  readonly summary: string;
  /** Its name in the document and the client, where several routes share a path; unless given, made from the path. */
  readonly operation?: string;
  /** A field for each `{name}` of the path; none of them is a field of `takes` too. */
  readonly params?: z.ZodObject;
  readonly takes: Takes;
  /** What it counts as where load is limited; unless given, what can be asked by GET is a read, the rest a change. */
  readonly load?: Load;
  /** The shape of each successful answer, by status: of its JSON, of its text, or of the JSON in each event's `data`. */
  readonly gives: Readonly<Record<number, z.ZodType>>;
  /** Media types of its successful answers, the usual one first; only JSON unless given. */
  readonly sends?: readonly string[];
  /** What it may refuse with besides what any route may. The document says so, and tests hold every answer to it. */
  readonly refuses?: readonly RequestCode[];
  readonly reads?: readonly RequestHeader[];
  readonly answer: (ports: Ports, request: ApiRequest) => Promise<Answer>;
}

/** `fields`: from the query of a GET or DELETE, else from the JSON body; `inside`: the one key that they may also stand
 * under, and then the body may be YAML too. `definition`: the text of a definition, which only its own reader understands; `shape`: what
 * the document says of it, where it is of another notation than ours. */
export type Takes =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fields'; readonly fields: z.ZodObject; readonly inside?: string }
  | { readonly kind: 'definition'; readonly shape?: z.ZodType };

export interface ApiRequest {
  readonly given: Given;
  /** What `params` has made of the path. */
  readonly params: unknown;
  /** In lower case. Only headers that are sent once, or that HTTP joins into one text. */
  readonly header: (name: string) => string | undefined;
  /** The one of `sends` that the caller likes best. */
  readonly accepted: string;
  readonly isStopping: boolean;
  /** Aborts when nobody waits for the answer any more: the caller has gone, or this process is ending. */
  readonly left: AbortSignal;
  /** To be called by whoever only waits from now on, for an execution to end, say: it makes room for others' work. */
  readonly onlyWaits: () => void;
  /** The execution whose step asks, where it is no request by HTTP. */
  readonly caller?: string;
}

export type Given =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fields'; readonly fields: unknown }
  | { readonly kind: 'definition'; readonly text: string; readonly format: 'yaml' | 'json' };

export type Answer = JsonAnswer | TextAnswer | StreamAnswer | EmptyAnswer;

export interface JsonAnswer {
  readonly kind?: 'json';
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TextAnswer {
  readonly kind: 'text';
  readonly status: number;
  /** Sent with `charset=utf-8`. */
  readonly type: string;
  readonly text: string;
  /** Win over those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Server-sent events. The router writes them, with heartbeats, and stops asking for more when the caller leaves. */
export interface StreamAnswer {
  readonly kind: 'stream';
  readonly events: AsyncIterable<StreamedEvent>;
}

/** Nothing to say: of a stream, that no more will come. */
export interface EmptyAnswer {
  readonly kind: 'empty';
  readonly status: 204;
}

export interface StreamedEvent {
  /** What the caller sends as Last-Event-ID to go on from here. */
  readonly id?: string;
  readonly event: string;
  /** Sent as one line of JSON. */
  readonly data: object;
}

interface RouteOf<Asked> extends Omit<Route, 'params' | 'takes' | 'answer'> {
  readonly answer: (ports: Ports, asked: Asked, request: ApiRequest) => Promise<Answer>;
}

// oxlint-disable-next-line typescript/no-empty-object-type -- What a path without parameters gives.
type NoParams = z.ZodObject<{}>;

export function plainRoute(route: Omit<Route, 'params' | 'takes'>): Route {
  return { ...route, takes: { kind: 'nothing' } };
}

/** What stands in the path and what stands in query or body, together. The router has parsed both by these very schemas
 * before it calls `answer`. */
export function fieldsRoute<Fields extends z.ZodObject, Params extends z.ZodObject = NoParams>(
  route: RouteOf<z.output<Fields> & z.output<Params>> & {
    readonly fields: Fields;
    readonly inside?: string;
    readonly params?: Params;
  },
): Route {
  const { fields, inside, answer, ...rest } = route;
  return {
    ...rest,
    takes: { kind: 'fields', fields, ...(inside !== undefined && { inside }) },
    answer: (ports, request) => {
      const asked = request.given.kind === 'fields' ? (request.given.fields as object) : {};
      const both = { ...asked, ...(request.params as object) } as z.output<Fields> & z.output<Params>;
      return answer(ports, both, request);
    },
  };
}

const nothingMore = z.undefined().describe('No more will come: who follows has seen the end');

/** A GET that answers with server-sent events. A refusal before the first of them is answered like any other; null is
 * answered with 204, which tells a browser not to come back. */
export function streamRoute<Fields extends z.ZodObject, Params extends z.ZodObject = NoParams>(
  route: Omit<RouteOf<z.output<Fields> & z.output<Params>>, 'methods' | 'sends' | 'gives' | 'reads' | 'answer'> & {
    readonly fields: Fields;
    readonly params?: Params;
    /** Of the JSON in `data`. */
    readonly event: z.ZodType;
    readonly open: (
      ports: Ports,
      asked: z.output<Fields> & z.output<Params>,
      request: ApiRequest,
    ) => Promise<AsyncIterable<StreamedEvent> | null>;
  },
): Route {
  const { open, event, ...rest } = route;
  return fieldsRoute<Fields, Params>({
    ...rest,
    reads: ['Last-Event-ID'],
    methods: ['GET'],
    sends: ['text/event-stream'],
    gives: { 200: event, 204: nothingMore },
    answer: async (ports, asked, request) => {
      const events = await open(ports, asked, request);
      return events === null ? { kind: 'empty', status: 204 } : { kind: 'stream', events };
    },
  });
}

export function definitionRoute<Params extends z.ZodObject = NoParams>({
  shape,
  answer,
  ...route
}: RouteOf<DefinitionText & z.output<Params>> & { readonly shape?: z.ZodType; readonly params?: Params }): Route {
  return {
    ...route,
    takes: { kind: 'definition', ...(shape !== undefined && { shape }) },
    answer: (ports, request) => {
      const { text, format } = request.given.kind === 'definition' ? request.given : nothingGiven;
      return answer(ports, { text, format, ...(request.params as z.output<Params>) }, request);
    },
  };
}

interface DefinitionText {
  readonly text: string;
  readonly format: 'yaml' | 'json';
}

const nothingGiven: DefinitionText = { text: '', format: 'json' };
