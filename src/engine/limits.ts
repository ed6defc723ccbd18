/** What one execution may take, below what the server would end it for without a chance to compensate. */
export const engineLimits = {
  /** Calls in flight at a time; the server allows two thousand pending activities. */
  inFlight: 500,
  /** Bytes of all results together, as JSON: they make up the execution's own result, and one payload holds two
   * megabytes. */
  resultBytes: 1_500_000,
  /** Bytes of the parameters of one call, as JSON. */
  parameterBytes: 1_000_000,
  /** Bytes of the parameters of all calls together: Temporal ends an execution at 50 MiB of history, and its
   * compensation may send as much again. */
  sentBytes: 20_000_000,
  /** With so many bytes of parameters in flight nothing more begins: all calls that begin together travel in one
   * message, which holds four megabytes. */
  inFlightBytes: 1_500_000,
} as const;
