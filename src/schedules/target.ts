import type { Catalog } from '../catalog/index.ts';
import { engineNumber, type ExecutionInput, isCalled, isEnvelope } from '../driver/index.ts';
import { findWorkflow, type OutcomeAttribute, type PreparedWorkflows, withAttributes } from '../executions/index.ts';
import { prepare } from '../language/index.ts';
import { nearest } from '../problems/index.ts';
import { invariant, isObject, type Json, type JsonObject, own } from '../std/index.ts';
import { refusal } from './check-job.ts';
import type { Job } from './schedules.ts';

/** What a job starts: an execution of a workflow on record, or one of a single step that calls the service. */
export type Target =
  | { readonly kind: 'workflow'; readonly name: string; readonly version?: string; readonly inputs: JsonObject }
  | { readonly kind: 'call'; readonly input: ExecutionInput };

/** Our own service, whose method `execute_workflow` is what a schedule does itself. */
const ownService = 'ifex-orchestrator';
const executeMethod = 'execute_workflow';

/** The name of executions that a schedule makes one call with. */
export const callWorkflow = 'scheduled-call';

export interface TargetPorts {
  readonly catalog: Catalog;
  readonly workflows: PreparedWorkflows;
  readonly outcomes: OutcomeAttribute;
}

/** The inputs are checked now, so that a mistake is not first seen at half past six; and again at each start, since the
 * newest version may be another one by then. */
export async function findTarget({ catalog, workflows, outcomes }: TargetPorts, job: Job): Promise<Target> {
  if (job.service !== ownService || job.method !== executeMethod) {
    return { kind: 'call', input: await withAttributes(callInput(job), outcomes) };
  }
  const target = readExecute(job.parameters);
  const record = await findWorkflow(catalog, target.name, target.version);
  await workflows.inputOf(record, target.inputs);
  return target;
}

/** The same parameters in one form: `inputs` may have come as the text of a JSON object. */
export function settledParameters({ service, method, parameters }: Job): JsonObject {
  if (service !== ownService || method !== executeMethod) return parameters;
  const { name, version, inputs } = readExecute(parameters);
  return { workflow_name: name, ...(version !== undefined && { version }), inputs };
}

const fields = ['workflow_name', 'version', 'inputs'];
/** What names one execution, and has no meaning for many. */
const ofOne: ReadonlySet<string> = new Set(['execution_id', 'idempotency_key', 'wait_ms']);

function readExecute(parameters: JsonObject): Extract<Target, { readonly kind: 'workflow' }> {
  for (const key of Object.keys(parameters)) {
    if (fields.includes(key)) continue;
    const path = `parameters.${key}`;
    if (ofOne.has(key)) {
      throw refusal('unknown-field', `\`${path}\`: each time of a schedule is an execution of its own`, path);
    }
    const near = nearest(key, fields);
    const advice = near === null ? `allowed: ${fields.join(', ')}` : `did you mean \`${near}\`?`;
    throw refusal('unknown-field', `\`${path}\`: no such field; ${advice}`, path, near ?? undefined);
  }
  const name = own(parameters, 'workflow_name');
  if (name === undefined) {
    throw refusal('missing-field', '`parameters.workflow_name` is missing', 'parameters.workflow_name');
  }
  if (typeof name !== 'string' || name === '') {
    throw refusal('unfit-field', '`parameters.workflow_name`: a workflow name is text', 'parameters.workflow_name');
  }
  const version = own(parameters, 'version');
  if (version !== undefined && (typeof version !== 'string' || version === '')) {
    throw refusal('unfit-field', '`parameters.version`: a version is text', 'parameters.version');
  }
  const inputs = readInputs(own(parameters, 'inputs') ?? {});
  return { kind: 'workflow', name, inputs, ...(version !== undefined && { version }) };
}

function readInputs(given: Json): JsonObject {
  const value = typeof given === 'string' ? parsed(given) : given;
  const path = 'parameters.inputs';
  if (!isObject(value)) throw refusal('unfit-field', `\`${path}\` are a JSON object, or the text of one`, path);
  // The driver would take them for what only we may hand over.
  if (isEnvelope(value) || isCalled(value)) throw refusal('unfit-field', `\`${path}\` cannot have this form`, path);
  return value;
}

function parsed(text: string): Json {
  if (text === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The parameters are an input, so that nothing in them is an expression. */
function callInput({ service, method, parameters }: Job): ExecutionInput {
  const definition = {
    name: callWorkflow,
    version: '1',
    inputs: { parameters: { type: 'object', required: true } },
    steps: [{ id: 'call', service, method, parameters: '{{inputs.parameters}}' }],
    outputs: { result: '{{steps.call.result}}' },
  };
  const prepared = prepare(JSON.stringify(definition), { format: 'json' });
  if (!prepared.ok) {
    const [first] = prepared.diagnostics;
    const field = first?.path?.endsWith('method') === true ? 'method' : 'service';
    throw refusal('unfit-field', `\`${field}\`: ${first?.message}`, field);
  }
  return { baton: 1, plan: prepared.plan, inputs: { parameters }, engine: engineNumber };
}

/** What an action's input says that it calls; null where it is no call of ours. */
export function readCall(input: unknown): Pick<Job, 'service' | 'method' | 'parameters'> | null {
  if (!isEnvelope(input)) return null;
  const [step] = input.plan.steps;
  invariant(step?.kind === 'call', 'a scheduled call is one step');
  const parameters = own(input.inputs, 'parameters');
  return { service: step.service, method: step.method, parameters: isObject(parameters) ? parameters : {} };
}

export function executeJob(
  name: string,
  version: string | undefined,
  inputs: JsonObject,
): Pick<Job, 'service' | 'method' | 'parameters'> {
  return {
    service: ownService,
    method: executeMethod,
    parameters: { workflow_name: name, ...(version !== undefined && { version }), inputs },
  };
}
