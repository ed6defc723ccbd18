import { createHash, randomBytes } from 'node:crypto';
import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import { callTemporal, findInTemporal, isNotFound } from '../config/index.ts';
import {
  asEnvelope,
  engineNumber,
  orchestratedExecution,
  type OrchestrationInput,
  type OrchestrationMemo,
  taskQueue,
  typeNames,
  workflowTaskTimeout,
} from '../driver/index.ts';
import { type Executions, severalAtATime } from '../executions/index.ts';
import { noTask, orchestratedId, readTaskId, refusalOf } from '../fleet/index.ts';
import { Refusal } from '../problems/index.ts';
import { canonicalJson } from '../std/index.ts';
import { newOrchestration, orchestrationView, tierOf } from './orchestration-view.ts';
import { createRunOfType } from './run-of-type.ts';
import { runsOf, type RunsPorts } from './runs-of.ts';
import type { OrchestrationAsked, OrchestrationView, Tasks } from './tasks.ts';

interface TasksPorts extends RunsPorts {
  readonly client: Client;
  readonly executions: Pick<Executions, 'describe'>;
}

/** Executions that are read at a time. */
const readAtOnce = 20;

export function createTasks(ports: TasksPorts): Tasks {
  const { client, executions } = ports;
  const runOf = createRunOfType(ports);

  const find = async (id: string): Promise<WorkflowExecutionDescription | null> => {
    if (readTaskId(id)?.kind !== 'orchestrated') return null;
    const found = await findInTemporal(client, () => client.workflow.getHandle(id).describe());
    return found?.type === typeNames.orchestration ? found : null;
  };

  const view = async (id: string, found: WorkflowExecutionDescription): Promise<OrchestrationView> => {
    const { types } = found.memo as unknown as OrchestrationMemo;
    const read = await severalAtATime(
      readAtOnce,
      types.map((_, i) => orchestratedExecution(id, i)),
      async (execution) => await executions.describe(execution),
    );
    return orchestrationView(id, found, read);
  };

  const before = async (id: string, digest: string): Promise<OrchestrationView | null> => {
    const found = await find(id);
    if (found === null) return null;
    if ((found.memo as Partial<OrchestrationMemo>).request === digest) return await view(id, found);
    const message = `this idempotency key has begun ${id} by another request: a new request needs a new key`;
    throw new Refusal('idempotency-key-reused', message);
  };

  return {
    runOf,
    orchestrate: async (asked) => {
      const { tasks, priority, sequential, key } = asked;
      const id = orchestratedId(key === undefined ? randomBytes(10).toString('hex') : sha256(key).slice(0, 20));
      const request = digestOf(asked);
      const known = key === undefined ? null : await before(id, request);
      if (known !== null) return known;
      const runs = await runsOf(ports, runOf, tasks);
      const tier = tierOf[priority];
      const input: OrchestrationInput = {
        baton: 1,
        engine: engineNumber,
        orchestration: {
          tier,
          sequential,
          tasks: runs.map((run, i) => ({ run, inputs: tasks[i]?.params ?? {} })),
        },
      };
      const memo: OrchestrationMemo = { tier, sequential, types: tasks.map(({ type }) => type), request };
      try {
        await callTemporal(client, () =>
          client.workflow.start(typeNames.orchestration, {
            taskQueue,
            workflowId: id,
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'FAIL',
            workflowTaskTimeout,
            args: [asEnvelope(input)],
            memo: { ...memo },
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const meanwhile = await before(id, request);
        if (meanwhile === null) throw error;
        return meanwhile;
      }
      return newOrchestration(id, memo, Date.now());
    },
    orchestration: async (id) => {
      const found = await find(id);
      return found === null ? null : await view(id, found);
    },
    cancel: async (id) => {
      const found = await find(id);
      if (found === null) throw refusalOf(noTask(id));
      if (found.status.name === 'CANCELLED') return;
      const ended = new Refusal('task-already-ended', `${id} has ended already; there is nothing left to cancel`);
      if (found.status.name !== 'RUNNING') throw ended;
      try {
        await callTemporal(client, () => client.workflow.getHandle(id, found.runId).cancel());
      } catch (error) {
        throw isNotFound(error) ? ended : error;
      }
    },
  };
}

function digestOf({ tasks, priority, sequential }: OrchestrationAsked): string {
  return sha256(canonicalJson([tasks.map(({ type, params }) => [type, params]), priority, sequential]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
