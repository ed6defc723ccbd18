import { z } from 'zod';
import { flag, json, jsonMap, list, text, wholeNumber } from '../definition/fields.ts';

const MOST_ANSWERS = 1000;
const MOST_CALLS = 10_000;
const MOST_HAPPENINGS = 10_000;
/** The longest that an execution may wait for anything. */
const LONGEST_MS = 365 * 24 * 60 * 60 * 1000;

const moment = wholeNumber(0, LONGEST_MS);
const onlyTrue = z.literal(true, { error: 'true' });

const failureFields = { status: wholeNumber(100, 599), body: json.optional() };
const acceptedFields = { location: text(2000), retry_after_ms: moment.optional(), result: json.optional() };

/** One answer of a service to one attempt: exactly one of the kinds, and when it comes. */
const answerFields = {
  result: json.optional(),
  failure: z.strictObject(failureFields, { error: 'a map with a `status`' }).optional(),
  no_answer: onlyTrue.optional(),
  accepted: z.strictObject(acceptedFields, { error: 'a map with a `location`' }).optional(),
  after_ms: moment.optional(),
};

const undoFields = { service: text(128), method: text(128), parameters: json.optional() };
const childFailureFields = { message: text(1000) };

/** How one sub-workflow ends: exactly one of the kinds. */
const childFields = {
  result: json.optional(),
  failure: z.strictObject(childFailureFields, { error: 'a map with a `message`' }).optional(),
  no_answer: onlyTrue.optional(),
  undo: list(
    z.strictObject(undoFields, { error: 'a map with a service and a method' }),
    MOST_CALLS,
    'a list of calls',
  ).optional(),
  after_ms: moment.optional(),
};

const eventFields = {
  event: text(128),
  value: json.optional(),
  correlation: json.optional(),
  id: text(256).optional(),
  at_ms: moment,
};
/** What a person may do; the last three are said of an execution that is held. */
export const commandKinds = ['cancel', 'pause', 'resume', 'retry', 'skip', 'compensate'] as const;
const commandFields = {
  cancel: onlyTrue.optional(),
  pause: onlyTrue.optional(),
  resume: onlyTrue.optional(),
  retry: onlyTrue.optional(),
  skip: onlyTrue.optional(),
  compensate: onlyTrue.optional(),
  at_ms: moment,
};

const callFields = {
  service: text(128),
  method: text(2000),
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

const executionStatuses = ['COMPLETED', 'FAILED', 'CANCELLED', 'PAUSED'] as const;
const errorFields = { code: text(128).optional(), step: text(128).optional(), message: text(1000).optional() };
const expectFields = {
  status: z.enum(executionStatuses, { error: `one of ${executionStatuses.join(', ')}` }),
  steps: z
    .record(z.string(), z.strictObject(stepFields, { error: 'a map' }), { error: 'a map from step ids' })
    .optional(),
  calls: calls.optional(),
  calls_in_any_order: calls.optional(),
  compensations: calls.optional(),
  notifications: list(text(10_000), MOST_CALLS, 'a list of texts').optional(),
  outputs: json.optional(),
  error: z.strictObject(errorFields, { error: 'a map' }).optional(),
  duration_ms: moment.optional(),
};

const answersOf = <Fields extends z.core.$ZodLooseShape>(
  fields: Fields,
  kinds: string,
): z.ZodArray<z.ZodObject<Fields, z.core.$strict>> =>
  list(z.strictObject(fields, { error: `a map with ${kinds}` }), MOST_ANSWERS, 'a list of answers').min(1, {
    error: 'a list of at least one answer',
  });

const worldFields = {
  inputs: jsonMap.optional(),
  services: z
    .record(z.string(), answersOf(answerFields, '`result`, `failure`, `no_answer` or `accepted`'), {
      error: 'a map from `service.method` to answers',
    })
    .optional(),
  children: z
    .record(z.string(), answersOf(childFields, '`result`, `failure` or `no_answer`'), {
      error: 'a map from workflow names to answers',
    })
    .optional(),
  events: list(
    z.strictObject(eventFields, { error: 'a map with `event` and `at_ms`' }),
    MOST_HAPPENINGS,
    'a list of events',
  ).optional(),
  commands: list(
    z.strictObject(commandFields, { error: 'a map with what is done and `at_ms`' }),
    MOST_HAPPENINGS,
    'a list of commands',
  ).optional(),
};

const scenarioFields = {
  name: text(200),
  description: text(10_000).optional(),
  ...worldFields,
  expect: z.strictObject(expectFields, { error: 'a map with a status' }),
};

export const scenarioSchema = z.strictObject(scenarioFields, { error: 'a map with a name and what to expect' });
export type WrittenScenario = z.infer<typeof scenarioSchema>;

export const worldSchema = z.strictObject(worldFields, { error: 'a map with services' });
export type WrittenWorld = z.infer<typeof worldSchema>;

/** Of a service's or a sub-workflow's answer, those that say which kind it is. */
export const answerKinds: ReadonlySet<string> = new Set(['result', 'failure', 'no_answer', 'accepted']);

const keysByPlace: readonly { readonly place: RegExp; readonly keys: readonly string[] }[] = [
  { place: /^$/, keys: Object.keys(scenarioFields) },
  { place: /^expect$/, keys: Object.keys(expectFields) },
  { place: /^expect\.error$/, keys: Object.keys(errorFields) },
  { place: /^expect\.steps\b/, keys: Object.keys(stepFields) },
  { place: /^expect\.(?:calls|calls_in_any_order|compensations)\b/, keys: Object.keys(callFields) },
  { place: /^events\b/, keys: Object.keys(eventFields) },
  { place: /^commands\b/, keys: Object.keys(commandFields) },
  { place: /^children\b.*failure$/, keys: Object.keys(childFailureFields) },
  { place: /^children\b.*undo\[\d+\]$/, keys: Object.keys(undoFields) },
  { place: /^children\b/, keys: Object.keys(childFields) },
  { place: /^services\b.*failure$/, keys: Object.keys(failureFields) },
  { place: /^services\b.*accepted$/, keys: Object.keys(acceptedFields) },
  { place: /^services\b/, keys: Object.keys(answerFields) },
];

export function scenarioKeysAt(place: string): readonly string[] {
  return keysByPlace.find((each) => each.place.test(place))?.keys ?? [];
}
