/** What a caller may ask of this server. Sizes in bytes, times in milliseconds. */
export const apiLimits = {
  bodyBytes: 1024 * 1024,
  /** Of a body that is a definition: a little more than a definition may have, whose reader says better what is too long. */
  definitionBytes: 8 * 1024 * 1024 + 64 * 1024,
  /** Lists and maps inside each other in a JSON body. */
  bodyNesting: 64,
  /** Scalars, lists and maps of a JSON body; a list of 100,000 elements is a legitimate input. */
  bodyNodes: 250_000,
  /** What is wrong with a body, at most; the rest is not looked at. */
  bodyMistakes: 100,
  queryBytes: 8 * 1024,
  headerBytes: 16 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 5_000,
  connections: 2_000,
  /** Connections that wait to be taken. One more would be tried again by its caller's system after one second, three, seven. */
  backlog: 4_096,
  /** How long a refused upload may go on before its connection is cut: time enough to read the answer. */
  refusedUploadMs: 500,
  idempotencyKeyLength: 255,
  eventNameLength: 256,
  eventIdLength: 255,
  /** Of an execution's own events, unless fewer or more are asked for. */
  eventsAtATime: 1_000,
  /** Of events, open at a time. */
  streams: 500,
  /** Of a stream of events: what a reader has not taken yet. */
  streamBufferBytes: 1024 * 1024,
  /** How long a reader may take nothing, with its buffer full. */
  streamStallMs: 10_000,
  heartbeatMs: 15_000,
  /** For an execution to end. */
  longestWaitMs: 60_000,
  /** Steps of one explanation. */
  explainedAtATime: 1_000,
  /** Sub-executions carry their parents' ids before their own, ten deep at most. */
  anyExecutionIdLength: 1000,
  /** Bots, tasks, shares of a mass task on one page. */
  botsAtATime: 1_000,
  /** In the answer to whoever makes a swarm; a cursor leads to the rest. */
  botIdsAtOnce: 10_000,
} as const;
