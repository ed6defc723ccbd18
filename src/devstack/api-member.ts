import { DevstackError } from './devstack-error.ts';
import type { Member } from './member.ts';
import { nodeMember, type NodeMemberOptions } from './node-member.ts';
import { nextFreePort } from './ports.ts';
import type { Say } from './progress.ts';
import type { ChosenPort } from './api-ports.ts';

const ATTEMPTS = 5;

/** The API as a part of the stack. Between our choosing its port and its listening there somebody else may have come: as
 * long as it has not been ready yet, and nobody asked for that port, it takes the next one. */
export function apiMember(options: NodeMemberOptions, chosen: ChosenPort, say: Say): Member {
  let port = chosen.port;
  let isSettled = chosen.wasAskedFor;
  const onReady = (message: Readonly<Record<string, unknown>>) => {
    isSettled = true;
    options.onReady?.(message);
  };
  return {
    name: options.name,
    async start(born) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await nodeMember({ ...options, env: { ...options.env, PORT: port }, onReady }).start(born);
        } catch (error) {
          const isTaken = error instanceof DevstackError && error.message.includes(`Port ${port} is in use already`);
          if (isSettled || !isTaken || attempt === ATTEMPTS) throw error;
          const taken = port;
          port = String(await nextFreePort(Number(taken) + 1));
          say(`Port ${taken} was taken meanwhile; using ${port}.`);
        }
      }
    },
  };
}
