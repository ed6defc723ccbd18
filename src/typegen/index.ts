export { docComment } from './doc-comment.ts';
export { createNames, keyText, pascalCase, stringText } from './names.ts';
export type { Names } from './names.ts';
export { schemaTypes } from './schema-types.ts';
