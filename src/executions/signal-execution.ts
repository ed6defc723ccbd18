import type { Client } from '@temporalio/client';
import { callTemporal, isNotFound } from '../config/index.ts';
import { eventBounds, signalNames } from '../driver/index.ts';
import { diagnostic, Refusal } from '../problems/index.ts';
import { type Json, type JsonBounds, jsonBeyond } from '../std/index.ts';
import type { EventToSend, HeldWord } from './executions.ts';
import { findExecution } from './find-execution.ts';

/** With a history of so many events, or bytes, an execution takes no more events from outside: Temporal ends one at
 * 51,200 or 50 MiB, without a chance to compensate. */
const mostHistory = { events: 40_000, bytes: 40 * 1024 * 1024 };

export async function pauseExecution(client: Client, executionId: string): Promise<void> {
  await signal(client, executionId, { name: signalNames.pause, args: [] }, 'there is nothing left to pause');
}

export async function resumeExecution(client: Client, executionId: string): Promise<void> {
  await signal(client, executionId, { name: signalNames.resume, args: [] }, 'there is nothing left to resume');
}

const words = { retry: signalNames.retry, skip: signalNames.skip, compensate: signalNames.compensate } as const;

/** An operator's word on an execution that is held; of one that is not, the engine ignores it. */
export async function decideHeld(client: Client, executionId: string, word: HeldWord): Promise<void> {
  await signal(client, executionId, { name: words[word], args: [] }, 'there is nothing left to decide');
}

/** Acknowledged, it is in the execution's history: whatever dies then, it is not lost. */
export async function sendEvent(client: Client, executionId: string, event: EventToSend): Promise<void> {
  refuseLarge(event);
  await signal(client, executionId, { name: signalNames.event, args: [event] }, 'it takes no more events');
}

export function refuseLarge({ value, correlation }: EventToSend): void {
  refuseBeyond('value', value, eventBounds);
  if (correlation !== undefined) refuseBeyond('correlation', correlation, eventBounds);
}

async function signal(
  client: Client,
  executionId: string,
  { name, args }: { readonly name: string; readonly args: unknown[] },
  whenEnded: string,
): Promise<void> {
  const found = await findExecution(client, executionId);
  if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
  if (found.status.name !== 'RUNNING') throw ended(executionId, whenEnded);
  if (found.historyLength > mostHistory.events || (found.historySize ?? 0) > mostHistory.bytes) throw full(executionId);
  // Of its histories the one that it has then: it may leave this one any moment.
  const handle = client.workflow.getHandle(executionId);
  try {
    await callTemporal(client, () => handle.signal(name, ...args));
  } catch (error) {
    // It has ended meanwhile.
    if (isNotFound(error)) throw ended(executionId, whenEnded);
    if (isTooMany(error)) throw full(executionId);
    throw error;
  }
}

function ended(executionId: string, whenEnded: string): Refusal {
  return new Refusal('execution-ended', `${executionId} has ended already; ${whenEnded}`);
}

function full(executionId: string): Refusal {
  return new Refusal(
    'too-many-events',
    `${executionId} has been sent as many events as its history can hold beside what it still has to do`,
  );
}

/** Temporal takes 10,000 signals for one execution. */
function isTooMany(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (/limit for signal events/i.test(each.message)) return true;
  }
  return false;
}

function refuseBeyond(path: string, value: Json, bounds: JsonBounds): void {
  const beyond = jsonBeyond(value, bounds);
  if (beyond === null) return;
  const message =
    beyond === 'size'
      ? `\`${path}\` is longer than ${bounds.size} characters as JSON`
      : `\`${path}\` is nested more than ${bounds.depth} deep`;
  throw new Refusal('request-rejected', message, { diagnostics: [diagnostic('unfit-field', message, { path })] });
}
