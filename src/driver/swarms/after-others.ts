import { condition } from '@temporalio/workflow';

/** Until everything else has been taken up that came at the same time.
 *
 * An update that finds the workflow in no cache comes with what the tasks before it brought, where nothing followed from that; who
 * replays the history has them one after the other. An update is begun before timers and answers that come with it, so what
 * it does has to wait for them: the commands would be in another order otherwise, and the workflow lost. */
export async function afterOthers(): Promise<void> {
  let isQuiet = false;
  void Promise.resolve().then(() => (isQuiet = true));
  // Looked at again when nothing is left to run, and not before.
  await condition(() => isQuiet);
}
