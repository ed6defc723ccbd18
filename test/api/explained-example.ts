import { planIndex } from '../../src/engine/index.ts';
import { type Explanation, explanationOf } from '../../src/executions/index.ts';
import { viewOf } from '../../src/executions/view.ts';
import { Conversation, startedAt } from '../engine/conversation.ts';

/** Why the execution that the page of the API starts stands as it does: its call has been refused once. */
export function explainedExample(executionId: string): Explanation {
  const talk = new Conversation(
    `steps:
  - {id: weather, service: weather, method: get_conditions}
  - {id: defrost, service: defrost, method: start, depends_on: [weather], when: "{{steps.weather.result.frost}}", retry_count: 2}`,
    { executionId },
    { name: 'morning_prep', version: '1.0.0' },
  );
  talk.begun();
  talk.completed('weather', { temp: -2, frost: true });
  const { plan, state } = talk;
  const error = { code: 'service-error', message: 'defrost.start answered 503: busy' } as const;
  const subject = {
    plan,
    index: planIndex(plan),
    state,
    begun: true,
    now: startedAt + 1000,
    pending: new Map([
      [
        'defrost',
        { state: 'waiting', attempts: 1, since: startedAt + 170, failure: error, next: startedAt + 1400 } as const,
      ],
    ]),
    written: () => ({}),
    budget: { left: 1_000_000 },
  };
  const view = viewOf({ plan, state, begun: true }, { executionId, temporalStatus: 'RUNNING' });
  return explanationOf(subject, view, { executionId });
}
