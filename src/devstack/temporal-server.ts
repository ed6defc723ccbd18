import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DevstackError } from './devstack-error.ts';
import { keep, type KeptProcess } from './kept-process.ts';
import { openLog, type LogFile } from './log-file.ts';
import { freePorts, portState } from './ports.ts';
import type { Born } from './member.ts';
import { withProgress, type Say } from './progress.ts';
import { openDatabase, type Database } from './temporal-database.ts';
import { withoutElsewhere } from './temporal-elsewhere.ts';
import { untilServing } from './temporal-ready.ts';
import { dynamicConfig } from './temporal-tuning.ts';

export interface TemporalServerOptions {
  readonly binary: string;
  /** Takes the database and the log. */
  readonly folder: string;
  readonly namespace: string;
  /** `preferred`: Temporal's usual ports where they are free. `any`: out of everybody's way, as tests want it. */
  readonly ports: 'preferred' | 'any' | TemporalPorts;
  readonly ui: boolean;
  /** Keeps nothing on disk; only for measuring against it. */
  readonly inMemory?: boolean;
  /** Dynamic configuration beside our tuning; a test gives its executions short histories with it. */
  readonly settings?: Readonly<Record<string, number | string>>;
  /** Remove the folder if this process is killed. */
  readonly temporary?: boolean;
  readonly say: Say;
  /** Told its processes before it serves. */
  readonly born?: Born;
  /** Told when nothing shall be started any more. */
  readonly signal?: AbortSignal;
}

export interface TemporalPorts {
  readonly frontend: number;
  readonly ui: number;
}

export interface TemporalServer {
  readonly address: string;
  readonly ui: string | undefined;
  readonly ports: TemporalPorts;
  /** Settles when it has ended, asked to or not; says how, with the end of its log. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const PREFERRED: TemporalPorts = { frontend: 7233, ui: 8233 };
const GRACE_MS = 3_000;
const START_MS = 90_000;
const ATTEMPTS = 3;

/** Starts Temporal's dev server as we need it, on data that stays, and waits until it serves. */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  mkdirSync(options.folder, { recursive: true });
  const database = options.inMemory === true ? undefined : openDatabase(options.folder);
  const work = {
    doing: 'Starting Temporal',
    why: 'it keeps every execution, so that nothing is lost when a process dies',
  };
  return withProgress(options.say, work, async () => {
    let hasBegunAnew = false;
    for (let attempt = 1; ; attempt++) {
      try {
        return await startOnce(options, await choosePorts(options.ports), database);
      } catch (error) {
        if (!(error instanceof DevstackError) || options.signal?.aborted === true) throw error;
        // Between choosing a port and listening on it, somebody else may have come.
        const taken = error.message.includes('address already in use');
        if (taken && attempt < ATTEMPTS) continue;
        if (taken || hasBegunAnew || !(error instanceof EndedByItself)) throw error;
        const aside = database?.setAside();
        if (aside === undefined) throw error;
        // Once only: what keeps a fresh one from serving is not the database.
        hasBegunAnew = true;
        options.say(
          `Temporal can't serve ${database?.path}, which has never served here: kept as ${aside}; beginning anew.`,
        );
      }
    }
  });
}

/** It ended unasked, before it served, and not by a signal: something that it was given is wrong. */
class EndedByItself extends DevstackError {}

async function startOnce(
  options: TemporalServerOptions,
  ports: TemporalPorts,
  database: Database | undefined,
): Promise<TemporalServer> {
  const log = openLog(join(options.folder, 'temporal.log'));
  const kept = await keep({
    command: options.binary,
    args: serverArguments(options, ports, database?.path),
    env: withoutElsewhere(process.env),
    log: log.path,
    graceMs: GRACE_MS,
    ...(options.temporary === true && { removeWhenOrphaned: options.folder }),
  });
  options.born?.([kept.program, kept.keeper]);
  const ended = kept.ended.then(({ code, signal }) => `Temporal ended (${signal ?? `code ${code}`})${log.tail()}`);
  const address = `${HOST}:${ports.frontend}`;
  await servingOrEnded(kept, ended, address, options.namespace, log);
  database?.served();
  return {
    address,
    ui: options.ui ? `http://${HOST}:${ports.ui}` : undefined,
    ports,
    ended,
    stop: () => kept.stop(),
  };
}

async function servingOrEnded(
  kept: KeptProcess,
  ended: Promise<string>,
  address: string,
  namespace: string,
  log: LogFile,
): Promise<void> {
  const waiting = new AbortController();
  const tooLong = AbortSignal.timeout(START_MS);
  const serving = untilServing(address, namespace, AbortSignal.any([waiting.signal, tooLong]));
  const outcome = await Promise.race([
    serving.then(
      () => 'serves' as const,
      () => new DevstackError(`Temporal did not serve within ${START_MS / 1000} s${log.tail()}`),
    ),
    Promise.all([ended, kept.ended]).then(([how, { code }]) =>
      code === null || code === 0 ? new DevstackError(how) : new EndedByItself(how),
    ),
  ]);
  waiting.abort();
  if (outcome === 'serves') return;
  await kept.stop();
  throw outcome;
}

function serverArguments(
  options: TemporalServerOptions,
  ports: TemporalPorts,
  database: string | undefined,
): readonly string[] {
  const tuning = Object.entries({ ...dynamicConfig, ...options.settings }).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return [
    'server',
    'start-dev',
    '--ip',
    HOST,
    '--port',
    String(ports.frontend),
    ...(options.ui ? ['--ui-port', String(ports.ui)] : ['--headless']),
    ...(options.namespace === 'default' ? [] : ['--namespace', options.namespace]),
    ...(database === undefined ? [] : ['--db-filename', database]),
    ...(database === undefined ? [] : ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal']),
    ...tuning.flatMap((each) => ['--dynamic-config-value', each]),
    '--log-level',
    'warn',
  ];
}

async function choosePorts(wanted: TemporalServerOptions['ports']): Promise<TemporalPorts> {
  if (typeof wanted === 'object') return wanted;
  const [frontend = 0, ui = 0] = await freePorts(2);
  if (wanted === 'any') return { frontend, ui };
  return {
    frontend: (await portState(PREFERRED.frontend)) === 'free' ? PREFERRED.frontend : frontend,
    ui: (await portState(PREFERRED.ui)) === 'free' ? PREFERRED.ui : ui,
  };
}
