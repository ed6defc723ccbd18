export { definitionSchema } from './definition-schema.ts';
