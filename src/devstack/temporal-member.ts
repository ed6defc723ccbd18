import type { Member } from './member.ts';
import type { Say } from './progress.ts';
import { findTemporal } from './temporal-binary.ts';
import { startTemporalServer, type TemporalPorts, type TemporalServer } from './temporal-server.ts';

/** The local Temporal as a part of the stack. It is always at the ports of its first start, since the worker and the API
 * know it by them. */
export async function temporalMember(options: {
  readonly folder: string;
  readonly namespace: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: Say;
  readonly signal: AbortSignal;
}): Promise<{ readonly member: Member; at(): Pick<TemporalServer, 'address' | 'ui'> }> {
  const { folder, namespace, env, say, signal } = options;
  const binary = await findTemporal(say, env, signal);
  let ports: TemporalPorts | 'preferred' = 'preferred';
  let at: Pick<TemporalServer, 'address' | 'ui'> = { address: '', ui: undefined };
  const member: Member = {
    name: 'Temporal',
    async start(born) {
      const server = await startTemporalServer({
        binary: binary.path,
        folder,
        namespace,
        ports,
        ui: true,
        say,
        born,
        signal,
      });
      ports = server.ports;
      at = server;
      return { ended: server.ended, stop: () => server.stop() };
    },
  };
  return { member, at: () => at };
}
