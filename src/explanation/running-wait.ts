import { type ArrivedEvent, unitId, type UnitRef, type UnitState } from '../engine/index.ts';
import type { WaitStep } from '../plan/index.ts';
import { isoTime, jsonEqual } from '../std/index.ts';
import { judge, printed } from './conditions.ts';
import type { Because, Explained, StepReason } from './explained.ts';
import { explainedStep } from './say.ts';
import { shownValue } from './shown-value.ts';
import type { Subject } from './subject.ts';
import { sendEvent } from './unblock.ts';

const mostKept = 5;

/** What a wait waits for, and why it has taken nothing of what has come. */
export function explainWait(subject: Subject, unit: UnitRef, record: UnitState, step: WaitStep): Explained<StepReason> {
  const { state } = subject;
  const { correlation } = record;
  const unreadable = state.steps[unit.step]?.unreadable;
  const condition =
    step.condition === undefined ? undefined : (subject.written(step.id).condition ?? printed(step.condition));
  const waited: Because = {
    kind: 'event',
    event: step.event,
    ...(condition !== undefined && { condition }),
    ...(correlation !== undefined && { correlation: shownValue(correlation) }),
    ...(unreadable !== undefined && { unreadable: unreadable.message, unreadables: unreadable.count }),
  };
  const kept = state.events.filter(({ name }) => name === step.event).slice(0, mostKept);
  const because = [
    waited,
    ...kept.map((event) => unfit(subject, unit, step, { event, correlation })),
    ...timerOf(record),
  ];
  return explainedStep(unitId(subject.index, unit), 'waits-for-event', because, [
    sendEvent(state.executionId, step.event, correlation),
  ]);
}

export function timerOf({ timer, timerAt }: UnitState): readonly Because[] {
  if (timer === undefined || timerAt === undefined) return [];
  return [{ kind: 'timer', until: isoTime(timerAt), what: timer === 'end' ? 'goes on' : 'fails' }];
}

function unfit(
  subject: Subject,
  unit: UnitRef,
  step: WaitStep,
  { event, correlation }: { readonly event: ArrivedEvent; readonly correlation: UnitState['correlation'] },
): Because {
  const told = {
    kind: 'kept-event',
    event: event.name,
    ...(event.id !== undefined && { id: event.id.slice(0, 100) }),
  } as const;
  if (correlation !== undefined && !jsonEqual(correlation, event.correlation ?? null)) {
    const own = event.correlation === undefined ? 'it has none' : `its correlation is ${shownValue(event.correlation)}`;
    return { ...told, unfit: 'correlation', text: own };
  }
  const { value, error, names } = judge(subject, unit, step.condition ?? true, {
    place: 'condition',
    locals: { value: event.value },
  });
  if (error !== undefined)
    return { ...told, unfit: 'unreadable', text: `the condition could not be evaluated, ${error}` };
  const seen = names.map((each) => `\`${each.name}\` is ${each.value}`).join(', ');
  return { ...told, unfit: 'condition', text: `the condition gives ${value}${seen === '' ? '' : `, since ${seen}`}` };
}
