import { expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { interceptors, isSoleAnswer } from '../../src/driver/sole-answer.ts';

const { WorkflowActivation } = proto.coresdk.workflow_activation;
type Jobs = NonNullable<Parameters<typeof WorkflowActivation.fromObject>[0]['jobs']>;

const answer = { resolveActivity: { seq: 1, result: { completed: {} } } };
const local = { resolveActivity: { seq: 1, isLocal: true, result: { completed: {} } } };

test.each<readonly [string, Jobs, boolean]>([
  ['the answer of an activity', [answer], true],
  ['two of them', [answer, answer], false],
  ['one and a signal', [answer, { signalWorkflow: { signalName: 'event' } }], false],
  ['what came of a local activity', [local], false],
  ['a timer', [{ fireTimer: { seq: 1 } }], false],
  ['a cancel', [{ cancelWorkflow: {} }], false],
  ['nothing', [], false],
])('%s', (_what, jobs, isSole) => {
  const [internals] = interceptors().internals ?? [];
  const during: boolean[] = [];
  const activation = WorkflowActivation.fromObject({ jobs });
  internals?.activate?.({ activation, batchIndex: 0 }, () => void during.push(isSoleAnswer()));
  expect(during).toEqual([isSole]);
});
