export { foreignNameOf, methodOf } from './plan-names.ts';
export { readAnswers, readScenario } from './read-scenario.ts';
export type { AnswersRead, ScenarioRead } from './read-scenario.ts';
export type {
  Answer,
  ChildAnswer,
  ExpectedCall,
  ExpectedStep,
  Expectation,
  Scenario,
  ScenarioCommand,
  ScenarioEvent,
  ScenarioWorld,
} from './scenario.ts';
