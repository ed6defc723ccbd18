import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

/** With the bundle that the compiled workers run; throws where it would do something else. */
export async function replay(history: temporal.api.history.v1.IHistory, workflowId: string): Promise<void> {
  code ??= readFileSync(fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)), 'utf8');
  await EnteredFreely.runReplayHistory({ workflowBundle: { code }, dataConverter }, history, workflowId);
}
