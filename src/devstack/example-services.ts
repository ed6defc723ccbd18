import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, type Json, type JsonObject } from '../std/index.ts';
import { exampleMethods, type ExampleMethod } from './example-methods.ts';

const BODY_LIMIT = 1_000_000;
/** So many answers are remembered for repeats; older ones are forgotten first. */
const REMEMBERED = 10_000;

interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** All example services in one small server: `POST /SERVICE/METHOD` with the parameters as JSON. A request that repeats an
 * Idempotency-Key gets the first one's answer, as a real service should do. */
export function exampleServer(): Server {
  const answers = new Map<string, Promise<Answer>>();
  const server = createServer((request, response) => {
    answer(request, answers).then(
      (given) => respond(response, given),
      () => request.destroy(),
    );
  });
  server.requestTimeout = 30_000;
  return server;
}

async function answer(request: IncomingMessage, answers: Map<string, Promise<Answer>>): Promise<Answer> {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const method = exampleMethods.find((each) => path === `/${each.service}/${each.method}`);
  if (method === undefined) return problem(404, `no example service answers ${path}`);
  const { verb = 'POST' } = method;
  if (request.method !== verb) return problem(405, `${path} takes ${verb}`);
  const text = await bodyOf(request);
  if (text === undefined) return problem(413, `a body of more than ${BODY_LIMIT} bytes`);
  const parameters = verb === 'GET' ? Object.fromEntries(searchParams) : parametersIn(text);
  if (parameters === undefined) return problem(400, 'the body is no JSON object');

  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return perform(method, parameters);
  const place = `${path} ${key}`;
  const before = answers.get(place);
  if (before !== undefined) return before;
  const performed = perform(method, parameters);
  answers.set(place, performed);
  const [oldest] = answers.keys();
  if (answers.size > REMEMBERED && oldest !== undefined) answers.delete(oldest);
  return performed;
}

async function perform(method: ExampleMethod, parameters: JsonObject): Promise<Answer> {
  await sleep(method.latencyMs);
  return { status: 200, body: method.answer(parameters) };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parametersIn(text: string): JsonObject | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function problem(status: number, message: string): Answer {
  return { status, body: { error: message } };
}

function respond(response: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
