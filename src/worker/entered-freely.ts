import { createRequire } from 'node:module';
import { Worker as Thread } from 'node:worker_threads';
import { Worker } from '@temporalio/worker';
import type { Workflow, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { ThreadedVMWorkflowCreator, WorkerThreadClient } from '@temporalio/worker/lib/workflow/threaded-vm.js';
import { createStallWatch, type StallWatch } from './stall-watch.ts';

/** How long one task of an execution may take. Work on ten thousand steps takes half a second, on a machine with far too much to
 * do ten times as long. */
const mostSeconds = 60;

const { resolve } = createRequire(import.meta.url);

/** The SDK's own thread, but that it does not write down where each promise was made. */
const thread = `
  const { handlers, thread } = require('node:worker_threads').workerData;
  require(handlers).globalHandlers.setPromiseHook = () => undefined;
  require(thread);
`;
const partsOfThread = {
  handlers: resolve('@temporalio/worker/lib/workflow/vm-shared.js'),
  thread: resolve('@temporalio/worker/lib/workflow/workflow-worker-thread.js'),
};

/** A worker whose sandbox is entered without a thread for each entry, and that remembers no stack for each promise. The SDK tells Node
 * how long an entry may take, and Node makes a thread each time that waits for that and is ended again: some hundred microseconds, four
 * times and more in every task. Here one timer watches over all of them. */
export class EnteredFreely extends Worker {
  static override async createWorkflowCreator(
    ...[bundle, options, logger]: Parameters<typeof Worker.createWorkflowCreator>
  ): Promise<WorkflowCreator> {
    // None: Node takes no number for that.
    const untimed = { ...options, isolateExecutionTimeoutMs: undefined as unknown as number };
    // Where histories are replayed all is done in this thread, in which no timer would notice anything.
    if (options.debugMode === true) return await Worker.createWorkflowCreator(bundle, untimed, logger);
    const client = new WorkerThreadClient(new Thread(thread, { eval: true, workerData: partsOfThread }), logger);
    await client.send({
      type: 'init',
      workflowBundle: bundle,
      isolateExecutionTimeoutMs: untimed.isolateExecutionTimeoutMs,
      reuseV8Context: true,
      registeredActivityNames: new Set(options.activities.keys()),
      hasPatchActivationCallback: false,
    });
    return watchedOver(new ThreadedVMWorkflowCreator([client]));
  }
}

function watchedOver(creator: WorkflowCreator): WorkflowCreator {
  const watch = createStallWatch(mostSeconds, endProcess);
  const timer = setInterval(watch.tick, 1_000).unref();
  return {
    createWorkflow: async (options) => {
      const { workflowId } = options.info;
      const workflow = await watch.during(workflowId, async () => await creator.createWorkflow(options));
      return watchedWorkflow(workflow, workflowId, watch);
    },
    destroy: async () => {
      clearInterval(timer);
      await creator.destroy();
    },
  };
}

function watchedWorkflow(workflow: Workflow, workflowId: string, watch: StallWatch): Workflow {
  return {
    activate: async (activation) => await watch.during(workflowId, async () => await workflow.activate(activation)),
    getAndResetSinkCalls: async () => await workflow.getAndResetSinkCalls(),
    dispose: async () => await workflow.dispose(),
  };
}

/** There is no way to take the thread back, and nothing else gets it: another worker goes on with all the others. */
function endProcess(workflowId: string): void {
  console.error(
    `${workflowId} has been at work for ${mostSeconds} seconds without an end, and nothing else gets its turn: this worker ends. ` +
      'Whoever takes it on next will end the same way; terminate it in Temporal.',
  );
  process.exit(1);
}
