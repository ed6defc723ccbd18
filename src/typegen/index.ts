export { createNames, pascalCase } from './names.ts';
export { schemaTypes } from './schema-types.ts';
