/** How Temporal says that an execution stands, in its SDK's words; MOVED where it goes on in another history. */
export type TemporalStatus = 'RUNNING' | TemporalEnding | 'MOVED';
export type TemporalEnding = 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TERMINATED' | 'TIMED_OUT';
type EndedStatus = 'COMPLETED' | 'FAILED' | 'CANCELLED';

const ended: ReadonlyMap<string, EndedStatus> = new Map<TemporalEnding, EndedStatus>([
  ['COMPLETED', 'COMPLETED'],
  ['FAILED', 'FAILED'],
  ['CANCELLED', 'CANCELLED'],
  ['TERMINATED', 'FAILED'],
  ['TIMED_OUT', 'FAILED'],
]);

/** Ours for Temporal's; null while it runs. */
export function endedStatus(temporalStatus: TemporalEnding): EndedStatus;
export function endedStatus(temporalStatus: string): EndedStatus | null;
export function endedStatus(temporalStatus: string): EndedStatus | null {
  return ended.get(temporalStatus) ?? null;
}
