import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Tell = () => void;

/** By connection, what is told when it ends; by answer, what is told when that is over. */
const ofConnections = new WeakMap<Socket, Set<Tell>>();
const ofAnswers = new WeakMap<ServerResponse, Tell[]>();

/** Calls back once: when the answer has been sent, or its connection has ended, even before now. Of the answers that wait on
 * one connection, one behind the other, Node tells only the first that the connection has ended. */
export function whenOver({ socket }: IncomingMessage, response: ServerResponse, tell: Tell): void {
  if (socket.closed) {
    tell();
    return;
  }
  const known = ofAnswers.get(response);
  if (known !== undefined) {
    known.push(tell);
    return;
  }
  const told = [tell];
  ofAnswers.set(response, told);
  const those = waitingOn(socket);
  // One listener for all that are told: Node takes more than ten for a leak.
  const over = (): void => {
    response.off('close', over);
    those.delete(over);
    ofAnswers.delete(response);
    for (const each of told) each();
  };
  those.add(over);
  response.on('close', over);
}

/** One listener for all of them: a connection may bring thousands of requests in one go. */
function waitingOn(socket: Socket): Set<Tell> {
  const known = ofConnections.get(socket);
  if (known !== undefined) return known;
  const those = new Set<Tell>();
  ofConnections.set(socket, those);
  socket.once('close', () => {
    for (const over of those) over();
  });
  return those;
}
