import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differenceIn } from './compared.ts';
import { type Change, engineWith } from './engine-variant.ts';
import { randomWorld } from './random-worlds.ts';

/** The test of the tests: engines with one line changed for the worse. One that goes as the model says in every world
 * means that the worlds are too few or the comparison too weak. */
const faults: readonly (Change & { readonly name: string })[] = [
  {
    name: 'undoes in the order of running',
    file: 'compensation.ts',
    line: 'const at = plan.order[place] as number;',
    instead: 'const at = plan.order[plan.order.length - 1 - place] as number;',
  },
  {
    name: 'undoes a step that was skipped',
    file: 'compensation.ts',
    line: "return record.status === 'completed' || record.unknown === true ? step.compensate : undefined;",
    instead: "return record.status !== 'pending' ? step.compensate : undefined;",
  },
  {
    name: 'forgets that an attempt was unanswered',
    file: 'steps/call.ts',
    line: "if (unanswered || unit.part === 'poll') record.unknown = true;",
    instead: "if (unit.part === 'poll') record.unknown = true;",
  },
  {
    name: 'loses the last element',
    file: 'elements.ts',
    line: 'next < items.length',
    instead: 'next < items.length - 1',
  },
  {
    name: "writes one element's result over another's",
    file: 'elements.ts',
    line: 'elements.results[element] = result;',
    instead: 'elements.results[Math.min(element, 2)] = result;',
  },
  {
    name: 'has one element too many in flight',
    file: 'elements.ts',
    line: 'elements.running >= (forEach?.maxParallel ?? 1)',
    instead: 'elements.running > (forEach?.maxParallel ?? 1)',
  },
  {
    name: 'asks for a call twice',
    file: 'advance.ts',
    line: 'return { state, commands: turn.commands, changes: turn.changes };',
    instead:
      "return { state, changes: turn.changes, commands: turn.commands.flatMap((c) => (c.kind === 'start-call' && c.call.element === 1 ? [c, c] : [c])) };",
  },
  {
    name: 'begins a step before the last of its dependencies has ended',
    file: 'end-step.ts',
    line: 'if (waiting.waits === 0) queue(',
    instead: 'if (waiting.waits <= 1) queue(',
  },
  { name: 'ignores a pause', file: 'pause.ts', line: 'state.paused = true;', instead: '' },
  {
    name: 'lets its time run while it is paused',
    file: 'pause.ts',
    line: 'state.timeoutAt = now + state.timeoutLeft;',
    instead: 'state.timeoutLeft = Math.max(1, state.timeoutLeft - 5);',
  },
  {
    name: 'gives a kept event to two waits',
    file: 'steps/wait.ts',
    line: 'state.events.splice(kept, 1)',
    instead: 'state.events.slice(kept, kept + 1)',
  },
  {
    name: 'takes the same event again',
    file: 'steps/wait.ts',
    line: 'if (own(state.eventIds, event.id) === true) return;',
    instead: '',
  },
  {
    name: 'does not look at the correlation',
    file: 'steps/wait.ts',
    line: 'if (correlation !== undefined && !jsonEqual(correlation, event.correlation ?? null)) return false;',
    instead: '',
  },
  {
    name: 'leaves a timer running',
    file: 'timers.ts',
    line: "turn.commands.push({ kind: 'stop-timer', unit });",
    instead: '',
  },
  {
    name: 'forgets to abort',
    file: 'advance.ts',
    line: "if (state.inFlight > 0) commands.push({ kind: 'abort-calls' });",
    instead: '',
  },
  {
    name: 'compensates before its actions have ended',
    file: 'advance.ts',
    line: 'state.inFlight > 0 || !actsNoMore(state) ||',
    instead: 'state.inFlight > 0 ||',
  },
  {
    name: 'blames the last failure',
    file: 'end-step.ts',
    line: "state.cause ??= { kind: 'failed', failure: record.failure };",
    instead: "state.cause = { kind: 'failed', failure: record.failure };",
  },
  {
    name: 'is fast beside another call',
    file: 'fast-calls.ts',
    line: 'state.inFlight !== calls ||',
    instead: '',
  },
  {
    name: 'is fast beside a wait',
    file: 'fast-calls.ts',
    line: "return index.waits.every((at) => recordAt(turn, at).status !== 'running');",
    instead: 'return true;',
  },
  {
    name: 'begins what one fast call has made ready while another one runs',
    file: 'may-begin.ts',
    line: "if (fast !== undefined) return 'fast-calls';",
    instead: '',
  },
  {
    name: 'never goes on with a fast call',
    file: 'steps/call.ts',
    line: 'observation.passing !== true',
    instead: 'true',
  },
  {
    name: 'forgets the fast attempt',
    file: 'steps/call.ts',
    line: "return typeof fast === 'object' ? fast.attempts : 0;",
    instead: 'return 0;',
  },
  {
    name: 'charges history for what did not follow a fast call',
    file: 'fast-calls.ts',
    line: 'state.eventsLeft += historyCost.call;',
    instead: 'state.eventsLeft += 0;',
  },
  {
    name: 'waits for other code that was told to stop',
    file: 'advance.ts',
    line: 'abandonForeign(turn);',
    instead: '',
  },
  {
    name: 'takes the last attempt of other code for all of them',
    file: 'steps/foreign-activity.ts',
    line: ' || step.retry.count > 0',
    instead: '',
  },
  {
    name: 'believes that a workflow of other code has taken back what it did',
    file: 'steps/foreign-workflow.ts',
    line: "observation.kind === 'child-aborted' ||",
    instead: '',
  },
];

const most = 3000;
const patienceMs = 120_000;

/** In how many worlds it is found out; null where in none. */
async function foundAfter(changes: readonly Change[]): Promise<number | null> {
  const engine = await engineWith(changes);
  const details = fc.check(
    fc.property(randomWorld, (world) => differenceIn(world, engine) === null),
    { numRuns: most, seed: 5, endOnFailure: true },
  );
  return details.failed ? details.numRuns : null;
}

describe('an engine with a fault is found out', () => {
  test.each(faults)(
    'that $name',
    async (fault) => {
      expect(await foundAfter([fault])).not.toBeNull();
    },
    patienceMs,
  );
});

test(
  'and one without is not',
  async () => {
    expect(await foundAfter([])).toBeNull();
  },
  patienceMs,
);
