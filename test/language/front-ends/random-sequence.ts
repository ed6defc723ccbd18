import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/std/index.ts';

/** A sequence, what its services answer, and the payload it begins with. */
export interface RandomSequence {
  readonly tasks: readonly Task[];
  /** Of the task at that place: to its call, and to the one asking that its polling takes. */
  readonly answers: readonly { readonly called: Json; readonly asked: Json }[];
  readonly payload: JsonObject;
}

export interface Task {
  readonly Action: string;
  readonly Display?: string;
  readonly Microservice: {
    readonly Service: string;
    readonly Endpoint: string;
    readonly Method: string;
    readonly RequestBody?: readonly string[];
  };
  readonly Poll?: { readonly Endpoint: string; readonly RequestBody: readonly string[]; readonly Until: string };
}

// Few names, so that answers often meet what is sent; and some that are hard to write.
const field = fc.constantFrom('A', 'B', 'C', 'with blank', '"quoted"', "it's", '<<', '10', 'toString', 'ü.x');
const value = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.constant(null),
  fc.constantFrom('x', '{{no}}', ''),
  fc.boolean(),
);
const object = fc.array(fc.tuple(field, value), { maxLength: 4 }).map((pairs): JsonObject => Object.fromEntries(pairs));
const answer: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: object },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, 'text', 7, [], [{ A: 1 }]) },
);

export const randomSequence: fc.Arbitrary<RandomSequence> = fc
  .array(
    fc.record({
      body: fc.option(fc.array(field, { maxLength: 3 }), { nil: undefined }),
      method: fc.constantFrom('GET', 'POST', 'PUT'),
      display: fc.option(fc.constantFrom('Running: a test', '# none', '{{x}}'), { nil: undefined }),
      poll: fc.option(fc.array(field, { maxLength: 2 }), { nil: undefined }),
      called: answer,
      asked: answer,
    }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((tasks) =>
    object.map((payload) => ({
      payload,
      answers: tasks.map(({ called, asked }) => ({ called, asked })),
      tasks: tasks.map(({ body, method, display, poll }, i) => ({
        Action: `task-${i}`,
        ...(display !== undefined && { Display: display }),
        Microservice: {
          Service: `service-${i}`,
          Endpoint: '/do',
          Method: method,
          ...(body !== undefined && { RequestBody: body }),
        },
        ...(poll !== undefined && { Poll: { Endpoint: '/ask', RequestBody: poll, Until: 'true' } }),
      })),
    })),
  );
