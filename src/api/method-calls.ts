import { z } from 'zod';
import { nearest, Refusal } from '../problems/index.ts';
import { isObject, type Json, type JsonObject } from '../std/index.ts';
import { problemOf, statusOf } from './answer/problem.ts';
import type { Ports } from './ports.ts';
import { readBodyFields } from './request/fields.ts';
import { readJsonText } from './request/json-text.ts';
import type { Given, Route } from './route.ts';

/** The orchestrator as a service that steps call: each of its routes is a method, called where the caller is, with the
 * checks and the answers that a request by HTTP has. */
export const orchestratorName = 'ifex-orchestrator';

const prefix = '/orchestrator/';

export interface MethodCall {
  readonly method: string;
  readonly parameters: Json;
  /** Equal on every repeat of the call; a question has none. */
  readonly key?: string | undefined;
  /** The execution whose step calls. */
  readonly caller: string;
  readonly left: AbortSignal;
}

export interface MethodAnswer {
  readonly status: number;
  readonly body: object;
}

export function createMethodCalls(
  ports: Ports,
  routes: readonly Route[],
  report: (bug: unknown) => void,
): (call: MethodCall) => Promise<MethodAnswer> {
  const methods = methodsOf(routes);
  return async (call) => {
    try {
      const route = methods.get(call.method);
      if (route === undefined) throw unknownMethod(call.method, [...methods.keys()]);
      const given = givenOf(route, call);
      const key = given.kind === 'fields' ? keyBeside(given.fields, call.key) : call.key;
      const answer = await route.answer(ports, {
        given,
        params: {},
        header: (name) => (name === 'idempotency-key' ? key : undefined),
        accepted: 'application/json',
        isStopping: false,
        left: call.left,
        onlyWaits: () => undefined,
        caller: call.caller,
      });
      if (answer.kind === undefined || answer.kind === 'json') return { status: answer.status, body: answer.body };
      throw unknownMethod(call.method, [...methods.keys()]);
    } catch (error) {
      if (!(error instanceof Refusal)) report(error);
      const refusal =
        error instanceof Refusal ? error : new Refusal('internal-error', 'something is wrong on our side');
      return { status: statusOf(refusal), body: problemOf(refusal, call.key ?? '') };
    }
  };
}

/** What is known of each method: JSON Schemas of its parameters and of its result. */
export function methodOperations(routes: readonly Route[]): JsonObject {
  return Object.fromEntries(
    [...methodsOf(routes)].map(([method, { summary, takes, gives }]) => {
      const parameters = takes.kind === 'fields' ? { parameters: schemaOf(takes.fields, 'input') } : {};
      const [shape] = Object.entries(gives).flatMap(([status, each]) => (status.startsWith('2') ? [each] : []));
      const result = shape === undefined ? {} : { result: schemaOf(shape, 'output') };
      return [method, { description: summary, ...parameters, ...result }];
    }),
  );
}

function methodsOf(routes: readonly Route[]): ReadonlyMap<string, Route> {
  return new Map(
    routes.flatMap((route) => {
      const isMethod = route.path.startsWith(prefix) && /^[a-z_]+$/.test(route.path.slice(prefix.length));
      return isMethod && route.sends === undefined ? [[route.path.slice(prefix.length), route] as const] : [];
    }),
  );
}

/** Without patterns: the language's are of another kind, and what is called checks them anyway. */
function schemaOf(shape: z.ZodType, io: 'input' | 'output'): JsonObject {
  const override = ({ jsonSchema }: { readonly jsonSchema: { pattern?: unknown } }): void => {
    delete jsonSchema.pattern;
  };
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any', override });
  return schema as JsonObject;
}

function givenOf({ takes }: Route, { parameters, method, key }: MethodCall): Given {
  if (takes.kind === 'nothing') return { kind: 'nothing' };
  // An event that is sent again under the id of the first is one event.
  const named =
    method === 'send_event' && isObject(parameters) && key !== undefined ? { id: key, ...parameters } : parameters;
  const text = JSON.stringify(named);
  if (takes.kind === 'definition') return { kind: 'definition', text, format: 'json' };
  return { kind: 'fields', fields: readBodyFields(readJsonText(text), takes.fields) };
}

/** An execution that was given an id, or a key, is unique by that. */
function keyBeside(fields: unknown, key: string | undefined): string | undefined {
  return isObject(fields) && ('execution_id' in fields || 'idempotency_key' in fields) ? undefined : key;
}

function unknownMethod(method: string, known: readonly string[]): Refusal {
  const near = nearest(method, known);
  const hint = near === null ? '' : `; did you mean \`${near}\`?`;
  return new Refusal('unknown-route', `${orchestratorName} has no method \`${method}\`${hint}`);
}
