import type { ListWorkflowsAnswer, GetWorkflowAnswer, RegisterWorkflowAnswer, Workflow } from './api-types.ts';
import { get, post } from './requests.ts';
import type { CallOptions, Transport } from './transport.ts';

export interface RegisterOptions extends CallOptions {
  /** Of a text; `yaml` unless given, which takes JSON too. */
  readonly format?: 'yaml' | 'json';
}

export interface WorkflowCatalog {
  /** Puts a definition on record: its text, as YAML or JSON, or the definition as an object. Whatever is wrong with it is
   * in the `details` of the BatonError. The same content again changes nothing. */
  register(definition: string | Uint8Array | object, options?: RegisterOptions): Promise<RegisterWorkflowAnswer>;
  /** The newest version of every workflow. */
  list(options?: CallOptions): Promise<readonly Workflow[]>;
  /** A definition as it was registered, in its newest version unless one is named; null where there is none. */
  get(name: string, options?: CallOptions & { readonly version?: string }): Promise<Workflow | null>;
}

export function createWorkflows(transport: Transport): WorkflowCatalog {
  return {
    register: async (definition, { format = 'yaml', ...options } = {}) => {
      const path = '/orchestrator/register_workflow';
      const isText = typeof definition === 'string' || definition instanceof Uint8Array;
      const call = post(path, isText ? {} : { workflow: definition }, true, options);
      return await transport.call(isText ? { ...call, contentType: `application/${format}`, body: definition } : call);
    },
    list: async (options = {}) => {
      const answer: ListWorkflowsAnswer = await transport.call(get('/orchestrator/list_workflows', {}, options));
      return answer.workflows;
    },
    get: async (workflow_name, { version, ...options } = {}) => {
      const asked = get('/orchestrator/get_workflow', { workflow_name, version }, options);
      const answer: GetWorkflowAnswer = await transport.call(asked);
      return answer.workflow ?? null;
    },
  };
}
