import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { RETENTION_DAYS } from './temporal-tuning.ts';

const ATTEMPT_MS = 3_000;
const SERVING = 1;

/** Waits until the server answers for the namespace and sees to its retention. Goes on for ever: who calls
 * decides when it has lasted too long, and aborts it then or when the server dies. */
export async function untilServing(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  const { Connection } = await import('@temporalio/client');
  // Asked first, since gRPC backs off for a whole second after a refused connection.
  while (!(await accepts(address))) await sleep(20, undefined, { signal });

  const connection = Connection.lazy({ address });
  try {
    for (;;) {
      try {
        await connection.withDeadline(Date.now() + ATTEMPT_MS, async () => {
          const health = await connection.healthService.check({
            service: 'temporal.api.workflowservice.v1.WorkflowService',
          });
          if (Number(health.status) !== SERVING) throw new Error('not serving yet');
          await keepHistory(connection.workflowService, namespace);
        });
        return;
      } catch {
        await sleep(50, undefined, { signal });
      }
    }
  } finally {
    await connection.close();
  }
}

type WorkflowService = Connection['workflowService'];

/** The dev server takes no retention at its start, so the namespace is changed. */
async function keepHistory(service: WorkflowService, namespace: string): Promise<void> {
  const { msToTs } = await import('@temporalio/common/lib/time.js');
  const wanted = msToTs(RETENTION_DAYS * 24 * 3600 * 1000);
  const { config } = await service.describeNamespace({ namespace });
  if (String(config?.workflowExecutionRetentionTtl?.seconds) === String(wanted.seconds)) return;
  await service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: wanted } });
}

async function accepts(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
