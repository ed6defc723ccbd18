/** What one execution may take, below what the server would end it for without a chance to compensate. */
export const engineLimits = {
  /** Calls in flight at a time: each may bring a result of 256 KiB into the history, before the next is decided. */
  inFlight: 80,
  /** Bytes of all results together, as JSON: they make up the execution's own result, and one payload holds two
   * megabytes. */
  resultBytes: 1_500_000,
  /** Bytes of the parameters of one call, as JSON. */
  parameterBytes: 1_000_000,
  /** Bytes of the parameters of all calls together, and of all undoing calls together. Temporal ends an execution at
   * 50 MiB of history without a chance to compensate; with the results in flight and the events themselves this stays
   * below it. An undo that sends the step's own parameters always has its place. */
  sentBytes: 8_000_000,
  undoSentBytes: 10_000_000,
  /** Bytes by which an undo's parameters may be larger than a step's: they hold its result. */
  undoResultBytes: 300_000,
  /** Steps (of the expressions' own measure) that all expressions of an execution may take together: below two seconds,
   * so that no workflow task, and no reading of its status, computes for longer than Temporal waits. */
  expressionSteps: 20_000_000,
  /** With so many bytes of parameters in flight nothing more begins: all calls that begin together travel in one
   * message, which holds four megabytes. */
  inFlightBytes: 1_500_000,
  /** Events that nothing has taken yet, and the bytes of their values. */
  keptEvents: 1_000,
  keptEventBytes: 1_500_000,
  /** Executions that call executions: how deep the last one may stand. */
  depth: 10,
  /** The longest wait for a time: a year. */
  delayMs: 31_536_000_000,
  /** Bytes of what one polling is handed, its parameters and what its condition sees: eighty may begin in one message. */
  pollBytes: 40_000,
  /** Actions in flight at a time, the bytes of one, and with how many bytes in flight no further one begins. */
  acting: 40,
  actionBytes: 262_144,
  actingBytes: 500_000,
  /** Calls that would undo one sub-workflow. */
  undoCalls: 500,
  /** What a call of other Temporal code counts for in flight at least, and what a result of it that is refused counts
   * for: up to two megabytes of it stand in the history before anybody here has seen it. */
  foreignFlightBytes: 65_536,
  foreignResultBytes: 2_000_000,
  /** How long an undo on other code's queue waits for a worker. */
  undoQueueMs: 600_000,
  /** Bytes of plan and state, packed, with which an execution can go on in a new history: one message holds two
   * mebibytes. Past the smaller number nothing new begins, so that what was done can still be undone. */
  carriedBytes: 1_800_000,
  crowdedBytes: 1_500_000,
  /** Of a plan that may outgrow its history, a call whose attempt may take longer gets an execution of its own, so that
   * nothing has to wait for it. */
  patienceMs: 60_000,
  /** What one attempt of an action may take. */
  actionMs: 30_000,
  /** What one fast call may take. */
  fastMs: 1_000,
  /** Fast calls follow one another within one workflow task for no longer than this: what comes from outside (a cancel, an
   * event) is seen after it, and a worker that dies takes no more with it. */
  fastRunMs: 1_000,
  /** Bytes of what the fast calls of one task leave in it: it travels in one message, with the commands that follow. Of
   * one fast call, the least room that its answer must have, and what it takes beside its answer. */
  fastRunBytes: 800_000,
  fastAnswerBytes: 8_192,
  fastMarkerBytes: 1_000,
  fastFailureBytes: 3_000,
  /** Bytes of one answer, as everywhere. */
  answerBytes: 262_144,
  /** How long a Location that a service named is asked. */
  locationPollMs: 600_000,
} as const;
