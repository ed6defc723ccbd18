import type { State } from './state.ts';

/** Events of Temporal's history that a thing takes, the workflow tasks around it included. */
export const historyCost = { call: 6, child: 6, timer: 3, signal: 4, fast: 2 } as const;

/** Whether the history still has room for it; takes it where it has. */
export function pays(state: State, events: number): boolean {
  if (state.crowded === true) return false;
  if (state.eventsLeft === undefined) return true;
  if (state.eventsLeft < events) return false;
  state.eventsLeft -= events;
  return true;
}

export const historyFull = {
  code: 'execution-too-long',
  message: 'with it this execution would outgrow the history that Temporal keeps of it',
} as const;
