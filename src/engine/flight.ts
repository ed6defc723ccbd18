import type { UnitRef } from './call-ref.ts';
import { noLongerJoinable } from './joinable.ts';
import { stopTimer } from './timers.ts';
import { type Turn, unitAt } from './turn.ts';

/** A unit's call, polling or sub-workflow is asked for, with so many bytes. */
export function setOff(turn: Turn, unit: UnitRef, bytes: number): void {
  turn.state.inFlight++;
  turn.state.inFlightBytes += bytes;
  unitAt(turn, unit).sentBytes = bytes;
}

/** It has ended. */
export function landed(turn: Turn, unit: UnitRef): void {
  const record = unitAt(turn, unit);
  noLongerJoinable(turn.state, record);
  delete record.polling;
  turn.state.inFlight--;
  turn.state.inFlightBytes -= record.sentBytes ?? 0;
  delete record.sentBytes;
}

/** An execution that worked for it has ended; whether it was told to stop because its time was over. */
export function executionLanded(turn: Turn, unit: UnitRef): boolean {
  stopTimer(turn, unit);
  landed(turn, unit);
  const record = unitAt(turn, unit);
  const timedOut = record.timedOut === true;
  delete record.timedOut;
  return timedOut;
}
