/** What the benchmark of swarms has measured, as `docs/operate/swarm-figures.json` keeps it. */
export interface SwarmFigures {
  /** When, on how many cores, and what else they had to do. */
  readonly measured: { readonly on: string; readonly cores: number; readonly load: number };
  readonly callers: number;
  readonly botsPerShard: number;
  readonly rounds: readonly RoundFigures[];
  /** What a busy shard hands to its next history. */
  readonly state: { readonly bytes: number; readonly packedBytes: number; readonly ms: number };
}

export interface RoundFigures {
  readonly bots: number;
  readonly shards: number;
  readonly createSeconds: number;
  readonly massSeconds: number;
  readonly removeSeconds: number;
  readonly statisticsMs: number;
  readonly botMs: number;
  readonly pairsPerSecond: number;
  /** Core milliseconds of one operation: an assignment or a completion. */
  readonly coreMs: { readonly api: number; readonly worker: number; readonly temporal: number };
  readonly operationsPerUpdate: number;
  /** Written to histories for one operation, by shards and by the fleet. */
  readonly bytes: { readonly shards: number; readonly fleet: number };
  readonly events: { readonly shards: number; readonly fleet: number };
  readonly workerMiB: number;
  readonly load: number;
}
