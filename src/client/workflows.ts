import type {
  ListWorkflowsAnswer,
  GetWorkflowAnswer,
  RegisterWorkflowAnswer,
  ValidateWorkflowAnswer,
  Workflow,
} from './api-types.ts';
import { get, post } from './requests.ts';
import type { Call, CallOptions, Transport } from './transport.ts';

export interface RegisterOptions extends CallOptions {
  /** Of a text; `yaml` unless given, which takes JSON too. */
  readonly format?: 'yaml' | 'json';
}

export interface TextRegisterOptions extends RegisterOptions {
  /** The name of what has none in its text, a workflow of actions, say; a definition has its own. */
  readonly name?: string;
}

export interface ValidateOptions extends RegisterOptions {
  /** Checked against what the definition takes; goes with a definition that is an object. */
  readonly inputs?: object;
}

export interface WorkflowCatalog {
  /** Puts a definition on record: its text, as YAML or JSON, or the definition as an object. Whatever is wrong with it is
   * in the `details` of the BatonError. The same content again changes nothing. */
  register(definition: string | Uint8Array | object, options?: TextRegisterOptions): Promise<RegisterWorkflowAnswer>;
  /** Says all that is wrong with a definition, and what it is about, without putting it on record. */
  validate(definition: string | Uint8Array | object, options?: ValidateOptions): Promise<ValidateWorkflowAnswer>;
  /** The newest version of every workflow. */
  list(options?: CallOptions): Promise<readonly Workflow[]>;
  /** The same, with what each was written in. */
  listed(options?: CallOptions): Promise<ListWorkflowsAnswer>;
  /** A definition as it was registered, in its newest version unless one is named; null where there is none. */
  get(name: string, options?: CallOptions & { readonly version?: string }): Promise<Workflow | null>;
}

export function createWorkflows(transport: Transport): WorkflowCatalog {
  const listed = async (options: CallOptions = {}): Promise<ListWorkflowsAnswer> =>
    await transport.call(get('/orchestrator/list_workflows', {}, options));
  return {
    register: async (definition, { name, ...options } = {}) => {
      const call = sent('register_workflow', definition, {}, options);
      const headers = name === undefined ? {} : { headers: { ...call.headers, 'Workflow-Name': name } };
      return await transport.call({ ...call, ...headers });
    },
    validate: async (definition, { inputs, ...options } = {}) =>
      await transport.call(sent('validate_workflow', definition, inputs === undefined ? {} : { inputs }, options)),
    list: async (options) => (await listed(options)).workflows,
    listed,
    get: async (workflow_name, { version, ...options } = {}) => {
      const asked = get('/orchestrator/get_workflow', { workflow_name, version }, options);
      const answer: GetWorkflowAnswer = await transport.call(asked);
      return answer.workflow ?? null;
    },
  };
}

/** A text is sent as it is, so that places in it are those of the author's file. */
function sent(
  method: string,
  definition: string | Uint8Array | object,
  beside: object,
  { format = 'yaml', ...options }: RegisterOptions,
): Call {
  const isText = typeof definition === 'string' || definition instanceof Uint8Array;
  const call = post(`/orchestrator/${method}`, isText ? {} : { workflow: definition, ...beside }, true, options);
  return isText ? { ...call, contentType: `application/${format}`, body: definition } : call;
}
