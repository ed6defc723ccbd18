import type { RoundFigures, SwarmFigures } from './figures.ts';

/** What so many bots would take, from what was measured with fewer: each figure is a measured one times a count, and says
 * nothing that was not multiplied. */

export interface Wanted {
  readonly bots: number;
  /** Tasks that each bot is given and completes in an hour. */
  readonly tasksPerHour: number;
}

/** Temporal's own, at its defaults. */
export const limitsOfTemporal = {
  memoBytes: 2 * 1024 * 1024,
  payloadBytes: 2 * 1024 * 1024,
  /** Children that one workflow may have pending. */
  pendingChildren: 2_000,
  /** Requests a second to one namespace, of each of its frontends. */
  namespaceRequests: 2_400,
  /** After which a workflow goes on in a new history. */
  historyEvents: 4_096,
} as const;

export const limitsOfOurs = {
  /** Executions and entities that one worker keeps in memory. */
  cachedWorkflows: 600,
  /** Of a core, what a process of the API or of a worker should not use for long. */
  mostOfCore: 0.7,
  /** So that one may end. */
  fewestProcesses: 2,
  /** Reports of one shard, a second, and writings of the fleet's memo. */
  reportsPerSecond: 0.5,
  memoWritesPerSecond: 2,
  /** Of one shard in that memo, unpacked. */
  memoRowBytes: 110,
} as const;

export interface Estimate extends Wanted {
  readonly shards: number;
  readonly operationsPerSecond: number;
  readonly updatesPerSecond: number;
  readonly cores: { readonly api: number; readonly worker: number; readonly temporal: number };
  readonly processes: { readonly api: number; readonly worker: number };
  readonly historyBytesPerSecond: number;
  readonly workerMiB: number;
  readonly createSeconds: number;
  readonly massSeconds: number;
  readonly reportsPerSecond: number;
  readonly memoBytes: number;
  /** Those first that are reached first. */
  readonly limits: readonly Limit[];
}

/** Where the first of them is reached, is how far it goes. */
export interface Limit {
  readonly what: string;
  /** Bots, at that rate, at which it is reached. */
  readonly atBots: number;
  readonly whatThen: string;
}

export function estimate(figures: SwarmFigures, { bots, tasksPerHour }: Wanted): Estimate {
  const { botsPerShard } = figures;
  const large = largest(figures);
  const smallest = figures.rounds[0] ?? large;
  const shards = Math.ceil(bots / botsPerShard);
  const operationsPerSecond = (2 * bots * tasksPerHour) / 3600;
  const coresFor = (msOfOne: number): number => (operationsPerSecond * msOfOne) / 1000;
  const cores = {
    api: coresFor(large.coreMs.api),
    worker: coresFor(large.coreMs.worker),
    temporal: coresFor(large.coreMs.temporal),
  };
  const processesFor = (needed: number): number =>
    Math.max(limitsOfOurs.fewestProcesses, Math.ceil(needed / limitsOfOurs.mostOfCore));
  const processes = {
    api: processesFor(cores.api),
    worker: Math.max(processesFor(cores.worker), Math.ceil(shards / limitsOfOurs.cachedWorkflows)),
  };
  const mibPerShard = Math.max(0, (large.workerMiB - smallest.workerMiB) / (large.shards - smallest.shards));
  return {
    bots,
    tasksPerHour,
    shards,
    operationsPerSecond,
    updatesPerSecond: operationsPerSecond / large.operationsPerUpdate,
    cores,
    processes,
    historyBytesPerSecond: operationsPerSecond * (large.bytes.shards + large.bytes.fleet),
    workerMiB: smallest.workerMiB + (shards / processes.worker) * mibPerShard,
    createSeconds: shards * (large.createSeconds / large.shards),
    massSeconds: shards * (large.massSeconds / large.shards),
    reportsPerSecond: Math.min(shards * limitsOfOurs.reportsPerSecond, operationsPerSecond),
    memoBytes: shards * limitsOfOurs.memoRowBytes,
    limits: limitsFor(figures, { bots, tasksPerHour }),
  };
}

function limitsFor(figures: SwarmFigures, { tasksPerHour }: Wanted): readonly Limit[] {
  const { botsPerShard } = figures;
  const large = largest(figures);
  const one = oneShard(figures);
  const ofOneBot = (2 * tasksPerHour) / 3600;
  // An update is asked for once, and its workflow task is fetched and answered.
  const requests = 3 / large.operationsPerUpdate;
  const found: readonly Limit[] = [
    {
      what: 'the core of one API process',
      atBots: 1000 / (ofOneBot * large.coreMs.api),
      whatThen: 'more API processes behind a balancer',
    },
    {
      what: 'the core of one worker',
      atBots: 1000 / (ofOneBot * large.coreMs.worker),
      whatThen: 'more workers',
    },
    {
      what: 'requests to one frontend of Temporal',
      atBots: limitsOfTemporal.namespaceRequests / (ofOneBot * requests),
      whatThen: 'more frontends, or a higher `frontend.namespaceRPS`',
    },
    {
      what: 'reports to the fleet, where every shard is busy',
      atBots: botsPerShard * (updatesOfOne(one) / limitsOfOurs.reportsPerSecond),
      whatThen: 'rarer reports: statistics get older and stay exact',
    },
    {
      what: 'entities in the memory of one worker',
      atBots: limitsOfOurs.cachedWorkflows * botsPerShard,
      whatThen: 'more workers; what is not in memory is read again from its history',
    },
    {
      what: 'shards that one creation may start',
      atBots: limitsOfTemporal.pendingChildren * botsPerShard,
      whatThen: 'several swarms',
    },
    {
      what: 'the memo of the fleet',
      atBots: (limitsOfTemporal.memoBytes / limitsOfOurs.memoRowBytes) * botsPerShard,
      whatThen: 'several fleets, each in a namespace of its own',
    },
  ];
  return found.toSorted((a, b) => a.atBots - b.atBots);
}

/** At which rate the bots of one shard keep it altogether busy. */
export function busiestTasksPerHour(figures: SwarmFigures): number {
  return (3600 * oneShard(figures).pairsPerSecond) / figures.botsPerShard;
}

/** Updates a second that one entity takes. */
function updatesOfOne({ pairsPerSecond, operationsPerUpdate }: RoundFigures): number {
  return (2 * pairsPerSecond) / operationsPerUpdate;
}

function largest({ rounds }: SwarmFigures): RoundFigures {
  const round = rounds.at(-1);
  if (round === undefined) throw new Error('the figures have no round');
  return round;
}

/** Where all callers ask one shard. */
function oneShard({ rounds }: SwarmFigures): RoundFigures {
  const round = rounds.findLast(({ shards }) => shards === 1);
  if (round === undefined) throw new Error('the figures have no round with one shard');
  return round;
}
