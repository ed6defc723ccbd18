import type { PlanStep } from '../../plan/index.ts';
import { unreachable } from '../../std/index.ts';
import type { Command } from '../command.ts';
import type { PlanIndex } from '../plan-index.ts';
import type { State } from '../state.ts';
import { beginCall } from './call.ts';
import type { Begun } from './step-kind.ts';

export type { Begun } from './step-kind.ts';

export function beginStep(
  index: PlanIndex,
  state: State,
  at: number,
  step: PlanStep,
  now: number,
  commands: Command[],
): Begun {
  switch (step.kind) {
    case 'call':
      return beginCall(index, state, at, step, now, commands);
    default:
      return unreachable(step.kind);
  }
}
