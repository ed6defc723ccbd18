import { connect, type Socket } from 'node:net';

/** One kept HTTP/1.1 connection, one request at a time, and no more than that: whatever makes load must cost less than
 * what answers it. */
export interface RawConnection {
  readonly isIdle: () => boolean;
  /** Resolves with the status, 0 where the connection ended before the answer had come. */
  readonly send: (request: string) => Promise<RawAnswer>;
  readonly close: () => void;
}

export interface RawAnswer {
  readonly status: number;
  readonly retryAfter: boolean;
  readonly body: string;
}

const lost: RawAnswer = { status: 0, retryAfter: false, body: '' };

export function openConnection(port: number): RawConnection {
  let socket: Socket | null = null;
  let waiting: ((answer: RawAnswer) => void) | null = null;
  let received = '';
  const answer = (given: RawAnswer): void => {
    const resolve = waiting;
    waiting = null;
    received = '';
    resolve?.(given);
  };
  const open = (): Socket => {
    const opened = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    opened.on('data', (chunk: string) => {
      received += chunk;
      const complete = completeAnswer(received);
      if (complete === null) return;
      if (complete.isLast) {
        opened.destroy();
        if (socket === opened) socket = null;
      }
      answer(complete);
    });
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (socket !== opened) return;
      socket = null;
      answer(lost);
    });
    return opened;
  };
  return {
    isIdle: () => waiting === null,
    send: (request) =>
      new Promise((resolve) => {
        waiting = resolve;
        socket ??= open();
        socket.write(request, 'latin1');
      }),
    close: () => socket?.destroy(),
  };
}

function completeAnswer(text: string): (RawAnswer & { readonly isLast: boolean }) | null {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = text.slice(0, end).toLowerCase();
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  if (text.length < end + 4 + length) return null;
  return {
    status: Number(head.slice(9, 12)),
    retryAfter: head.includes('\r\nretry-after: '),
    isLast: head.includes('\r\nconnection: close'),
    body: text.slice(end + 4, end + 4 + length),
  };
}

export function requestText(
  port: number,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
  key?: string,
): string {
  const host = `host: 127.0.0.1:${port}\r\n${key === undefined ? '' : `idempotency-key: ${key}\r\n`}`;
  if (body === undefined) return `${method} ${path} HTTP/1.1\r\n${host}\r\n`;
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return `${method} ${path} HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${text}`;
}
