import {
  advance,
  type Change,
  type Command,
  newState,
  type Observation,
  planIndex,
  type State,
  unitId,
  type UnitRef,
} from '../../src/engine/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { Engine } from './engine-variant.ts';

/** The engine on histories that are long from the beginning: after each observation it is told so, and whenever it asks
 * to leave, its state goes through JSON into another history. What it then takes up again is still under way here, and
 * so it is not asked for a second time. */
export function movingEngine({ now, moved }: { readonly now: boolean; readonly moved: () => void }): Engine {
  return {
    newState,
    advance: (plan, state, observation) => {
      const commands: Command[] = [];
      const changes: Change[] = [];
      let current = state;
      const tell = (each: Observation, known: ReadonlySet<string> = new Set()): void => {
        const advanced = advance(plan, current, each);
        current = advanced.state;
        changes.push(...advanced.changes);
        for (const command of advanced.commands) {
          if (command.kind === 'weigh') tell({ kind: 'weighed', at: each.at, bytes: 1000 });
          else if (command.kind === 'continue') {
            moved();
            const underWay = thingsUnderWay(plan, current);
            current = JSON.parse(JSON.stringify(current)) as State;
            tell({ kind: 'continued', at: each.at, events: 48_000 }, underWay);
          } else if (command.kind !== 'join' && !known.has(nameOf(plan, command))) {
            commands.push(command);
            const unit = startedBy(command);
            if (unit !== null) tell({ kind: 'child-started', at: each.at, unit });
          }
        }
      };
      tell(observation);
      if (current.phase !== 'ended') tell({ kind: 'history-long', at: observation.at, now });
      return { state: current, commands, changes };
    },
  };
}

function startedBy(command: Command): UnitRef | null {
  if (command.kind === 'start-child') return command.unit;
  if (command.kind !== 'start-call' || command.apart === undefined) return null;
  const { step, element } = command.call;
  return { step, ...(element !== undefined && { element }) };
}

function nameOf(plan: Plan, command: Command): string {
  if (command.kind === 'start-timer') return `timer ${unitId(planIndex(plan), command.unit)}`;
  if (command.kind === 'start-poll') return `poll ${unitId(planIndex(plan), command.call)}`;
  return command.kind;
}

function thingsUnderWay(plan: Plan, state: State): ReadonlySet<string> {
  const index = planIndex(plan);
  const units = state.steps.flatMap((record, step): (readonly [UnitRef, typeof record])[] => [
    [{ step }, record],
    ...Object.entries(record.elements?.units ?? {}).map(
      ([element, unit]) => [{ step, element: Number(element) }, unit as typeof record] as const,
    ),
  ]);
  return new Set([
    ...(state.timeoutAt === undefined ? [] : ['start-timeout']),
    ...units.filter(([, { timer }]) => timer !== undefined).map(([unit]) => `timer ${unitId(index, unit)}`),
    ...units.filter(([, { polling }]) => polling !== undefined).map(([unit]) => `poll ${unitId(index, unit)}`),
  ]);
}
