export type { BinaryOperator, Expr, UnaryOperator } from './ast.ts';
export { checkCondition, checkExpression, checkGiving, checkParameterExpression, typeOf } from './check.ts';
export { expressionsOf, stepsReadBy } from './dependencies.ts';
export { evaluateCondition, evaluateExpression, evaluateParameters, evaluateTemplate } from './evaluate.ts';
export { signatureOf } from './functions/function-entry.ts';
export type { FunctionEntry, FunctionExample, Parameter } from './functions/function-entry.ts';
export { functionTable } from './functions/function-table.ts';
export { keywords } from './operators.ts';
export { readCondition, readTemplate } from './interpolation.ts';
export { tokenAt } from './lexer.ts';
export { readJsonText } from './json-text.ts';
export { parseExpression } from './parser.ts';
export { payloadIn } from './payload.ts';
export { printExpression } from './printer.ts';
export { offsetIn } from './problem.ts';
export type {
  ConditionRead,
  ExpressionProblem,
  IsEnough,
  Parsed,
  PlacedExpression,
  ScopeTypes,
  TemplateRead,
} from './problem.ts';
export { referencesIn } from './references.ts';
export { secretText } from './secret-places.ts';
export { spansOf } from './spans.ts';
export {
  anyType,
  booleanType,
  canFit,
  describeType,
  listOf,
  mayBe,
  nullable,
  nullType,
  numberType,
  objectOf,
  openObject,
  shorthandTypes,
  stringType,
  typeOfValue,
  unionOf,
} from './static-type.ts';
export type { Type } from './static-type.ts';
export type {
  Evaluated,
  EvaluatedParameters,
  EvaluationCode,
  EvaluationError,
  LocalName,
  Payload,
  Scope,
  SecretPlace,
  StepView,
  Template,
} from './template.ts';
