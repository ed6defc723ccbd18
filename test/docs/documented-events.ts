import { type CloudEvent, eventWriter } from '../../src/events/index.ts';
import { Conversation } from '../engine/conversation.ts';

const text = `
on_failure: hold
steps:
  - {id: reserve, service: charging, method: reserve, compensate_method: release}
  - {id: warn, service: notify, method: send, when: false}
  - {id: pay, service: bank, method: charge, depends_on: [reserve]}
`;

function begin(executionId: string): Conversation {
  return new Conversation(text, { executionId }, { name: 'charge_trip', version: '1.2' });
}

function told(executionId: string, talk: Conversation): readonly CloudEvent[] {
  return talk.changes().map(eventWriter({ executionId, plan: talk.plan, inputs: { minutes: 30 } }));
}

/** One that was paused, failed and was undone, and one that was cancelled. */
export function documentedEvents(): readonly CloudEvent[] {
  const undone = begin('exec_1');
  undone.begun();
  undone.later(40).completed('reserve', { slot: 7 });
  undone.told('pause-requested');
  undone.later(5_000).told('resume-requested');
  undone.later(120).failed('pay');
  undone.later(60_000).told('compensate-requested');
  undone.later(30).completed('reserve.undo');
  const cancelled = begin('exec_2');
  cancelled.begun();
  cancelled.later(10).told('cancel-requested');
  return [...told('exec_1', undone), ...told('exec_2', cancelled)];
}
