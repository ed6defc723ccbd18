import type { Client } from '@temporalio/client';
import { callTemporal } from '../config/index.ts';
import { type ExecutionInput, outcomeAttribute } from '../driver/index.ts';

/** Whether executions can say in Temporal how they stand (`BatonOutcome`). Made where it is missing and we may make it;
 * where neither is so, everything works without it. */
export interface OutcomeAttribute {
  /** An answer of no is asked for again later: somebody may have made it meanwhile. */
  readonly exists: () => Promise<boolean>;
}

/** Temporal's number for attributes of the type Keyword. */
const keyword = 2;

const againAfterMs = 60_000;

export function createOutcomeAttribute(client: Client): OutcomeAttribute {
  let known: { readonly exists: Promise<boolean>; readonly until: number } | null = null;
  const ask = async (): Promise<boolean> => {
    try {
      return await existsNow(client);
    } catch {
      // Not permitted, no such question, no room for another attribute, or nobody there: it is done without.
      return false;
    }
  };
  return {
    exists: async () => {
      if (known === null || Date.now() >= known.until) known = { exists: ask(), until: Date.now() + againAfterMs };
      const exists = await known.exists;
      if (exists) known = { exists: Promise.resolve(true), until: Number.POSITIVE_INFINITY };
      return exists;
    },
  };
}

/** Decided at the start, and once: an execution must ask for the same in every replay. */
export async function withAttributes<Input extends Omit<ExecutionInput, 'plan'>>(
  input: Input,
  outcomes: OutcomeAttribute,
): Promise<Input> {
  return (await outcomes.exists()) ? { ...input, attributes: true } : input;
}

async function existsNow(client: Client): Promise<boolean> {
  const { operatorService } = client.connection;
  const { namespace } = client.options;
  const listed = await callTemporal(client, () => operatorService.listSearchAttributes({ namespace }));
  const type: unknown = listed.customAttributes?.[outcomeAttribute];
  if (type !== undefined) return type === keyword;
  const searchAttributes = { [outcomeAttribute]: keyword };
  await callTemporal(client, () => operatorService.addSearchAttributes({ namespace, searchAttributes }));
  return true;
}
