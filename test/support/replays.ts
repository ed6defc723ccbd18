import type { HistoryAndWorkflowId } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { DefaultLogger, type ReplayResult, Runtime } from '@temporalio/worker';
import { EnteredFreely } from '../../src/worker/index.ts';
import { dataConverter } from '../../src/codec/index.ts';
import { bundleCode } from './altered-bundle.ts';

const telemetryOptions = { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } } as const;

/** Workers of this process say what is wrong, and nothing else; the core says it as a warning. */
export function quietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions });
}

/** They say nothing at all, where it is meant that histories are refused. */
export function silentRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions });
}

/** With the bundle that the compiled workers run; throws where it would do something else. */
export async function replay(history: temporal.api.history.v1.IHistory, workflowId: string): Promise<void> {
  await EnteredFreely.runReplayHistory({ workflowBundle: { code: bundleCode() }, dataConverter }, history, workflowId);
}

/** With one worker for all of them: to make one takes longer than most of them do. */
export async function replayed(
  code: string,
  histories: Iterable<HistoryAndWorkflowId>,
): Promise<readonly ReplayResult[]> {
  const results: ReplayResult[] = [];
  const options = { workflowBundle: { code }, dataConverter };
  for await (const result of EnteredFreely.runReplayHistories(options, histories)) results.push(result);
  return results;
}

/** Of those that the code would do otherwise: which, and why. */
export function refusedOf(results: readonly ReplayResult[]): readonly string[] {
  return results.flatMap(({ workflowId, error }) => (error === undefined ? [] : `${workflowId}: ${error.message}`));
}
