export type { ValueProblem } from './problems.ts';
export { readSchema } from './validator.ts';
