export { createTemplates } from './create-templates.ts';
export type { Template, Templates } from './template.ts';
