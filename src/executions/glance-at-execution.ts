import type { Client } from '@temporalio/client';
import { createWatches } from '../config/index.ts';
import type { Described, Growing } from './describe-execution.ts';
import type { ExecutionView } from './execution-view.ts';
import { watchHistory } from './watch-history.ts';

const mostWatched = 256;
/** Larger histories are not read once more to be watched. */
const mostBytes = 2 * 1024 * 1024;

type Ask = (executionId: string) => Promise<Described | null>;

/** Tells how an execution stands, and does not ask Temporal each time where it is asked again and again: Temporal then says
 * of its own accord what comes, within milliseconds. `describe` asks. */
export function createGlance({
  client,
  describe,
  closing,
}: {
  readonly client: Client;
  readonly describe: Ask;
  readonly closing?: AbortSignal | undefined;
}): (executionId: string) => Promise<ExecutionView | null> {
  const watches = createWatches<ExecutionView>({ most: mostWatched, ask: describe, closing });
  const watch = (executionId: string, growing: Growing): void => {
    const { history } = growing;
    const known = history.length();
    let isLevel = false;
    const views = latestView(growing);
    watches.begin(
      executionId,
      () => (isLevel ? views() : undefined),
      async (heard, left) => {
        const told = (upTo: number): void => {
          heard();
          // What Temporal tells begins with what was known already.
          isLevel ||= upTo >= known;
        };
        await watchHistory(client, { executionId, history }, told, left);
      },
    );
  };
  return async (executionId) => {
    const told = watches.told(executionId);
    if (told !== undefined) return told;
    const isOften = watches.isOften(executionId);
    const described = await describe(executionId);
    const growing = described?.growing;
    if (growing !== undefined && isOften && growing.bytes <= mostBytes) watch(executionId, growing);
    return described?.view ?? null;
  };
}

/** Made once for each event that the history comes to. */
function latestView({ history, view }: Growing): () => ExecutionView {
  let seen: { readonly view: ExecutionView; readonly at: number } | null = null;
  return () => {
    const at = history.length();
    if (seen?.at !== at) seen = { view: view(), at };
    return seen.view;
  };
}
