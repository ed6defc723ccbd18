/** Every number that bounds a definition. The codes they end in: too-many-…, too-long, out-of-range. */
export const definitionLimits = {
  steps: 10_000,
  /** Edges of the graph, each pair of steps counted once. */
  dependencies: 50_000,
  dependsOnEntries: 10_000,
  nameLength: 128,
  idLength: 64,
  versionLength: 64,
  serviceLength: 128,
  methodLength: 128,
  descriptionLength: 10_000,
  /** Of a status line. */
  displayLength: 200,
  /** Of what one task of a sequence sends. */
  fields: 1_000,
  fieldLength: 256,
  inputs: 1_000,
  enumValues: 1_000,
  /** What an unsigned 32-bit number of milliseconds holds: 49.7 days. */
  stepTimeoutMs: 4_294_967_295,
  /** 365 days. */
  workflowTimeoutMs: 31_536_000_000,
  /** Of a fast call: nothing else of its execution is seen while it runs. */
  fastTimeoutMs: 1_000,
  /** What an unsigned 8-bit number holds. */
  retryCount: 255,
  retryDelayMs: 86_400_000,
  retryBackoff: 100,
  endpointLength: 1_024,
  eventLength: 256,
  /** Elements of one step in flight. */
  maxParallel: 1_000,
  /** Of each of on_success and on_failure. */
  actions: 10,
  notifyLength: 10_000,
  /** 1 goes before 5. */
  priority: 5,
  /** 365 days: for delay_ms and the timeout_ms of wait_for. */
  waitMs: 31_536_000_000,
  pollIntervalMs: 86_400_000,
  /** Of task_queue, activity, workflow_type and compensate_activity. */
  foreignNameLength: 200,
  /** Listed one by one; the rest is counted. */
  diagnostics: 200,
  /** Mistakes of one sort after which no more are looked for. */
  counted: 300,
  /** Of one definition or step, right or wrong. */
  keys: 100,
  /** Pairs of names that are compared for "did you mean", in expressions and by each rule. */
  comparisons: 12_000,
} as const;

/** What a step has where it says nothing. */
export const stepDefaults = {
  timeoutMs: 30_000,
  retryCount: 0,
  retryDelayMs: 1000,
  retryBackoff: 1,
  /** A shorter delay is raised to this: 255 retries without a pause are an attack on the service. */
  shortestRetryDelayMs: 100,
  verb: 'POST',
  maxParallel: 10,
  pollIntervalMs: 1000,
  pollTimeoutMs: 600_000,
  /** How long an activity of other Temporal code waits for a worker of its queue. */
  queueTimeoutMs: 600_000,
} as const;
