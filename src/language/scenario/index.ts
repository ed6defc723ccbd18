export { readScenario } from './read-scenario.ts';
export type { Answer, ExpectedCall, Scenario } from './scenario.ts';
