import { z } from 'zod';
import { type CloudEvent, eventTypes, textOf } from '../../events/index.ts';
import { readInstant } from '../../std/index.ts';
import { apiLimits } from '../limits.ts';
import type { Ports } from '../ports.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { executionId, knownForm, success, text } from './execution-fields.ts';

/** What has become of executions, told from their histories. */

const time = (what: string) =>
  z
    .string({ error: `${what} is a time` })
    .refine((given) => readInstant(given) !== null, { error: `${what} is a time, like 2025-01-15T06:30:00Z` })
    .describe('A time as RFC 3339 has it')
    .optional();

/** Of one execution, as far as time and place are asked for. */
const part = {
  execution_id: executionId,
  from: time('from'),
  to: time('to'),
  cursor: z
    .string()
    .regex(/^[0-9]{1,10}$/, { error: 'a cursor is what an answer gave as next_cursor' })
    .optional(),
};

export const eventShape = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.enum(eventTypes),
    subject: z.string(),
    time: z.iso.datetime({ precision: 3 }),
    datacontenttype: z.literal('application/json'),
    sequence: z.string(),
    data: z.looseObject({ execution_id: z.string(), trace_id: z.string() }),
  })
  .meta({ id: 'Event' });

/** As clients of the API see it. */
export type ToldEvent = z.output<typeof eventShape>;

const nextCursor = z.string().nullable();

const eventsHistory = fieldsRoute({
  methods: ['GET'],
  path: '/infrastructure/events/history',
  summary: 'The events of an execution, made again from its history: the same as the sinks were sent.',
  fields: z.strictObject({
    ...part,
    type: z.enum(eventTypes, { error: `types are ${eventTypes.join(', ')}` }).optional(),
    limit: z
      .string()
      .regex(/^[1-9][0-9]{0,3}$/, { error: 'a limit is a number from 1 to 9999' })
      .optional(),
  }),
  gives: { 200: z.strictObject({ events: z.array(eventShape), next_cursor: nextCursor }) },
  refuses: ['invalid-execution-id', 'execution-not-found'],
  answer: async ({ executions }, { type, limit, ...asked }) => {
    const found = await eventsAsked(executions, asked);
    const events = type === undefined ? found : found.filter((each) => each.type === type);
    return { status: 200, body: page(events, limit === undefined ? apiLimits.eventsAtATime : Number(limit)) };
  },
});

const eventsReplay = fieldsRoute({
  methods: ['POST'],
  path: '/infrastructure/events/replay',
  summary: 'Sends the events of an execution to the sinks again, with the ids that they had.',
  fields: z.strictObject({
    ...part,
    sinks: z.array(text('a sink'), { error: 'sinks are a list of names' }).min(1).max(10).optional(),
  }),
  gives: {
    200: z.strictObject({
      success,
      message: z.string(),
      replayed: z.int(),
      sinks: z.array(z.string()),
      next_cursor: nextCursor,
    }),
  },
  refuses: ['invalid-execution-id', 'execution-not-found', 'event-sink-not-configured', 'event-sink-failed'],
  answer: async ({ executions, events }, { sinks: names, ...asked }) => {
    const id = asked.execution_id;
    const found = await eventsAsked(executions, asked);
    const { sent, sinks } = await events.replay(
      found.map((each) => textOf(id, each)),
      names,
    );
    const rest = sent < found.length ? ', the rest from next_cursor' : '';
    const message = `${sent} of ${found.length} events of ${id} were sent to ${sinks.join(' and ')}${rest}`;
    const { next_cursor } = page(found, sent);
    return { status: 200, body: { success: true, message, replayed: sent, sinks: [...sinks], next_cursor } };
  },
});

type Asked = z.output<z.ZodObject<typeof part>>;

async function eventsAsked(
  executions: Ports['executions'],
  { execution_id: id, from, to, cursor }: Asked,
): Promise<readonly CloudEvent[]> {
  const since = from === undefined ? Number.NEGATIVE_INFINITY : (readInstant(from) ?? 0);
  const until = to === undefined ? Number.POSITIVE_INFINITY : (readInstant(to) ?? 0);
  const after = Number(cursor ?? 0);
  return (await executions.events(knownForm(id))).filter((event) => {
    const at = readInstant(event.time) ?? 0;
    return at >= since && at < until && Number(event.sequence) > after;
  });
}

/** A cursor is the sequence of the last event before it. */
function page(events: readonly CloudEvent[], most: number): { events: CloudEvent[]; next_cursor: string | null } {
  const some = events.slice(0, most);
  const last = some.at(-1);
  return { events: some, next_cursor: some.length < events.length && last !== undefined ? last.sequence : null };
}

export const infrastructureRoutes: readonly Route[] = [eventsHistory, eventsReplay];
