export { createNames, pascalCase } from './names.ts';
export { schemaTypes } from './schema-types.ts';
export { workflowFile } from './workflow-file.ts';
export type { KnownWorkflow, StartedFrom } from './workflow-file.ts';
