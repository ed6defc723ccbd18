import { noteExecution } from './change.ts';
import type { Turn } from './turn.ts';

/** Nothing new begins, and the execution's own time stands still; what has begun goes on. */
export function pause(turn: Turn): void {
  const { state } = turn;
  if (state.paused === true || state.aborted === true || state.phase === 'compensating') return;
  state.paused = true;
  noteExecution(turn, 'paused');
  standStill(turn);
}

export function resume(turn: Turn): void {
  const { state } = turn;
  if (state.paused !== true) return;
  delete state.paused;
  // What is held stands still until somebody decides.
  if (state.phase === 'held') return;
  noteExecution(turn, 'resumed');
  goOn(turn);
}

/** The execution's own time stops, and what is left of it is kept. */
export function standStill({ state, now, commands }: Turn): void {
  if (state.timeoutAt === undefined) return;
  state.timeoutLeft = Math.max(0, state.timeoutAt - now);
  delete state.timeoutAt;
  commands.push({ kind: 'stop-timeout' });
}

export function goOn({ state, now, commands }: Turn): void {
  if (state.timeoutLeft === undefined || state.paused === true) return;
  state.timeoutAt = now + state.timeoutLeft;
  // At least a moment: a timer of nothing would fire before it is armed.
  commands.push({ kind: 'start-timeout', ms: Math.max(1, state.timeoutLeft) });
  delete state.timeoutLeft;
}
