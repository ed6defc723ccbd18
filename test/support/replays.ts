import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HistoryAndWorkflowId } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { EnteredFreely } from '../../src/worker/index.ts';
import { dataConverter } from '../../src/codec/index.ts';

/** Workers of this process say what is wrong, and nothing else; the core says it as a warning. */
export function quietRuntime(): void {
  const logging = { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } as const;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
}

let code: string | undefined;

function compiled(): { readonly code: string } {
  code ??= readFileSync(fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)), 'utf8');
  return { code };
}

/** With the bundle that the compiled workers run; throws where it would do something else. */
export async function replay(history: temporal.api.history.v1.IHistory, workflowId: string): Promise<void> {
  await EnteredFreely.runReplayHistory({ workflowBundle: compiled(), dataConverter }, history, workflowId);
}

/** The same of many, with one worker for all of them: to make one takes longer than most of them do. Gives how many. */
export async function replayAll(histories: readonly HistoryAndWorkflowId[]): Promise<number> {
  let replayed = 0;
  for await (const { error } of EnteredFreely.runReplayHistories(
    { workflowBundle: compiled(), dataConverter },
    histories,
  )) {
    if (error !== undefined) throw error;
    replayed++;
  }
  return replayed;
}
