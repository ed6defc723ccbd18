import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { executionShape, stepResultShape } from '../../src/api/answer/execution.ts';
import { ifex } from '../../scripts/client-types.ts';
import { allRoutes } from '../../src/api/index.ts';
import type { IfexFile, IfexMember } from '../../src/api/ifex/ifex.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const text = readFileSync('docs/reference/ifex_orchestrator.yaml', 'utf8');
const file = parse(text) as IfexFile;
const [workflows] = file.namespaces;
const told = (members: readonly IfexMember[] = []): readonly string[] =>
  members.map(({ name, datatype, mandatory }) => `${name}${mandatory === false ? '?' : ''}: ${datatype}`);
const membersOf = (name: string): readonly IfexMember[] =>
  workflows?.structs.find((each) => each.name === name)?.members ?? [];
const method = (name: string) => workflows?.methods.find((each) => each.name === name);

/** As clients were written from, before there was a program. */
const published = {
  structs: {
    step_definition_t:
      'id: string, service: string, method: string, parameters: string, depends_on: string[], when: string, timeout_ms: uint32, retry_count: uint8, compensate_method?: string',
    workflow_definition_t:
      'name: string, version: string, description: string, input_schema: string, steps: step_definition_t[]',
    step_result_t:
      'step_id: string, status: step_status_t, result: string, error_message?: string, started_at: string, completed_at?: string, duration_ms: uint32',
    workflow_execution_t:
      'execution_id: string, workflow_name: string, status: workflow_status_t, inputs: string, step_results: step_result_t[], started_at: string, completed_at?: string, error_message?: string',
  },
  methods: {
    register_workflow: ['workflow: workflow_definition_t', 'success: boolean, message: string'],
    execute_workflow: [
      'workflow_name: string, inputs: string',
      'execution_id: string, success: boolean, message: string',
    ],
    get_execution_status: ['execution_id: string', 'execution: workflow_execution_t, success: boolean'],
    cancel_execution: ['execution_id: string', 'success: boolean, message: string'],
    list_workflows: ['', 'workflows: workflow_definition_t[]'],
    get_workflow: ['workflow_name: string', 'workflow: workflow_definition_t, found: boolean'],
  },
};

describe('the IFEX file', () => {
  test('is what the routes take and answer (npm run client-types writes it anew)', async () => {
    const served = await sendRequest(api.port, { path: '/orchestrator/schema' });
    expect(served.headers['content-type']).toBe('application/yaml; charset=utf-8');
    expect(text).toBe(ifex());
    expect(served.text).toBe(text);
    const json = await sendRequest(api.port, { path: '/orchestrator/schema', headers: { accept: 'application/json' } });
    expect(json.json).toEqual(file);
  });

  test('begins with its name and version', () => {
    expect(text).toMatch(/^name: ifex_orchestrator\nmajor_version: 1\nminor_version: 0\n/);
    expect([file.namespaces.length, workflows?.name]).toEqual([1, 'workflows']);
  });

  test.each(Object.entries(published.structs))(
    'has %s as it was published, and what came since behind it',
    (name, was) => {
      expect(told(membersOf(name)).join(', ')).toMatch(new RegExp(`^${was.replace(/[[\]?]/g, '\\$&')}(, |$)`));
      const since = told(membersOf(name)).slice(was.split(', ').length);
      expect(since.length === 0 || name.endsWith('execution_t') || name.endsWith('result_t')).toBe(true);
    },
  );

  test.each(Object.entries(published.methods))('has %s as it was published', (name, [input = '', output = '']) => {
    expect(`${told(method(name)?.input).join(', ')}, `).toContain(input);
    expect(told(method(name)?.output).join(', ').startsWith(output)).toBe(true);
    const asked = told(method(name)?.input).slice(input === '' ? 0 : input.split(', ').length);
    // A client of before does not know it.
    expect(asked.filter((each) => !each.includes('?:'))).toEqual([]);
  });

  test('has the numbers of both statuses, whose names the answers have', () => {
    const options = (name: string): readonly string[] =>
      workflows?.enumerations.find((each) => each.name === name)?.options.map((each) => `${each.value} ${each.name}`) ??
      [];
    expect(options('workflow_status_t').join()).toBe('0 PENDING,1 RUNNING,2 COMPLETED,3 FAILED,4 CANCELLED,5 PAUSED');
    expect(options('step_status_t').join()).toBe('0 PENDING,1 RUNNING,2 COMPLETED,3 FAILED,4 SKIPPED,5 COMPENSATING');
    const names = (name: string): readonly string[] => options(name).map((each) => each.slice(2));
    expect(names('workflow_status_t').toSorted()).toEqual(executionShape.shape.status.options.toSorted());
    expect(names('step_status_t').toSorted()).toEqual(stepResultShape.shape.status.options.toSorted());
  });

  test('has a method for each path, and no other', () => {
    const paths = allRoutes.filter(({ path, sends }) => path.startsWith('/orchestrator/') && sends === undefined);
    expect(workflows?.methods.map(({ name }) => `/orchestrator/${name}`).toSorted()).toEqual(
      paths.map(({ path }) => path).toSorted(),
    );
  });

  test('names no datatype that it does not have', () => {
    const simple = ['string', 'boolean', 'uint8', 'uint32', 'double'];
    const known = [...(workflows?.structs ?? []), ...(workflows?.enumerations ?? [])].map(({ name }) => name);
    expect(new Set(known).size).toBe(known.length);
    const used = [
      ...(workflows?.structs ?? []).flatMap(({ members }) => members),
      ...(workflows?.methods ?? []).flatMap(({ input = [], output }) => [...input, ...output]),
    ].map(({ datatype }) => datatype.replace('[]', ''));
    expect([...new Set(used)].filter((each) => !simple.includes(each) && !known.includes(each))).toEqual([]);
  });
});
