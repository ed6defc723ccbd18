import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Catalog } from '../catalog/index.ts';
import { callTemporal } from '../config/index.ts';
import { taskQueue } from '../driver/index.ts';
import { diagnostic, Refusal } from '../problems/index.ts';
import { isoTime, own } from '../std/index.ts';
import type { Broadcast, EventToSend } from './executions.ts';
import { checkedOpaque, readCheckedOpaque } from './opaque-token.ts';
import { refuseLarge, sendEvent } from './signal-execution.ts';

/** What one request may take before it answers with a cursor, and how many executions are listed at a time. */
const usualLimits = { budgetMs: 8_000, pageSize: 200 };

/** Lists follow what happens with a delay; an execution that was acknowledged before the event is sent must not miss it. */
const lookAgainMs = 2_000;

/** Executions that began so long before the event may be missing in the first list. Those that began after it are looked
 * at too: one that has left its history has begun again. */
const recentMs = 60_000;

const atATime = 20;
/** Of names in one question, which has to stay below what Temporal reads. */
const namesAtATime = 50;

/** Requests in this process that do so at a time. */
const mostBroadcasts = 4;

/** Sends an event to every running execution of the workflows that wait for one of that name; the others would drop it. */
export function createBroadcast(
  client: Client,
  catalog: Pick<Catalog, 'waitingFor'>,
  limits: { readonly budgetMs: number; readonly pageSize: number } = usualLimits,
): (event: EventToSend, cursor?: string) => Promise<Broadcast> {
  let under = 0;
  return async (event, cursor) => {
    if (under >= mostBroadcasts) {
      throw new Refusal('overloaded', 'as many events are being sent to everybody as may be at a time');
    }
    refuseLarge(event);
    under++;
    try {
      return await broadcast({ client, catalog, limits }, event, cursor === undefined ? null : readCursor(cursor));
    } finally {
      under--;
    }
  };
}

/** Where to go on with which event, sent when: the page of the names from this one on. A name, not a number: meanwhile
 * more may have been registered. */
interface Place {
  readonly id: string;
  readonly begunAt: number;
  /** The second one looks at what the lists of the first may not have shown yet. */
  readonly round: 1 | 2;
  readonly name: string;
  readonly page: string;
}

interface Ports {
  readonly client: Client;
  readonly catalog: Pick<Catalog, 'waitingFor'>;
  readonly limits: { readonly budgetMs: number; readonly pageSize: number };
}

async function broadcast(ports: Ports, given: EventToSend, from: Place | null): Promise<Broadcast> {
  const { client, catalog, limits } = ports;
  const until = Date.now() + limits.budgetMs;
  const place = from ?? {
    id: given.id ?? `evt_${randomBytes(10).toString('hex')}`,
    begunAt: Date.now(),
    round: 1,
    name: '',
    page: '',
  };
  const { id, begunAt } = place;
  const event = { ...given, id };
  const sentTo = new Set<string>();
  const told = { sent: 0, full: 0 };
  const sendTo = async (ids: readonly string[]): Promise<void> => {
    for (let at = 0; at < ids.length; at += atATime) {
      const some = ids.slice(at, at + atATime).filter((each) => !sentTo.has(each));
      for (const each of some) sentTo.add(each);
      const outcomes = await Promise.allSettled(some.map((each) => sendOne(client, each, event)));
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled' && outcome.value !== 'ended') told[outcome.value]++;
      }
      // After all have been counted that have it.
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    }
  };

  let { round, name, page } = place;
  const answer = (next: string | null): Broadcast => ({ id, ...told, next });
  const goOn = (): Broadcast => answer(checkedOpaque({ id, begunAt, round, name, page } satisfies Place));
  try {
    for (;;) {
      if (round === 2) await new Promise((resolve) => setTimeout(resolve, begunAt + lookAgainMs - Date.now()));
      const recent = round === 2 ? ` AND StartTime > '${isoTime(begunAt - recentMs)}'` : '';
      let names = (await catalog.waitingFor(event.name)).filter((each) => each >= name);
      while (names.length > 0) {
        name = names[0] ?? '';
        const listed = await pageOf(ports, `${running(names.slice(0, namesAtATime))}${recent}`, page);
        await sendTo(listed.ids);
        ({ page } = listed);
        if (page === '') names = names.slice(namesAtATime);
        name = names[0] ?? name;
        if (names.length > 0 && Date.now() > until) return goOn();
      }
      if (round === 2) return answer(null);
      [round, name, page] = [2, '', ''];
    }
  } catch (error) {
    // Whoever asked anew would send it under another id, and those that have it would take it twice.
    const isAway = error instanceof Refusal && error.code === 'temporal-unavailable';
    if (isAway && told.sent + told.full > 0) return goOn();
    throw error;
  }
}

async function sendOne(client: Client, executionId: string, event: EventToSend): Promise<'sent' | 'full' | 'ended'> {
  try {
    await sendEvent(client, executionId, event);
    return 'sent';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'too-many-events') return 'full';
    if (error.code === 'execution-ended' || error.code === 'execution-not-found') return 'ended';
    throw error;
  }
}

/** The name of a workflow holds nothing that would have to be escaped. */
function running(names: readonly string[]): string {
  const types = names.map((name) => `'${name}'`).join(', ');
  return `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running' AND WorkflowType IN (${types})`;
}

async function pageOf(
  { client, limits }: Ports,
  query: string,
  page: string,
): Promise<{ readonly ids: readonly string[]; readonly page: string }> {
  const { namespace } = client.options;
  const answer = await callTemporal(client, () =>
    client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: limits.pageSize,
      ...(page !== '' && { nextPageToken: Buffer.from(page, 'base64url') }),
    }),
  );
  const ids = (answer.executions ?? []).flatMap(({ execution }) => execution?.workflowId ?? []);
  return { ids, page: Buffer.from(answer.nextPageToken ?? []).toString('base64url') };
}

function readCursor(cursor: string): Place {
  const place = readCheckedOpaque(cursor);
  const [id, begunAt, name, page] = [own(place, 'id'), own(place, 'begunAt'), own(place, 'name'), own(place, 'page')];
  const isWhole = typeof begunAt === 'number' && Number.isSafeInteger(begunAt) && begunAt >= 0 && begunAt <= Date.now();
  if (typeof id !== 'string' || !isWhole || typeof name !== 'string' || typeof page !== 'string') throw unknownCursor();
  return { id, begunAt, round: own(place, 'round') === 2 ? 2 : 1, name, page };
}

function unknownCursor(): Refusal {
  const message = '`cursor`: a cursor is what an answer gave as next_cursor';
  return new Refusal('request-rejected', message, {
    diagnostics: [diagnostic('unfit-field', message, { path: 'cursor' })],
  });
}
