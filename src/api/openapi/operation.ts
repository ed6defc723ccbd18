import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import { codes, type RequestCode } from '../../problems/index.ts';
import type { Json, JsonObject } from '../../std/index.ts';
import { problemShape } from '../answer/problem.ts';
import type { HttpMethod, Route } from '../route.ts';
import type { Components } from './components.ts';
import { type Example, fieldsOf, paramsOf } from './examples.ts';
import { answerHeaders, requestHeaders } from './headers.ts';
import { inQuery, refusalsOf } from './refusals.ts';
import { operationId, tagOf } from './words.ts';

/** One path with one of its methods, and what the page shows of the path. */
export interface Described {
  readonly route: Route;
  readonly method: HttpMethod;
  readonly examples: readonly Example[];
}

export function operationOf(described: Described, components: Components): JsonObject {
  const { route, method } = described;
  const parameters = [
    ...pathParameters(described, components),
    ...queryParameters(described, components),
    ...requestHeaders(route),
  ];
  const body = requestBody(described, components);
  return {
    operationId: operationId(route, method),
    tags: [tagOf(route.path)],
    summary: route.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== null && { requestBody: body }),
    responses: { ...answers(described, components), ...refusals(described, components) },
  };
}

/** Fields may be shown in a query and sent in a body, or the other way round. */
function exampleFields({ route, examples }: Described): JsonObject | null {
  const shown = examples.find(({ status }) => status < 300);
  return shown === undefined || route.takes.kind === 'nothing' ? null : fieldsOf(shown);
}

function pathParameters({ route, examples }: Described, components: Components): readonly JsonObject[] {
  if (route.params === undefined) return [];
  const shown = examples[0];
  const values = shown === undefined ? {} : paramsOf(route.path, shown);
  return parametersOf('path', route.params, values, components);
}

function queryParameters(described: Described, components: Components): readonly JsonObject[] {
  const { route, method } = described;
  if (!inQuery(method) || route.takes.kind !== 'fields') return [];
  return parametersOf('query', route.takes.fields, exampleFields(described) ?? {}, components);
}

function parametersOf(
  place: 'path' | 'query',
  fields: z.ZodObject,
  shown: JsonObject,
  components: Components,
): readonly JsonObject[] {
  return Object.entries(fields.shape).map(([name, field]) => {
    const { description, ...schema } = components.schemaOf(field, 'input');
    const example = shown[name];
    return {
      name,
      in: place,
      required: !field.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema,
      ...(example !== undefined && { example }),
    };
  });
}

function requestBody(described: Described, components: Components): JsonObject | null {
  const { route, method } = described;
  if (inQuery(method) || route.takes.kind === 'nothing') return null;
  const shown = exampleFields(described);
  const example = shown !== null && Object.keys(shown).length > 0 ? { example: shown } : {};
  if (route.takes.kind === 'definition') {
    const { shape } = route.takes;
    if (shape !== undefined) {
      const schema = components.named(nameOf(described, 'Request'), shape, 'input');
      return {
        required: true,
        content: { 'application/json': { schema, ...example }, 'application/yaml': { schema } },
      };
    }
    const bare = components.definition();
    const wrapped = {
      type: 'object',
      properties: { workflow: bare },
      required: ['workflow'],
      additionalProperties: false,
    };
    const schema: Json = { anyOf: [wrapped, bare] };
    return {
      required: true,
      content: { 'application/json': { schema, ...example }, 'application/yaml': { schema } },
    };
  }
  const { fields, inside } = route.takes;
  const required = !fields.safeParse({}).success;
  const bare = components.named(nameOf(described, 'Request'), fields, 'input');
  if (inside === undefined) return { required, content: { 'application/json': { schema: bare, ...example } } };
  const wrapped = { type: 'object', properties: { [inside]: bare }, required: [inside], additionalProperties: false };
  const schema: Json = { anyOf: [bare, wrapped] };
  return { required, content: { 'application/json': { schema, ...example }, 'application/yaml': { schema } } };
}

function answers(described: Described, components: Components): Record<string, JsonObject> {
  const { route, examples } = described;
  const shapes = [...new Set(Object.values(route.gives))];
  return Object.fromEntries(
    Object.entries(route.gives).map(([status, shape]) => {
      // Without content, as HTTP has it.
      if (status === '204')
        return [status, { description: shape.description ?? 'No Content', headers: answerHeaders() }];
      const name = nameOf(described, `Answer${shapes.indexOf(shape) > 0 ? status : ''}`);
      const shown = examples.find((example) => String(example.status) === status);
      const content = (route.sends ?? ['application/json']).map((type) => {
        if (type === 'text/event-stream') return [type, { schema: streamOf(components.named(name, shape, 'output')) }];
        // Of YAML a schema says what the text stands for, as of JSON.
        if (type.endsWith('yaml')) return [type, { schema: {} }];
        if (type !== 'application/json') return [type, { schema: { type: 'string' } }];
        const example = shown === undefined ? {} : { example: JSON.parse(shown.answer) as Json };
        return [type, { schema: components.named(name, shape, 'output'), ...example }];
      });
      const description = shape.description ?? STATUS_CODES[status] ?? status;
      return [status, { description, headers: answerHeaders(), content: Object.fromEntries(content) as JsonObject }];
    }),
  );
}

function streamOf(event: JsonObject): JsonObject {
  return {
    type: 'string',
    description: 'Server-sent events; the JSON in the `data` of each has the schema named here',
    contentMediaType: 'text/event-stream',
    contentSchema: event,
  };
}

function refusals(described: Described, components: Components): Record<string, JsonObject> {
  const { route, method, examples } = described;
  return Object.fromEntries(
    [...refusalsOf(route, method)].map(([status, found]) => {
      const shown = examples.find((example) => example.status === status);
      return [String(status), refusal(status, found, components, shown)];
    }),
  );
}

function refusal(
  status: number,
  found: readonly RequestCode[],
  components: Components,
  shown: Example | undefined,
): JsonObject {
  const problem = components.named('Problem', problemShape, 'output');
  const error = { type: 'object', properties: { code: { enum: [...found] } } };
  const response = {
    description: found.map((code) => `\`${code}\`: ${codes[code].title}`).join('\n\n'),
    headers: answerHeaders(status),
    content: {
      'application/json': {
        schema: { allOf: [problem, { type: 'object', properties: { error } }] },
        ...(shown !== undefined && { example: JSON.parse(shown.answer) as Json }),
      },
    },
  };
  return components.response((STATUS_CODES[status] ?? String(status)).replaceAll(/[^A-Za-z]/g, ''), response);
}

function nameOf({ route }: Described, what: string): string {
  const [first = 'GET'] = route.methods;
  return operationId(route, first)
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .concat(what)
    .join('');
}
