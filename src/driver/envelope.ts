import { defaultPayloadConverter, RawValue } from '@temporalio/common';
import { invariant, isList, isObject, own } from '../std/index.ts';
import {
  type ApartInput,
  type ApartResult,
  type CalledInput,
  type CalledResult,
  engineNumber,
  type ExecutionInput,
  type JoinAnswer,
} from './protocol.ts';
import type { SwarmEnvelope } from './swarms/protocol.ts';
import type { LanesInput } from './swarms/lane-protocol.ts';
import type { OrchestrationInput } from './swarms/orchestration-protocol.ts';
import type { TaskCallInput } from './swarms/task-protocol.ts';

/** In the metadata of a payload that holds an envelope of ours: it may be packed, since nobody else reads it. */
export const envelopeMark = 'baton';

/** An envelope, marked as such. */
export type Envelope =
  | ExecutionInput
  | CalledInput
  | CalledResult
  | ApartInput
  | ApartResult
  | JoinAnswer
  | LanesInput
  | OrchestrationInput
  | SwarmEnvelope
  | TaskCallInput;

export function asEnvelope(envelope: Envelope): RawValue {
  const { metadata, data } = defaultPayloadConverter.toPayload(envelope);
  return RawValue.fromPayload({ metadata: { ...metadata, [envelopeMark]: mark }, data: data ?? null });
}

/** One whose JSON is there already, in UTF-8. */
export function envelopeOf(data: Uint8Array): RawValue {
  const encoding = new Uint8Array(Array.from('json/plain', (letter) => letter.charCodeAt(0)));
  return RawValue.fromPayload({ metadata: { encoding, [envelopeMark]: mark }, data });
}

const mark = new Uint8Array([49]);

/** Whether an execution was started with an envelope of ours or with bare inputs, which may be any JSON: an input that is
 * called `baton` makes no envelope. */
export function isEnvelope(input: unknown): input is ExecutionInput {
  return isObject(input) && own(input, 'baton') === 1 && own(own(input, 'plan'), 'format') === 1;
}

/** Whether another execution called this one: it knows the workflow's name, not its plan. */
export function isCalled(input: unknown): input is CalledInput {
  if (!isObject(input) || own(input, 'baton') !== 1 || typeof own(input, 'engine') !== 'number') return false;
  const call = own(input, 'call');
  return isObject(call) && typeof own(call, 'depth') === 'number' && own(call, 'inputs') !== undefined;
}

/** Whether another execution wants it to make one call. */
export function isApartInput(input: unknown): input is ApartInput {
  return isObject(input) && own(input, 'baton') === 1 && isObject(own(input, 'apart'));
}

/** What an execution that was called gave back; null where it is nothing of ours. */
export function readCalledResult(value: unknown): CalledResult | null {
  if (!isObject(value) || own(value, 'baton') !== 1) return null;
  const { result, undo } = value as Partial<CalledResult>;
  return result === undefined || !isList(undo) ? null : { baton: 1, result, undo };
}

/** Thrown, so that the task is repeated until a worker takes it that knows the number. */
export function knownEngine<Input extends { readonly engine: number }>(input: Input): Input {
  invariant(input.engine >= 1 && input.engine <= engineNumber, `engine ${input.engine} is newer than this worker`);
  return input;
}
