import { createClient } from '../../client/index.ts';
import type { Completion, KnownNames } from '../completions.ts';
import { apiAddress } from './api-address.ts';

/** Somebody has pressed a key and waits: what does not come at once does not come. */
const DEADLINE_MS = 800;
/** The newest: who looks for another one has a list. */
const MOST = 100;

/** None where the API does not answer: a completion has nowhere to complain. */
export function knownNames(env: NodeJS.ProcessEnv): KnownNames {
  const asked = async (ask: (client: ReturnType<typeof createClient>) => Promise<readonly Completion[]>) => {
    try {
      return await ask(createClient({ address: apiAddress(env), retries: 0, timeoutMs: DEADLINE_MS }));
    } catch {
      return [];
    }
  };
  return {
    workflows: () =>
      asked(async ({ workflows }) =>
        (await workflows.list()).map(({ name, version, description }) => ({
          word: name,
          about: typeof description === 'string' ? description : version,
        })),
      ),
    schedules: () =>
      asked(async ({ schedules }) => {
        const found: Completion[] = [];
        for await (const { schedule_id: word, title } of schedules.list()) {
          found.push({ word, about: title });
          if (found.length === MOST) break;
        }
        return found;
      }),
    executions: () =>
      asked(async ({ executions }) => {
        const found: Completion[] = [];
        for await (const { execution_id: word, workflow_name: name, status, phase } of executions.list({
          limit: MOST,
        })) {
          found.push({ word, about: `${name} ${(phase ?? status).toLowerCase()}` });
          if (found.length === MOST) break;
        }
        return found;
      }),
  };
}
