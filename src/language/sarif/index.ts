export { sarifLog } from './sarif-log.ts';
export type { CheckedText } from './sarif-log.ts';
