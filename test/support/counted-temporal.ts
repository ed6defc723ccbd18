import { Client, Connection } from '@temporalio/client';
import { dataConverter } from '../../src/codec/index.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A client on a connection of its own that can be made to hang, and that counts how often Temporal is asked how a
 * workflow stands. */
export interface CountedTemporal {
  readonly client: Client;
  readonly proxy: TcpProxy;
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

export async function countedTemporal(namespace: string): Promise<CountedTemporal> {
  let asked = 0;
  const proxy = await startTcpProxy(process.env['TEMPORAL_ADDRESS'] ?? '');
  const connection = await Connection.connect({ address: `127.0.0.1:${proxy.port}` });
  const { workflowService } = connection;
  const describe = workflowService.describeWorkflowExecution.bind(workflowService);
  workflowService.describeWorkflowExecution = (async (request: Parameters<typeof describe>[0]) => {
    asked++;
    return await describe(request);
  }) as typeof describe;
  return {
    client: new Client({ connection, namespace, dataConverter }),
    proxy,
    asked: () => asked,
    close: async () => {
      await connection.close();
      await proxy.close();
    },
  };
}
