import type { PlanStep } from '../../src/plan/index.ts';
import type { Fact, Log } from './log.ts';
import { stepOf } from './sees.ts';
import type { World } from './world.ts';

/** Events of history: a call and everything that may follow from it take six each, a timer three. */
const perCall = 6;
const perTimer = 3;

function costOf({ kind, of }: Fact, step: PlanStep): number {
  if (kind === 'timer') return perTimer;
  if (kind === 'child' || kind === 'notify') return perCall;
  // One that is written was paid for with its call.
  if (kind === 'poll') return step.kind === 'call' && step.poll !== undefined ? 0 : perCall;
  if (kind !== 'call' || of.includes('.undo')) return 0;
  if (step.kind !== 'call' || of.includes('.on_')) return perCall;
  const undo = step.compensate !== undefined || step.compensateFailed !== undefined;
  return perCall * (1 + Number(undo) + Number(step.poll !== undefined));
}

/** Whether history has room for these too. */
export function fitsHistory(world: World, log: Log, facts: readonly Fact[]): boolean {
  if (world.historyEvents === undefined) return true;
  const asks = (all: readonly Fact[]): number =>
    all
      .filter(({ kind }) => ['call', 'poll', 'child', 'notify', 'timer'].includes(kind))
      .reduce((sum, each) => sum + costOf(each, stepOf(world, each.of.replace(/[[.].*$/, ''))), 0);
  return asks(log.facts) + asks(facts) <= world.historyEvents;
}
