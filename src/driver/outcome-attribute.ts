import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { outcomeWord, type State } from '../engine/index.ts';
import { type ExecutionInput, outcomeAttribute } from './protocol.ts';

const key = defineSearchAttributeKey(outcomeAttribute, SearchAttributeType.KEYWORD);

/** In one history. Somebody who pauses and resumes for ever must not fill it; how it ends is always said. */
const mostWritten = 500;

/** Says in Temporal how the execution stands, where Temporal's own status does not: asked once a task, when all that the
 * task has brought is done. It is silent where the execution began without knowing that there is such an attribute: a
 * task that writes one which is not there is refused, and so are all its repeats. */
export function outcomeWriter({ attributes, continued }: ExecutionInput, state: State): () => void {
  if (attributes !== true) return () => undefined;
  // A new history begins with what the last one ended with.
  let written = continued === undefined ? null : outcomeWord(state);
  let left = mostWritten;
  return () => {
    const word = outcomeWord(state);
    if (word === written || (left <= 0 && state.phase !== 'ended')) return;
    left--;
    written = word;
    upsertSearchAttributes([{ key, value: word }]);
  };
}

/** What the next history begins with. */
export function outcomeCarried(
  { attributes }: ExecutionInput,
  state: State,
): { readonly typedSearchAttributes?: { readonly key: typeof key; readonly value: string }[] } {
  const word = attributes === true ? outcomeWord(state) : null;
  return word === null ? {} : { typedSearchAttributes: [{ key, value: word }] };
}
