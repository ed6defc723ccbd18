import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import {
  createActivities,
  createHttpClient,
  notificationsName,
  type ServiceDirectory,
} from '../../activities/index.ts';
import { readSecrets } from '../../src/config/index.ts';
import { callRequest, performCall, type CallEnd } from '../activities/perform-call.ts';

export type FailedCall = Extract<CallEnd, { readonly kind: 'failed' }>;

/** A call of weather.get_conditions, with one retry left, to a service that answers with these bytes; to one that closes
 * the connection where they are empty, and to one that says nothing where there are none. */
export async function callAnswered(bytes: string | null, timeoutMs = 30_000): Promise<FailedCall> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => (bytes === null ? undefined : socket.end(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await callAt(baseUrl, timeoutMs);
  } finally {
    server.close();
  }
}

/** A service that is never done, asked once: the next time would be too late. */
async function pollWithoutEnd(): Promise<FailedCall> {
  const body = '{"state": "loading"}';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(jsonAnswer(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services: ServiceDirectory = { find: (name) => Promise.resolve({ name, baseUrls: [baseUrl] }) };
  const http = createHttpClient();
  try {
    const ended = await performCall(http, services, {
      kind: 'poll',
      service: 'firmware',
      target: { kind: 'method', method: 'get_job', parameters: { job: 7 } },
      until: {
        condition: false,
        sees: { inputs: {}, context: {}, step: { id: 'install' }, now: 0, seed: '', steps: {}, locals: {} },
      },
      intervalMs: 60_000,
      timeoutMs: 2000,
      requestTimeoutMs: 2000,
    }).ended;
    if (ended.kind !== 'failed') throw new Error(`the polling ${ended.kind}`);
    return ended;
  } finally {
    server.close();
    await http.close();
  }
}

async function callAt(baseUrl: string, timeoutMs = 30_000): Promise<FailedCall> {
  return await callWith({ find: (name) => Promise.resolve({ name, baseUrls: [baseUrl] }) }, timeoutMs);
}

/** With a secret in its parameters that the worker does not have, or that is for another service. */
async function callWithSecret(env: NodeJS.ProcessEnv): Promise<FailedCall> {
  const services: ServiceDirectory = { find: (name) => Promise.resolve({ name, baseUrls: ['http://127.0.0.1:1'] }) };
  const http = createHttpClient();
  try {
    const request = callRequest({
      parameters: { key: '{{secrets.api_key}}' },
      secrets: [{ at: '/key', from: 0, name: 'api_key' }],
    });
    const activities = createActivities({ services, http, secrets: readSecrets(env) });
    const ended = await performCall(http, services, request, {}, activities).ended;
    if (ended.kind !== 'failed') throw new Error(`the call ${ended.kind}`);
    return ended;
  } finally {
    await http.close();
  }
}

/** A notification for a webhook, by a worker that was given none. */
async function notifyWebhook(): Promise<FailedCall> {
  const services: ServiceDirectory = { find: () => Promise.resolve(null) };
  const http = createHttpClient();
  try {
    const parameters = { channel: 'webhook', message: 'worn' };
    const request = callRequest({ service: notificationsName, method: 'send', parameters });
    const ended = await performCall(http, services, request).ended;
    if (ended.kind !== 'failed') throw new Error(`the call ${ended.kind}`);
    return ended;
  } finally {
    await http.close();
  }
}

async function callWith(services: ServiceDirectory, timeoutMs: number, attempt = 1): Promise<FailedCall> {
  const http = createHttpClient();
  try {
    const request = callRequest({ timeoutMs, retry: { count: 1, delayMs: 1000, backoff: 1 } });
    const ended = await performCall(http, services, request, { attempt }).ended;
    if (ended.kind !== 'failed') throw new Error(`the call ${ended.kind}`);
    return ended;
  } finally {
    await http.close();
  }
}

const jsonAnswer = (body: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** Calls that fail with other than an answer that a page can show. */
export const failingCalls: Readonly<Record<string, () => Promise<FailedCall>>> = {
  'call-lost': () => callWith({ find: () => Promise.resolve(null) }, 5000, 22),
  'call-timed-out': () => callAnswered(null, 2000),
  'connection-lost': () => callAnswered(''),
  'service-unreachable': () => callAt('http://127.0.0.1:1'),
  'response-too-large': () => callAnswered(jsonAnswer(`"${'x'.repeat(300_000)}"`)),
  'response-too-deep': () => callAnswered(jsonAnswer('['.repeat(101) + ']'.repeat(101))),
  'unknown-service': () => callWith({ find: () => Promise.resolve(null) }, 5000),
  'unknown-secret': () => callWithSecret({}),
  'secret-refused': () =>
    callWithSecret({ BATON_SECRET_API_KEY: 'k9f2hq71mmz0', BATON_SECRET_SERVICES_API_KEY: 'billing' }),
  'poll-timed-out': pollWithoutEnd,
  'channel-not-configured': notifyWebhook,
  'address-refused': () => callAt('http://169.254.169.254'),
  'registry-unavailable': () =>
    callWith({ find: () => Promise.reject(new Error('Temporal did not answer within 5 seconds')) }, 5000),
};
