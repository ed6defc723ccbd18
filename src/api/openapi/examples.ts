import { isObject, type Json, type JsonObject } from '../../std/index.ts';

/** A request and its answer as docs/reference/api.md shows them, where a test sends them. */
export interface Example {
  /** As it stands on the page: `GET /health`. */
  readonly name: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where the request has none. */
  readonly body: string;
  readonly status: number;
  /** The answer's text. */
  readonly answer: string;
}

/** In the order of the page. */
export function readExamples(page: string): readonly Example[] {
  return [...page.matchAll(/```http\n([\s\S]*?)```\n```json (\d+)\n([\s\S]*?)```/g)].map(
    ([, request = '', status, answer = '']) => {
      const [head = '', body = ''] = request.trim().split(/\n\n([\s\S]*)/);
      const [name = '', ...lines] = head.split('\n');
      const [method = '', path = ''] = name.split(' ');
      const headers = lines.map((line) => line.split(': ')).map(([key = '', value = '']) => [key, value] as const);
      return { name, method, path, headers: Object.fromEntries(headers), body, status: Number(status), answer };
    },
  );
}

/** The fields that an example sends, in its query or its body. */
export function fieldsOf({ path, body }: Example): JsonObject {
  const query = path.split('?')[1];
  if (query !== undefined) return Object.fromEntries(new URLSearchParams(query));
  const sent: Json = body === '' ? {} : (JSON.parse(body) as Json);
  return isObject(sent) ? sent : {};
}

/** What an example has in place of each `{name}` of the path. */
export function paramsOf(template: string, { path }: Example): JsonObject {
  const shown = (path.split('?')[0] ?? '').split('/');
  const named = template.split('/').flatMap((part, i) => {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    return name === undefined ? [] : [[name, decodeURIComponent(shown[i] ?? '')] as const];
  });
  return Object.fromEntries(named);
}

/** Whether an example shows a path, in which `{name}` stands for one part. */
export function isOfPath({ path }: Example, template: string): boolean {
  const shown = (path.split('?')[0] ?? '').split('/');
  const parts = template.split('/');
  return parts.length === shown.length && parts.every((part, i) => part.startsWith('{') || part === shown[i]);
}
