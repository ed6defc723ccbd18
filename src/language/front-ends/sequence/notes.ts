import type { Definition } from '../../definition/workflow.ts';
import type { Note } from '../convert.ts';

/** What a reader of a converted sequence wants to know, where it can be seen first. */
export function notesOnSequence({ name, steps }: Definition): readonly Note[] {
  const notes: Note[] = [
    {
      path: [],
      text: `${name}, which was a sequence of ${steps.length} ${steps.length === 1 ? 'task' : 'tasks'}.\nWhat it does is unchanged. With \`compensate_method\` a step says how it is undone.`,
    },
    { path: ['input_schema'], text: 'What the first step sends is asked for at the start; more may be given.' },
    {
      path: ['outputs'],
      text: 'The inputs, with what was answered merged into them. Without `outputs`, every answer by its step.',
    },
  ];
  const sending = steps.findIndex(({ parameters }) => parameters !== undefined);
  if (sending >= 0) {
    notes.push({
      path: ['steps', sending, 'parameters'],
      text: 'payload.X is X of the latest answer before that has it, or else of the inputs; where nobody has it, the step fails.',
    });
  }
  const waiting = steps.findIndex(({ depends_on }) => depends_on !== undefined);
  if (waiting >= 0) {
    notes.push({
      path: ['steps', waiting, 'depends_on'],
      text: 'Tasks ran one after the other. Steps that need nothing of each other run side by side without this;\npayload then holds what the steps before them gave.',
    });
  }
  const polling = steps.findIndex(({ poll }) => poll !== undefined);
  if (polling >= 0) {
    notes.push({ path: ['steps', polling, 'poll'], text: 'Asked again and again after the call, until it is done.' });
  }
  return notes;
}
