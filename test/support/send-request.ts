import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { undocumented } from './documented-answers.ts';

export interface SentRequest {
  readonly method?: string;
  readonly path: string;
  /** Sent as they are; Host is set unless it is named here. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** An object is sent as JSON, with its type unless `headers` says otherwise. */
  readonly body?: string | Uint8Array | JsonObject;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Null where the text is not JSON. */
  readonly json: Json;
}

/** One request on a connection of its own, with every header under the test's control. An answer of ours that the OpenAPI
 * document does not allow is an error, in whatever test. */
export function sendRequest(port: number, sent: SentRequest): Promise<ReceivedAnswer> {
  const isJson = typeof sent.body === 'object' && !(sent.body instanceof Uint8Array);
  const body = isJson ? JSON.stringify(sent.body) : (sent.body as string | Uint8Array | undefined);
  const headers = {
    ...(isJson && { 'content-type': 'application/json' }),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...sent.headers,
  };
  const method = sent.method ?? (sent.body === undefined ? 'GET' : 'POST');
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, method, path: sent.path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        const isOurs = answered['x-request-id'] !== undefined;
        const contentType = answered['content-type'] ?? '';
        const wrong = isOurs ? undocumented({ method, path: sent.path, status, contentType, text }) : null;
        if (wrong === null) resolve({ status, headers: answered, text, json: parsed(text) });
        else reject(new Error(`${wrong}; is it in \`gives\` or \`refuses\` of its route?`));
      });
      response.on('error', reject);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** What comes back for bytes that no HTTP client would send, until the server ends the connection. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error),
    );
  });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
