import { z } from 'zod';
import { flag, json, jsonMap, list, text, wholeNumber } from '../definition/fields.ts';

const MOST_ANSWERS = 1000;
const MOST_CALLS = 10_000;

const failureFields = { status: wholeNumber(100, 599), body: json.optional() };

/** One answer of a service to one attempt; exactly one of the three. */
const answerFields = {
  result: json.optional(),
  failure: z.strictObject(failureFields, { error: 'a map with a `status`' }).optional(),
  no_answer: z.literal(true, { error: 'true' }).optional(),
};

const callFields = {
  service: text(128),
  method: text(128),
  parameters: json.optional(),
  key: text(1000).optional(),
};
const calls = list(
  z.strictObject(callFields, { error: 'a map with a service and a method' }),
  MOST_CALLS,
  'a list of calls',
);

const stepStatuses = ['PENDING', 'COMPLETED', 'FAILED', 'SKIPPED'] as const;
const stepFields = {
  status: z.enum(stepStatuses, { error: `one of ${stepStatuses.join(', ')}` }).optional(),
  result: json.optional(),
  error: text(128).optional(),
  attempts: wholeNumber(0, 1000).optional(),
  compensated: flag().optional(),
};

const executionStatuses = ['COMPLETED', 'FAILED', 'CANCELLED'] as const;
const errorFields = { code: text(128).optional(), step: text(128).optional(), message: text(1000).optional() };
const expectFields = {
  status: z.enum(executionStatuses, { error: `one of ${executionStatuses.join(', ')}` }),
  steps: z
    .record(z.string(), z.strictObject(stepFields, { error: 'a map' }), { error: 'a map from step ids' })
    .optional(),
  calls: calls.optional(),
  calls_in_any_order: calls.optional(),
  compensations: calls.optional(),
  error: z.strictObject(errorFields, { error: 'a map' }).optional(),
};

const scenarioFields = {
  name: text(200),
  description: text(10_000).optional(),
  inputs: jsonMap.optional(),
  services: z
    .record(
      z.string(),
      list(
        z.strictObject(answerFields, { error: 'a map with `result`, `failure` or `no_answer`' }),
        MOST_ANSWERS,
        'a list of answers',
      ).min(1, {
        error: 'a list of at least one answer',
      }),
      { error: 'a map from `service.method` to answers' },
    )
    .optional(),
  expect: z.strictObject(expectFields, { error: 'a map with a status' }),
};

export const scenarioSchema = z.strictObject(scenarioFields, { error: 'a map with a name and what to expect' });
export type WrittenScenario = z.infer<typeof scenarioSchema>;

const keysByPlace: readonly { readonly place: RegExp; readonly keys: readonly string[] }[] = [
  { place: /^$/, keys: Object.keys(scenarioFields) },
  { place: /^expect$/, keys: Object.keys(expectFields) },
  { place: /^expect\.error$/, keys: Object.keys(errorFields) },
  { place: /^expect\.steps\b/, keys: Object.keys(stepFields) },
  { place: /^expect\.(?:calls|calls_in_any_order|compensations)\b/, keys: Object.keys(callFields) },
  { place: /failure$/, keys: Object.keys(failureFields) },
  { place: /^services\b/, keys: Object.keys(answerFields) },
];

export function scenarioKeysAt(place: string): readonly string[] {
  return keysByPlace.find((each) => each.place.test(place))?.keys ?? [];
}
