import { type Json, type JsonObject, own } from '../../src/std/index.ts';
import { undocumented } from './documented-answers.ts';

/** The API as a team's own small client would use it: plain HTTP, the seed's shapes, nothing of our code. Each answer is
 * held to the OpenAPI document. */
export interface ExecutionAnswer {
  readonly execution_id: string;
  readonly workflow_name: string;
  readonly version: string;
  readonly status: string;
  readonly phase?: string;
  readonly inputs: string;
  readonly step_results: readonly StepAnswer[];
  readonly started_at: string;
  readonly completed_at?: string;
  readonly outputs?: Json;
  readonly error_message?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly step?: string };
}

export interface StepAnswer {
  readonly step_id: string;
  readonly status: string;
  readonly result?: string;
  readonly error?: ExecutionAnswer['error'];
  readonly error_message?: string;
  readonly attempt?: number;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly elements?: {
    readonly total: number;
    readonly completed: number;
    readonly running: number;
    readonly failed: number;
  };
  readonly actions?: readonly { readonly on: string; readonly index: number; readonly status: string }[];
  readonly compensation?: { readonly status: string; readonly attempt?: number };
}

export interface Answered {
  readonly status: number;
  readonly body: JsonObject;
}

export interface OrchestratorClient {
  readonly post: (path: string, body: Json) => Promise<Answered>;
  readonly get: (path: string) => Promise<Answered>;
  readonly register: (definition: string | JsonObject) => Promise<Answered>;
  /** The execution's id; throws where the start is refused. */
  readonly start: (workflowName: string, inputs?: JsonObject) => Promise<string>;
  readonly status: (executionId: string) => Promise<ExecutionAnswer>;
  readonly ended: (executionId: string) => Promise<ExecutionAnswer>;
  /** Asks until it stands as wanted. */
  readonly until: (executionId: string, holds: (execution: ExecutionAnswer) => boolean) => Promise<ExecutionAnswer>;
}

export function orchestratorClient(url: string): OrchestratorClient {
  const call = async (path: string, init: RequestInit): Promise<Answered> => {
    const answer = await fetch(url + path, init);
    const text = await answer.text();
    const { method = 'GET' } = init;
    const contentType = answer.headers.get('content-type') ?? '';
    const wrong = undocumented({ method, path, status: answer.status, contentType, text });
    if (wrong !== null) throw new Error(wrong);
    return { status: answer.status, body: JSON.parse(text) as JsonObject };
  };
  const post = async (path: string, body: Json): Promise<Answered> =>
    await call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const get = async (path: string): Promise<Answered> => await call(path, {});
  const status = async (executionId: string): Promise<ExecutionAnswer> => {
    const { body } = await get(`/orchestrator/get_execution_status?execution_id=${encodeURIComponent(executionId)}`);
    if (own(body['error'], 'code') === 'temporal-unavailable') {
      // On a busy machine it may not have answered in time.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return await status(executionId);
    }
    if (body['success'] !== true) throw new Error(`no status: ${JSON.stringify(body)}`);
    return body['execution'] as unknown as ExecutionAnswer;
  };
  const until: OrchestratorClient['until'] = async (executionId, holds) => {
    for (;;) {
      const execution = await status(executionId);
      if (holds(execution)) return execution;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return {
    post,
    get,
    until,
    register: async (definition) => {
      if (typeof definition !== 'string')
        return await post('/orchestrator/register_workflow', { workflow: definition });
      const headers = { 'content-type': 'application/yaml' };
      return await call('/orchestrator/register_workflow', { method: 'POST', headers, body: definition });
    },
    start: async (workflowName, inputs = {}) => {
      const { body } = await post('/orchestrator/execute_workflow', { workflow_name: workflowName, inputs });
      if (typeof body['execution_id'] !== 'string') throw new Error(`not started: ${JSON.stringify(body)}`);
      return body['execution_id'];
    },
    status,
    ended: async (executionId) => {
      for (;;) {
        const execution = await status(executionId);
        if (!['PENDING', 'RUNNING', 'PAUSED'].includes(execution.status)) return execution;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}
