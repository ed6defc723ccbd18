import type { Answer } from '../language/index.ts';
import type { PlanStep } from '../plan/index.ts';
import type { World } from './world.ts';

export type Fault =
  /** Every attempt is answered with a failure that is not repeated. */
  | 'fails'
  /** No attempt is ever answered. */
  | 'times out'
  /** The first attempt is answered after its time-out: what it did has been done. */
  | 'answers late'
  | 'polling unanswered'
  | 'does not end'
  | 'event never comes'
  | 'event comes late';

export interface FaultTarget {
  readonly step: PlanStep;
  /** Of the step, or of one of its elements. */
  readonly id: string;
  readonly lateMs: number;
}

const never = { kind: 'no-answer', afterMs: Number.MAX_SAFE_INTEGER } as const;
const refused: Answer = { kind: 'failure', status: 422, body: null };

/** The same world, but for the one step that it makes go wrong. */
export function faultyWorld(world: World, { step, id: target, lateMs }: FaultTarget, fault: Fault): World {
  switch (fault) {
    case 'fails':
      return {
        ...world,
        answer: (asked) => {
          // The answer that it would have got is used up, so that all others get theirs.
          const usual = world.answer(asked);
          return asked.id === target ? refused : usual;
        },
        child: (asked) => {
          const usual = world.child(asked);
          return asked.id === target ? { kind: 'failure', message: 'made to fail' } : usual;
        },
      };
    case 'times out':
      return {
        ...world,
        answer: (asked) => {
          const usual = asked.attempt === 1 || asked.id !== target ? world.answer(asked) : never;
          return asked.id === target ? never : usual;
        },
      };
    case 'answers late': {
      let first: Answer | null = null;
      return {
        ...world,
        answer: (asked) => {
          if (asked.id !== target) return world.answer(asked);
          const isLate = first === null;
          first ??= world.answer(asked);
          return isLate ? { ...first, afterMs: Number.MAX_SAFE_INTEGER } : first;
        },
      };
    }
    case 'polling unanswered':
      return { ...world, answer: (asked) => (asked.id === `${target}.poll` ? never : world.answer(asked)) };
    case 'does not end':
      return { ...world, child: (asked) => (asked.id === target ? { kind: 'no-answer' } : world.child(asked)) };
    case 'event never comes':
      return { ...world, events: world.events.filter(({ event }) => step.kind !== 'wait' || event !== step.event) };
    case 'event comes late':
      return {
        ...world,
        events: world.events.map((event) =>
          step.kind === 'wait' && event.event === step.event ? { ...event, atMs: lateMs } : event,
        ),
      };
  }
}
