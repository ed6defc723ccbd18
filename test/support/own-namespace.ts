import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { dataConverter } from '../../src/codec/index.ts';
import { type OpenConnection, openConnection } from './connection.ts';

/** A namespace of its own on the run's Temporal server, for tests of what talks to Temporal without our processes. */
export interface OwnNamespace {
  readonly client: Client;
  /** Another client of the same namespace, as another process would have. */
  readonly anotherClient: () => Client;
  readonly close: () => Promise<void>;
}

export async function ownNamespace(): Promise<OwnNamespace> {
  const address = process.env['TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('no Temporal: this test belongs to the project `temporal`');
  const own = openConnection(address);
  const { connection } = own;
  await connection.ensureConnected();
  const namespace = `test-${randomUUID()}`;
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1d') });
  const others: OpenConnection[] = [];
  const client = new Client({ connection, namespace, dataConverter });
  await untilKnown(client);
  return {
    client,
    anotherClient: () => {
      const other = openConnection(address);
      others.push(other);
      return new Client({ connection: other.connection, namespace, dataConverter });
    },
    close: async () => {
      await Promise.all([own, ...others].map(async (each) => await each.close()));
    },
  };
}

/** A new namespace reaches the parts of the server one after the other. */
async function untilKnown(client: Client): Promise<void> {
  for (;;) {
    try {
      await client.workflow.count();
      await client.workflow.getHandle('none').describe();
    } catch (error) {
      if (error instanceof Error && error.name === 'WorkflowNotFoundError') return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
