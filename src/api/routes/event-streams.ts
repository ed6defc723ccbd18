import { z } from 'zod';
import { Refusal } from '../../problems/index.ts';
import { eventTypes } from '../../events/index.ts';
import type { Followed, FollowedOfAll } from '../../executions/index.ts';
import { isoTime } from '../../std/index.ts';
import { type ApiRequest, type Route, type StreamedEvent, streamRoute } from '../route.ts';
import { executionId, knownForm, text } from './execution-fields.ts';
import { eventShape } from './infrastructure.ts';

/** What becomes of executions, as it happens: server-sent events. */

const time = z.iso.datetime({ precision: 3 });

/** The id of the last word about an execution: who comes back with it has missed nothing and will miss nothing. */
const lastWord = 'end';

const endShape = z.strictObject({
  execution_id: z.string(),
  status: z.enum(['COMPLETED', 'FAILED', 'CANCELLED']),
});

const sequence = z
  .string()
  .regex(/^[0-9]{1,10}$/, { error: 'is the `sequence` of an event' })
  .describe('The `sequence` of the last event that is known; Last-Event-ID, which browsers send, wins over it');

const followExecution = streamRoute({
  path: '/orchestrator/events/{execution_id}',
  summary:
    'The events of an execution from its beginning, as server-sent events: those that were, then each as it comes.',
  params: z.strictObject({ execution_id: executionId }),
  fields: z.strictObject({ after: sequence.optional() }),
  event: z.union([eventShape, endShape]),
  refuses: ['invalid-execution-id', 'execution-not-found', 'too-many-streams'],
  open: async ({ executions }, { execution_id: id, after }, request) => {
    const last = lastEventId(request);
    const known = knownForm(id);
    const hasHeardEnd = last === lastWord;
    if (last !== undefined && !hasHeardEnd && !sequence.safeParse(last).success) {
      throw new Refusal('invalid-header', 'Last-Event-ID is the `sequence` of an event of this execution');
    }
    const from = { after: Number((hasHeardEnd ? null : last) ?? after ?? 0), hasHeardEnd, left: request.left };
    const followed = await executions.follow(known, from);
    return followed === null ? null : told(known, followed);
  },
});

/** Empty is what a browser has before the first event that has an id. */
function lastEventId({ header }: ApiRequest): string | undefined {
  const last = header('last-event-id');
  return last === '' ? undefined : last;
}

async function* told(executionId: string, followed: AsyncIterable<Followed>): AsyncGenerator<StreamedEvent> {
  for await (const each of followed) {
    if (each.kind === 'event') {
      const { event } = each;
      yield { id: event.sequence, event: event.type, data: event };
    } else {
      yield { id: lastWord, event: lastWord, data: { execution_id: executionId, status: each.status } };
    }
  }
}

const workflowTypes = eventTypes.filter((type) => type.startsWith('workflow.'));

const gapShape = z.strictObject({ from: time, to: time });

const followAll = streamRoute({
  path: '/orchestrator/events',
  summary: 'What becomes of all executions as a whole (`workflow.*`), as server-sent events, each at least once.',
  fields: z.strictObject({
    workflow_name: text('a workflow name').optional().describe('Only of executions of this workflow'),
    type: z
      .enum(workflowTypes, { error: `types are ${workflowTypes.join(', ')}` })
      .optional()
      .describe('Only events of this type'),
  }),
  event: z.union([eventShape, gapShape]),
  refuses: ['too-many-streams'],
  open: async ({ executions }, { workflow_name: name, type }, request) => {
    const followed = executions.followAll({ last: lastEventId(request), left: request.left });
    return toldOfAll(followed, (workflowName, of) => {
      return (name === undefined || name === workflowName) && (type === undefined || type === of);
    });
  },
});

async function* toldOfAll(
  followed: AsyncIterable<FollowedOfAll>,
  isWanted: (workflowName: string, type: string) => boolean,
): AsyncGenerator<StreamedEvent> {
  for await (const each of followed) {
    if (each.kind === 'gap') {
      yield { id: each.id, event: 'gap', data: { from: isoTime(each.from), to: isoTime(each.to) } };
    } else if (isWanted(each.workflowName, each.event.type)) {
      yield { id: each.id, event: each.event.type, data: each.event };
    }
  }
}

export const eventStreamRoutes: readonly Route[] = [followExecution, followAll];
