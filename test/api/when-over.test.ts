import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { whenOver } from '../../src/api/answer/when-over.ts';

/** An answer that nobody has sent yet, and who asked for it. */
async function underWay(
  told: number[],
  many: number,
): Promise<{ finish: () => void; cut: () => void; close: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
  caller.on('error', () => undefined).write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  for (let at = 0; at < many; at++) whenOver(request, response, () => told.push(at));
  expect(response.listenerCount('close')).toBeLessThanOrEqual(2);
  return { finish: () => void response.end(), cut: () => caller.destroy(), close: () => void server.close() };
}

const inOrder = Array.from({ length: 30 }, (_, at) => at);

test.each(['finish', 'cut'] as const)('each is told once when the answer is over: %s', async (how) => {
  const told: number[] = [];
  const { [how]: end, cut, close } = await underWay(told, inOrder.length);
  expect(told).toEqual([]);
  end();
  while (told.length < inOrder.length) await new Promise((resolve) => setTimeout(resolve, 1));
  cut();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told).toEqual(inOrder);
  close();
});
