export { codeFrame, positionAt } from './code-frame.ts';
export type { Position } from './code-frame.ts';
export { codes } from './codes.ts';
export type { Code, CodeEntry, DiagnosticCode, FailureCode, RequestCode } from './codes.ts';
export { diagnostic, hasErrors } from './diagnostic.ts';
export type { Diagnostic, Span } from './diagnostic.ts';
export type { Failure } from './failure.ts';
export { nearest } from './nearest.ts';
export { Refusal } from './refusal.ts';
