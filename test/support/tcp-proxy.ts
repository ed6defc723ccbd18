import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What becomes of the bytes. `refusing`: nobody listens. `hanging`: connections are taken and nothing is ever answered.
 * `deaf`: what is sent arrives, the answers don't, and each connection that had one is cut. */
export type ProxyMode =
  | { readonly kind: 'passing' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'hanging' }
  | { readonly kind: 'deaf' }
  | { readonly kind: 'refusing' };

/** Stands between a process and what it is connected to, on one port all the time. */
export interface TcpProxy {
  readonly port: number;
  /** Cuts all connections where the new mode is no longer `passing` or `slow` by refusing; lets them stand otherwise. */
  readonly turn: (mode: ProxyMode) => Promise<void>;
  /** Answers that `deaf` has swallowed. */
  readonly swallowed: () => number;
  readonly close: () => Promise<void>;
}

export async function startTcpProxy(target: string, port = 0): Promise<TcpProxy> {
  const [host = '', targetPort = '0'] = target.split(':');
  const sockets = new Set<Socket>();
  let mode: ProxyMode = { kind: 'passing' };
  let swallowed = 0;

  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    kept(near);
    const far = kept(connect(Number(targetPort), host));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    pass(near, far, () => false);
    pass(far, near, () => {
      if (mode.kind !== 'deaf') return false;
      swallowed++;
      near.destroy();
      return true;
    });
  });

  /** In order, whatever the delay; what comes while it hangs is kept until it no longer does. */
  const pass = (from: Socket, to: Socket, isSwallowed: () => boolean): void => {
    let before = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      const due = Date.now() + (mode.kind === 'slow' ? mode.delayMs : 0);
      before = before.then(async () => {
        while (mode.kind === 'hanging' && !to.destroyed) await sleep(20);
        await sleep(Math.max(0, due - Date.now()));
        if (!to.destroyed && !isSwallowed()) to.write(chunk);
      });
    });
  };

  const open = async (on: number): Promise<number> => {
    server.listen(on, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : on;
  };
  const shut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  const own = await open(port);
  return {
    port: own,
    turn: async (next) => {
      mode = next;
      if (next.kind === 'refusing') await shut();
      else if (!server.listening) await open(own);
    },
    swallowed: () => swallowed,
    close: shut,
  };
}
