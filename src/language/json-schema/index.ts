export type { ValueProblem } from './problems.ts';
export { longSchema, readSchema } from './validator.ts';
