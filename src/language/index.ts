export type { Definition } from './definition/workflow.ts';
export { checkInputs, inputLimits } from './inputs/index.ts';
export { prepare } from './prepare.ts';
export type { Prepared, PrepareOptions } from './prepare.ts';
export { decodeText, entryOf, jsonOf, readJson } from './read/index.ts';
export type { Format, SourceNode } from './read/index.ts';
export { locate, renderDiagnostics } from './render.ts';
