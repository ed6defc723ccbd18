import { invariant, isObject } from '../std/index.ts';
import { engineNumber, type ExecutionInput } from './protocol.ts';

/** Whether an execution was started with an envelope of ours or with bare inputs, which may be any JSON: an input that is
 * called `baton` makes no envelope. */
export function isEnvelope(input: unknown): input is ExecutionInput {
  return isObject(input) && input['baton'] === 1 && isObject(input['plan']) && input['plan']['format'] === 1;
}

/** Thrown, so that the task is repeated until a worker takes it that knows the number. */
export function knownEngine(input: ExecutionInput): ExecutionInput {
  invariant(input.engine >= 1 && input.engine <= engineNumber, `engine ${input.engine} is newer than this worker`);
  return input;
}
