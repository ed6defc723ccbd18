import type { UnitRef } from './call-ref.ts';
import { type Turn, unitAt } from './turn.ts';

export function startTimer(turn: Turn, unit: UnitRef, meaning: 'end' | 'time-out', ms: number): void {
  const record = unitAt(turn, unit);
  record.timer = meaning;
  record.timerAt = turn.now + ms;
  turn.commands.push({ kind: 'start-timer', unit, ms });
}

export function stopTimer(turn: Turn, unit: UnitRef): void {
  const record = unitAt(turn, unit);
  if (record.timer === undefined) return;
  delete record.timer;
  delete record.timerAt;
  turn.commands.push({ kind: 'stop-timer', unit });
}
