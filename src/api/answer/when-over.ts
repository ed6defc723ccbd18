import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** By connection, what is told when it ends. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/** Calls back once: when the answer has been sent, or its connection has ended, even before now. Of the answers that wait on
 * one connection, one behind the other, Node tells only the first that the connection has ended. */
export function whenOver(request: IncomingMessage, response: ServerResponse, tell: () => void): void {
  const { socket } = request;
  if (socket.closed) {
    tell();
    return;
  }
  const those = waitingOn(socket);
  const over = (): void => {
    response.off('close', over);
    if (those.delete(over)) tell();
  };
  those.add(over);
  response.on('close', over);
}

/** One listener for all of them: a connection may bring thousands of requests in one go. */
function waitingOn(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known !== undefined) return known;
  const those = new Set<() => void>();
  waiting.set(socket, those);
  socket.once('close', () => {
    for (const over of those) over();
  });
  return those;
}
