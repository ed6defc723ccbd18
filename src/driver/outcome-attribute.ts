import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { outcomeWord, type OutcomeWord, type State } from '../engine/index.ts';
import { type ExecutionInput, outcomeAttribute } from './protocol.ts';

const key = defineSearchAttributeKey(outcomeAttribute, SearchAttributeType.KEYWORD);

/** In one history. Somebody who pauses and resumes for ever must not fill it. */
export const mostWords = 500;

/** Says in Temporal how the execution stands, where Temporal's own status does not: asked once a task, when all that the
 * task has brought is done. It is silent where the execution began without knowing that there is such an attribute: a
 * task that writes one which is not there is refused, and so are all its repeats. The last word before it falls silent for
 * having said too many is none, lest one stand there that holds no longer; how it ends, or leaves its history, is always
 * said. */
export function outcomeWriter(
  { attributes, continued }: ExecutionInput,
  state: State,
  write: (word: OutcomeWord | null) => void = upsert,
): (isOver: boolean) => void {
  if (attributes !== true) return () => undefined;
  // A new history begins with all the attributes that the last one left with.
  let written = continued === undefined ? null : outcomeWord(state);
  let left = mostWords;
  return (isOver) => {
    const word = outcomeWord(state);
    if (word === written || (left <= 0 && !isOver)) return;
    left--;
    written = left === 0 && !isOver ? null : word;
    write(written);
  };
}

function upsert(word: OutcomeWord | null): void {
  upsertSearchAttributes([{ key, value: word }]);
}
