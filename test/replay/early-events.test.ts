import { beforeAll, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { EnteredFreely } from '../../src/worker/index.ts';
import { earlyEvents } from '../../src/driver/index.ts';
import { bundleCode } from '../support/altered-bundle.ts';
import { quietRuntime } from '../support/replays.ts';
import type { History } from './golden-files.ts';
import { readEntityHistory } from './swarms-files.ts';

/** The SDK's core hands a workflow events that no task has come with yet, where a question brings them. */

const { EventType } = proto.temporal.api.enums.v1;

beforeAll(quietRuntime);

/** What the history was at each task that something had made necessary and no worker had begun yet. */
function betweenTasks(history: History): readonly History[] {
  const events = history.events ?? [];
  const kindAt = (index: number): unknown => events[index]?.eventType;
  return events.flatMap((_event, index) => {
    const isScheduled = kindAt(index) === EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED;
    const before = kindAt(index - 1);
    const isOfEvent =
      before === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED || before === EventType.EVENT_TYPE_TIMER_FIRED;
    return isScheduled && isOfEvent ? [{ events: events.slice(0, index + 1) }] : [];
  });
}

/** The same, and what came until a worker had begun the task. */
function withTask({ events }: History, upToTask: History): History {
  const all = events ?? [];
  const known = upToTask.events?.length ?? 0;
  const begins = all.findIndex(
    ({ eventType }, index) => index >= known && eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  );
  return { events: all.slice(0, begins + 1) };
}

/** How many of them are refused. */
async function refusals(histories: readonly History[]): Promise<number> {
  let refused = 0;
  const fn = (_info: unknown, message: string): void => void (refused += message === earlyEvents ? 1 : 0);
  const logged = { fn, callDuringReplay: true };
  const quiet = { fn: () => undefined };
  const sinks = { defaultWorkerLogger: { info: logged, debug: quiet, warn: quiet, error: quiet } };
  const options = { workflowBundle: { code: bundleCode() }, sinks };
  for (const history of histories) await EnteredFreely.runReplayHistory(options, history);
  return refused;
}

test.each(['fleet', 'shard', 'shard@later'])('%s takes up no events before their task', async (name) => {
  const { history } = readEntityHistory(name);
  const cut = betweenTasks(history);
  expect(cut.length).toBeGreaterThan(0);
  expect(await refusals(cut)).toBe(cut.length);
  // With the task's beginning the same events are welcome.
  const begun = cut.map((upToTask) => withTask(history, upToTask));
  expect(await refusals(begun)).toBe(0);
});
