import type { PlanStep } from '../../src/plan/index.ts';
import type { Fact, Log } from './log.ts';
import { stepOf } from './sees.ts';
import type { World } from './world.ts';

/** Events of history: a call and everything that may follow from it take six each, a timer three. What comes from outside
 * takes its own, whether there is room or not. */
const perCall = 6;
const perTimer = 3;
/** Beside the call that may follow. */
const perFast = 2;
/** Of a signal, with the task that takes it in. */
const perSignal = 4;

function costOf({ kind, of }: Fact, step: PlanStep): number {
  if (kind === 'timer') return perTimer;
  if (kind === 'child' || kind === 'notify') return perCall;
  // One that is written was paid for with its call.
  if (kind === 'poll') return step.kind === 'call' && step.poll !== undefined ? 0 : perCall;
  if (kind === 'hasten') return perFast;
  if (kind === 'foreign' && of.includes('.undo')) return 0;
  if (kind === 'foreign') return 'compensate' in step ? 2 * perCall : perCall;
  // What goes on with a fast call was paid for with it.
  if (kind !== 'call' || of.includes('.undo') || of.includes('.again')) return 0;
  if (step.kind !== 'call' || of.includes('.on_')) return perCall;
  const undo = step.compensate !== undefined || step.compensateFailed !== undefined;
  return perCall * (1 + Number(undo) + Number(step.poll !== undefined));
}

/** What would undo sub-workflows is set aside when they have completed, as long as there is room for it. */
function setAside(log: Log): number {
  return log
    .all('unit-end')
    .filter(({ failure }) => failure?.code !== 'execution-too-long')
    .reduce((sum, { undoList }) => sum + (undoList?.length ?? 0), 0);
}

/** Whether history has room for these too. */
export function fitsHistory(world: World, log: Log, facts: readonly Fact[], undoCalls = 0): boolean {
  if (world.historyEvents === undefined) return true;
  const asks = (all: readonly Fact[]): number =>
    all
      .filter(({ kind }) => ['call', 'poll', 'child', 'notify', 'foreign', 'timer', 'hasten'].includes(kind))
      .reduce((sum, each) => sum + costOf(each, stepOf(world, each.of.replace(/[[.].*$/, ''))), 0);
  const signals =
    log.all('event').length + log.all('told').filter(({ of }) => of === 'pause' || of === 'resume').length;
  const wanted = asks(facts) + perCall * undoCalls;
  // Nothing follows a fast call that was answered.
  const spared = log.all('hasten').filter(({ of }) => log.find('answer', of)?.ending.kind === 'completed').length;
  const spent = asks(log.facts) + perSignal * signals + perCall * (setAside(log) - spared);
  return wanted === 0 || spent + wanted <= world.historyEvents;
}
