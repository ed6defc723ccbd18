import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** The statuses of the next answers; then 204. `null` is no answer at all. */
  readonly answer: (...statuses: readonly (number | null)[]) => void;
  /** Resolves when so many requests have come. */
  readonly until: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startReceiver(port = 0): Promise<HttpReceiver> {
  const received: Received[] = [];
  const statuses: (number | null)[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const status = statuses.shift();
      if (status === null) request.socket.destroy();
      else response.writeHead(status ?? 204).end();
      for (const each of waiting) if (received.length >= each.count) each.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?token=1`,
    received,
    answer: (...next) => void statuses.push(...next),
    until: async (count) =>
      await new Promise((resolve) => {
        waiting.push({ count, resolve });
        if (received.length >= count) resolve();
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
