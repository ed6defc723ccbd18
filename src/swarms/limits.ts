/** How the operations of many callers are brought to the entities. */
export const swarmLimits = {
  /** On one entity. Temporal takes ten at a time of all that ask, and more than that collapse it. */
  updatesInFlight: 1,
  /** On all shards. */
  allUpdatesInFlight: 8,
  /** See `createGroupCommit`. */
  gatherFor: 2,
  /** On the fleet, whose operations wait for the shards. */
  fleetUpdatesInFlight: 2,
  operationsInUpdate: 100,
  /** A payload of Temporal's holds two mebibytes. */
  bytesInUpdate: 1024 * 1024,
  /** For one entity; whoever comes then is told to come again. */
  mostWaiting: 5_000,
  /** In the memory of this process, for all of them. */
  mostBytesWaiting: 64 * 1024 * 1024,
  /** An entity that has not answered by then is ill, or far behind: others need not wait for it. */
  slowMs: 1_000,
  /** An operation that was not answered by then may have been done, or may be done yet. */
  deadlineMs: 10_000,
  /** One that is known to be under way is waited for so long. */
  patienceMs: 60_000,
} as const;
