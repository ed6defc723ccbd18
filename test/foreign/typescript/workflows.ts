import { ApplicationFailure, sleep, workflowInfo } from '@temporalio/workflow';
import { definitionFailure, executeDefinition } from 'baton/workflow';

/** A worker as another team may have it, in TypeScript: its workflow journey starts a Baton definition as a child, and its
 * activities and its workflow settle are called by steps of Baton definitions. */

interface Inputs {
  readonly departure_time: string;
}

interface Prepared {
  readonly climate: { readonly on: boolean };
  readonly at: string;
}

export async function journey(inputs: Inputs): Promise<object> {
  try {
    return await executeDefinition<Inputs, Prepared>('departure_prep', inputs);
  } catch (error) {
    const failure = definitionFailure(error);
    if (failure === null) throw error;
    // The code is Baton's: service-error, call-timed-out, …
    return { failed: failure.code, why: failure.message };
  }
}

/** Another version than the newest. */
export async function earlierJourney(inputs: Inputs, version: string, workflowId: string): Promise<object> {
  return await executeDefinition<Inputs, Prepared>('departure_prep', inputs, { version, workflowId });
}

interface Payment {
  readonly amount: number;
  readonly card?: string;
}

export async function settle({ amount, card }: Payment): Promise<object> {
  if (card === 'refused') throw ApplicationFailure.create({ message: 'nothing to settle', type: 'NothingToSettle' });
  if (card === 'slow') await sleep('1 hour');
  return { settled: amount, id: workflowInfo().workflowId };
}
