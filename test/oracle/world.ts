import type { ArrivedEvent } from '../../src/engine/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import type { AbortedEnding, CallEnding, ChildEnding } from '../support/endings.ts';

/** Everything outside the engine that decides how one execution goes. */
export interface World {
  readonly plan: Plan;
  readonly inputs: JsonObject;
  readonly depth: number;
  readonly called: boolean;
  /** What history has room for; unbounded without it. */
  readonly historyEvents?: number;
  /** By step id. */
  readonly services: ReadonlyMap<string, StepServices>;
  /** In the order in which those that fall on one instant are told. Times are milliseconds after the start. */
  readonly commands: readonly { readonly at: number; readonly kind: 'cancel' | 'pause' | 'resume' }[];
  readonly events: readonly (ArrivedEvent & { readonly at: number })[];
}

/** What comes of a step's calls: of element e, the (e modulo n)th of each list. */
export interface StepServices {
  readonly call: readonly CallEnding[];
  readonly poll: readonly CallEnding[];
  readonly undo: readonly CallEnding[];
  readonly action: readonly CallEnding[];
  readonly child: readonly ChildEnding[];
  readonly aborted: readonly AbortedEnding[];
}

export type EndingPart = 'call' | 'poll' | 'undo' | 'action' | 'child' | 'aborted';

/** `at` is which call of a list, or which action. */
export function endingOf<Part extends EndingPart>(
  world: World,
  step: string,
  part: Part,
  element: number | undefined,
  at = 0,
): StepServices[Part][number] {
  const endings = world.services.get(step)?.[part] ?? [];
  const ending = endings[((element ?? 0) + at) % Math.max(1, endings.length)];
  if (ending === undefined) throw new Error(`no ending for the ${part} of ${step}`);
  const own =
    'undo' in ending
      ? { ...ending, undo: ending.undo.map((call, nth) => ({ ...call, key: `${step}/${element}/${nth}` })) }
      : ending;
  return own as StepServices[Part][number];
}

export const executionId = 'exec_1';
