import { expect, test } from '@jest/globals';
import { fitsFilter, searchWorkflows } from '../../src/catalog/search-workflows.ts';
import type { ListedWorkflow } from '../../src/catalog/workflows.ts';

function listed(workflowId: string, more: Partial<ListedWorkflow> = {}): ListedWorkflow {
  const texts = { title: workflowId, description: '', tags: [], actionNames: [] };
  return { workflowId, version: 1, ...texts, createdBy: null, createdAt: 0, updatedAt: 0, ...more };
}

const all: readonly ListedWorkflow[] = [
  listed('a', { title: 'Ship it', description: 'Sends the document on' }),
  listed('b', { title: 'Document Analysis', tags: ['quality'], actionNames: ['Fetch Document', 'fetch_doc'] }),
  listed('c', { title: 'Nightly', tags: ['document', 'v2'], createdBy: 'ann' }),
  listed('d', { title: 'Old', createdBy: 'ann', removed: { by: 'bob', at: 1 } }),
];
const found = (question: string): string =>
  searchWorkflows(all, question)
    .map(({ workflowId }) => workflowId)
    .join('');

test.each([
  ['document', 'bca'],
  ['DOCUMENT', 'bca'],
  ['document quality', 'b'],
  ['quality document', 'b'],
  ['document nowhere', ''],
  ['fetch_doc', 'b'],
  ['v2', 'c'],
  ['.*', ''],
  ['  ', 'abcd'],
])('a search for %j finds %j', (question, ids) => {
  expect(found(question)).toBe(ids);
});

test.each([
  [{ status: 'active' }, 'abc'],
  [{ status: 'deleted' }, 'd'],
  [{ status: 'active', createdBy: 'ann' }, 'c'],
  [{ status: 'deleted', createdBy: 'ann' }, 'd'],
  [{ status: 'active', createdBy: 'an' }, ''],
  [{ status: 'active', tag: 'v2' }, 'c'],
  [{ status: 'active', tag: 'V2' }, ''],
] as const)('%j is fitted by %j', (filter, ids) => {
  const fitting = all.filter((each) => fitsFilter(each, filter)).map(({ workflowId }) => workflowId);
  expect(fitting.join('')).toBe(ids);
});
