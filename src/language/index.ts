export { outputsType } from './check/outputs-type.ts';
export type { Definition } from './definition/workflow.ts';
export { notations } from './front-ends/index.ts';
export type { Notation } from './front-ends/index.ts';
export { convertToYaml, inSequenceWords, sequenceShape } from './front-ends/index.ts';
export { graphFormats, renderGraph } from './graph/index.ts';
export type { GraphFormat } from './graph/index.ts';
export { checkGiven, checkInputs, inputLimits, withOffered } from './inputs/index.ts';
export { readOperations, readServices } from './operations/index.ts';
export type { Operations } from './operations/index.ts';
export { notationOf, prepare } from './prepare.ts';
export type { Prepared, PrepareOptions } from './prepare.ts';
export { decodeText, entryOf, jsonOf, readJson, readSource } from './read/index.ts';
export type { Format, SourceNode } from './read/index.ts';
export { locating, renderDiagnostics } from './render.ts';
export { foreignNameOf, methodOf, readAnswers, readScenario } from './scenario/index.ts';
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
} from './scenario/index.ts';
export { sarifLog } from './sarif/index.ts';
export type { CheckedText } from './sarif/index.ts';
export { summarize } from './summary.ts';
export type { Summary } from './summary.ts';
export { definitionSchema } from './schema/index.ts';
