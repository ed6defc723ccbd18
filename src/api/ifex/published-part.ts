import type { IfexEnumeration, IfexMember, IfexMethod, IfexStruct } from './ifex.ts';

/** What was published before there was a program, and clients were written from: kept to the letter. What has come since
 * stands behind it, and may be missing. */

const is = (name: string, datatype: string, description?: string): IfexMember => ({
  name,
  datatype,
  ...(description !== undefined && { description }),
});
const may = (name: string, datatype: string): IfexMember => ({ name, datatype, mandatory: false });
const numbered = (name: string, words: readonly string[]): IfexEnumeration => ({
  name,
  datatype: 'uint8',
  options: words.map((word, value) => ({ name: word, value })),
});

export const publishedEnumerations: readonly IfexEnumeration[] = [
  numbered('workflow_status_t', ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'PAUSED']),
  numbered('step_status_t', ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'SKIPPED', 'COMPENSATING']),
];

export const publishedStructs: readonly IfexStruct[] = [
  {
    name: 'step_definition_t',
    members: [
      is('id', 'string'),
      is('service', 'string'),
      is('method', 'string'),
      is('parameters', 'string', 'JSON template with {{}} expressions'),
      is('depends_on', 'string[]'),
      is('when', 'string', 'Condition expression'),
      { ...is('timeout_ms', 'uint32'), default: 30000 },
      { ...is('retry_count', 'uint8'), default: 0 },
      may('compensate_method', 'string'),
    ],
  },
  {
    name: 'workflow_definition_t',
    members: [
      is('name', 'string'),
      is('version', 'string'),
      is('description', 'string'),
      is('input_schema', 'string', 'JSON Schema for inputs'),
      is('steps', 'step_definition_t[]'),
    ],
  },
  {
    name: 'step_result_t',
    members: [
      is('step_id', 'string'),
      is('status', 'step_status_t'),
      is('result', 'string', 'JSON result from service'),
      may('error_message', 'string'),
      is('started_at', 'string'),
      may('completed_at', 'string'),
      is('duration_ms', 'uint32'),
    ],
  },
  {
    name: 'workflow_execution_t',
    members: [
      is('execution_id', 'string'),
      is('workflow_name', 'string'),
      is('status', 'workflow_status_t'),
      is('inputs', 'string', 'JSON inputs'),
      is('step_results', 'step_result_t[]'),
      is('started_at', 'string'),
      may('completed_at', 'string'),
      may('error_message', 'string'),
    ],
  },
];

const done = [is('success', 'boolean'), is('message', 'string')];

export const publishedMethods: readonly IfexMethod[] = [
  {
    name: 'register_workflow',
    description: 'Register a workflow definition',
    input: [is('workflow', 'workflow_definition_t')],
    output: done,
  },
  {
    name: 'execute_workflow',
    description: 'Start a workflow execution',
    input: [is('workflow_name', 'string'), is('inputs', 'string', 'JSON inputs')],
    output: [is('execution_id', 'string'), ...done],
  },
  {
    name: 'get_execution_status',
    description: 'Get status of a workflow execution',
    input: [is('execution_id', 'string')],
    output: [is('execution', 'workflow_execution_t'), is('success', 'boolean')],
  },
  {
    name: 'cancel_execution',
    description: 'Cancel a running workflow',
    input: [is('execution_id', 'string')],
    output: done,
  },
  {
    name: 'list_workflows',
    description: 'List registered workflows',
    output: [is('workflows', 'workflow_definition_t[]')],
  },
  {
    name: 'get_workflow',
    description: 'Get a workflow definition',
    input: [is('workflow_name', 'string')],
    output: [is('workflow', 'workflow_definition_t'), is('found', 'boolean')],
  },
];
