import type { Definition } from '../../definition/workflow.ts';
import { notificationsService } from '../../operations/index.ts';
import type { Note } from '../convert.ts';

/** What a reader of a converted workflow of actions wants to know, where it can be seen first. */
export function notesOnActions({ name, inputs, steps }: Definition): readonly Note[] {
  const count = `${steps.length} ${steps.length === 1 ? 'action' : 'actions'}`;
  const told = steps.findIndex(({ service }) => service === notificationsService);
  const retried = steps.findIndex(
    ({ service, retry_backoff: backoff }) => service === notificationsService && backoff !== undefined,
  );
  return [
    { path: [], text: `${name}, which was a workflow of ${count}. What it does is unchanged.` },
    ...(inputs === undefined
      ? []
      : [
          { path: ['inputs'], text: 'The parameters: {{inputs.NAME}} reads one.' },
          { path: ['additional_inputs'], text: 'Others that are given are kept as well, as they were.' },
        ]),
    { path: ['steps'], text: 'The actions: {{steps.ID.result}} is what one was answered.' },
    ...(told === -1
      ? []
      : [{ path: ['steps', told, 'for_each'], text: 'The channels: each is told by a call of its own.' }]),
    ...(retried === -1
      ? []
      : [{ path: ['steps', retried, 'retry_count'], text: 'A channel that is away is asked again, as it was.' }]),
  ];
}
