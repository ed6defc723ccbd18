/** Dynamic configuration without which Temporal is an order of magnitude slower than the machine: a stock server gives
 * each shard 20 task polls per second, so every step waits for a grid of 50 ms. docker-compose.yml says the same, and a
 * test holds the two together. */
export const dynamicConfig = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.visibilityProcessorMaxPollRPS': 2000,
  // Otherwise a timer of 20 ms takes a second.
  'history.timerProcessorMaxTimeShift': '10ms',
  'system.enableActivityEagerExecution': true,
  // Without it priorities are ignored.
  'matching.useNewMatcher': true,
} as const;

/** How long a closed execution can still be looked at; the dev server's own default is a day. */
export const RETENTION_DAYS = 30;
