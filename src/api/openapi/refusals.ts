import { codes, type RequestCode } from '../../problems/index.ts';
import { routeLoad } from '../admission/index.ts';
import type { HttpMethod, Route } from '../route.ts';

/** Why any request at all may be refused, and those that are limited. */
const everywhere: readonly RequestCode[] = [
  'unreadable-request',
  'unreadable-query',
  'invalid-header',
  'origin-not-allowed',
  'not-acceptable',
  'request-timed-out',
  'host-not-allowed',
  'headers-too-large',
  'internal-error',
  'temporal-unavailable',
  'shutting-down',
];
const limited: readonly RequestCode[] = ['rate-limited', 'overloaded'];
const withBody: readonly RequestCode[] = ['unreadable-body', 'body-too-large', 'unsupported-media-type'];

/** The status that a code has in the table, and those that what is wrong in particular may make of it. */
const moreStatuses: ReadonlyMap<RequestCode, readonly number[]> = new Map([
  ['definition-rejected', [400, 413]],
  ['request-rejected', [400]],
  ['inputs-rejected', [413]],
]);

/** What an operation may refuse with, by status in ascending order, each status's codes in alphabetical order. */
export function refusalsOf(route: Route, method: HttpMethod): ReadonlyMap<number, readonly RequestCode[]> {
  const all = [
    ...everywhere,
    ...(routeLoad(route) === 'none' ? [] : limited),
    ...(inQuery(method) ? [] : bodyRefusals(route)),
    ...(route.refuses ?? []),
  ];
  const byStatus = new Map<number, RequestCode[]>();
  for (const code of [...new Set(all)].toSorted()) {
    for (const status of [codes[code].status, ...(moreStatuses.get(code) ?? [])]) {
      byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
  }
  return new Map([...byStatus].toSorted(([one], [other]) => one - other));
}

/** Where such a request has its fields. */
export function inQuery(method: HttpMethod): boolean {
  return method === 'GET' || method === 'DELETE';
}

function bodyRefusals({ takes }: Route): readonly RequestCode[] {
  if (takes.kind === 'nothing') return [];
  return [...withBody, takes.kind === 'definition' ? 'definition-rejected' : 'request-rejected'];
}
