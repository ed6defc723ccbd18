/** Of bots, swarms and their tasks. Sizes are of JSON text in UTF-8. */
export const fleetLimits = {
  /** Bots on record, where nothing else is set. */
  capacity: 50_000,
  /** Bots of one shard; part of every bot's route, so it's the same for all swarms there ever were. */
  botsPerShard: 25_000,
  /** Names and capabilities of the bots of one shard of the pool, which has fewer bots where they are long. */
  specBytes: 512 * 1024,
  /** A bot's index in its swarm is below. */
  indices: 10_000_000,
  slugLength: 60,
  nameLength: 200,
  typeLength: 200,
  capabilities: 50,
  capabilityLength: 100,
  /** On record at a time. */
  swarms: 1_000,
  /** Data of one task. */
  taskBytes: 64 * 1024,
  /** Data of the tasks of a shard that have not ended, mass tasks left out; and how many those may be. */
  pendingBytes: 2560 * 1024,
  pendingTasks: 50_000,
  /** Mass tasks of a swarm that have not ended, and their data. */
  massTasks: 50,
  massBytes: 512 * 1024,
  /** Ended mass tasks that a swarm remembers, and what those of all swarms may take in the fleet. */
  endedMassTasks: 100,
  massRecordBytes: 1_000_000,
  /** Data in what the fleet tells its shards at once: a message to the server has four mebibytes at most. */
  effectBytes: 1024 * 1024,
  /** Ended tasks that a shard remembers, and the bytes of their results and errors. */
  endedTasks: 20_000,
  resultBytes: 16 * 1024,
  keptResultBytes: 640 * 1024,
  /** Of what was said of shares of mass tasks that failed, in a shard. */
  keptErrorBytes: 640 * 1024,
  /** What is kept of an error, in characters. */
  errorLength: 500,
  leaseMs: { least: 1_000, most: 3_600_000, unlessSaid: 60_000 },
  /** Bots that a task is given to before it is a dead letter. */
  attempts: 3,
  deadLetters: 2_500,
  /** Operations that a shard, and the fleet, knows again: for half a minute at the least where hundreds come in a second, since
   * who was told to ask again does so within that. */
  shardOps: 30_000,
  fleetOps: 20_000,
  /** Operations of one update. */
  operationsAtOnce: 100,
} as const;
