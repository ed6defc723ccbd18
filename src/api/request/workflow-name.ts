import { Refusal } from '../../problems/index.ts';
import type { ApiRequest } from '../route.ts';

/** As a definition's. */
export const nameForm = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

/** For a text that has no name in it; undefined where none is given. */
export function workflowNameOf({ header }: ApiRequest): string | undefined {
  const name = header('workflow-name');
  if (name === undefined || nameForm.test(name)) return name;
  const rule = '1 to 128 letters, digits, `_` and `-`, beginning with a letter';
  throw new Refusal('invalid-header', `Workflow-Name: a workflow name is ${rule}`);
}
