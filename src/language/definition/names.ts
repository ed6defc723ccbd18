import { name } from './fields.ts';
import { definitionLimits as limits } from './limits.ts';

const WORKFLOW_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
export const STEP_ID = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

export const workflowName = name(
  WORKFLOW_NAME,
  limits.nameLength,
  'letters, digits, `_` and `-`, beginning with a letter',
);

export const versionText = name(
  VERSION,
  limits.versionLength,
  'letters, digits, `.`, `_`, `+` and `-`, beginning with a letter or digit',
);
