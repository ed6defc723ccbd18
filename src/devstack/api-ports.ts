import { DevstackError } from './devstack-error.ts';
import { portOwner } from './port-owner.ts';
import { nextFreePort, portState } from './ports.ts';
import type { Say } from './progress.ts';

const DEFAULT_PORT = 5080;

export interface ChosenPort {
  /** The value of PORT for the API; several with commas where that was asked for. */
  readonly port: string;
  readonly wasAskedFor: boolean;
}

/** What was asked for, if it is free, else the first free port from 5080 on. */
export async function choosePort(env: NodeJS.ProcessEnv, say: Say): Promise<ChosenPort> {
  for (const variable of ['PORT', 'ORCHESTRATOR_SERVICE_PORT']) {
    const asked = env[variable] ?? '';
    if (asked === '') continue;
    for (const text of asked.split(',')) await checkFree(variable, text.trim(), env);
    return { port: asked, wasAskedFor: true };
  }
  const port = await nextFreePort(DEFAULT_PORT);
  if (port !== DEFAULT_PORT) say(`Port ${DEFAULT_PORT} is taken${await byWhom(DEFAULT_PORT)}; using ${port}.`);
  return { port: String(port), wasAskedFor: false };
}

async function checkFree(variable: string, text: string, env: NodeJS.ProcessEnv): Promise<void> {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new DevstackError(
      `${variable}=${env[variable]}: \`${text}\` is no port; allowed are numbers from 0 to 65535, several with commas.`,
    );
  }
  if (port === 0) return;
  const host = env['ORCHESTRATOR_SERVICE_HOST'];
  const state = await portState(port, host === undefined || host === '' ? undefined : host);
  if (state === 'free') return;
  const wrong = state === 'taken' ? `already in use${await byWhom(port)}` : 'not allowed for this user';
  throw new DevstackError(
    `Port ${port}, asked for by ${variable}, is ${wrong}. Stop that, or ask for another: ${variable}=${port + 1}.`,
  );
}

async function byWhom(port: number): Promise<string> {
  const owner = await portOwner(port);
  return owner === undefined ? '' : ` by ${owner}`;
}
