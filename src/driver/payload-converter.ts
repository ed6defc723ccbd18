import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** Stands for a payload that nobody here can read. */
export const unreadable = Symbol('unreadable');

/** Anybody may send a signal, in any encoding. One that can't be read must not throw: the workflow task would fail, and
 * be repeated, and fail, for ever. */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload: <T>(payload: Payload): T => {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return unreadable as T;
    }
  },
};
