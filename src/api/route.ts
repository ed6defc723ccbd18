import type { z } from 'zod';
import type { Ports } from './ports.ts';

export type HttpMethod = 'GET' | 'POST';

/** One row of the table that the router, 405 answers, tests and documentation are made from. */
export interface Route {
  readonly methods: readonly HttpMethod[];
  readonly path: string;
  readonly summary: string;
  readonly takes: Takes;
  /** The shape of each successful answer, by status. */
  readonly gives: Readonly<Record<number, z.ZodType>>;
  readonly answer: (ports: Ports, request: ApiRequest) => Promise<Answer>;
}

/** `fields`: from the query of a GET, from the JSON body of a POST. `definition`: the text of a definition, which only
 * its own reader understands. */
export type Takes =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fields'; readonly fields: z.ZodObject }
  | { readonly kind: 'definition' };

export interface ApiRequest {
  readonly given: Given;
  /** In lower case. Only headers that are sent once, or that HTTP joins into one text. */
  readonly header: (name: string) => string | undefined;
  readonly isStopping: boolean;
}

export type Given =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fields'; readonly fields: unknown }
  | { readonly kind: 'definition'; readonly text: string; readonly format: 'yaml' | 'json' };

export interface Answer {
  readonly status: number;
  readonly body: object;
}

interface RouteOf<Asked> {
  readonly methods: readonly HttpMethod[];
  readonly path: string;
  readonly summary: string;
  readonly gives: Readonly<Record<number, z.ZodType>>;
  readonly answer: (ports: Ports, asked: Asked, request: ApiRequest) => Promise<Answer>;
}

export function plainRoute(route: Omit<RouteOf<void>, 'answer'> & Pick<Route, 'answer'>): Route {
  return { ...route, takes: { kind: 'nothing' } };
}

/** The router has parsed the fields by this very schema before it calls `answer`. */
export function fieldsRoute<Fields extends z.ZodObject>(
  route: RouteOf<z.output<Fields>> & { readonly fields: Fields },
): Route {
  const { fields, answer, ...rest } = route;
  return {
    ...rest,
    takes: { kind: 'fields', fields },
    answer: (ports, request) =>
      answer(ports, (request.given.kind === 'fields' ? request.given.fields : {}) as z.output<Fields>, request),
  };
}

export function definitionRoute(route: RouteOf<{ readonly text: string; readonly format: 'yaml' | 'json' }>): Route {
  return {
    ...route,
    takes: { kind: 'definition' },
    answer: (ports, request) =>
      route.answer(ports, request.given.kind === 'definition' ? request.given : { text: '', format: 'json' }, request),
  };
}
