import { type Diagnostic, Refusal } from '../../problems/index.ts';

/** What is wrong with the inputs of an execution, to somebody who has sent a payload. */
export async function inPayloadWords<Answer>(start: () => Promise<Answer>): Promise<Answer> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'inputs-rejected') throw error;
    throw new Refusal(error.code, reworded(error.message), { diagnostics: error.diagnostics.map(ofPayload) });
  }
}

function ofPayload({ path, message, ...found }: Diagnostic): Diagnostic {
  return {
    ...found,
    message: reworded(message),
    ...(path !== undefined && { path: path.replace(/^inputs(?![^.[])/, 'payload') }),
  };
}

/** Only where the message speaks, never where it quotes what was sent. */
function reworded(message: string): string {
  return message
    .replace(/^(\d+ problems? in the )inputs( of )/, '$1payload$2')
    .replace(/^inputs have /, 'the payload has ')
    .replace(/^(the )?inputs are /, 'the payload is ')
    .replace(/ cannot be a key of inputs$/, ' cannot be a field of the payload')
    .replace(/^(the plan of \S+ \S+ and )these inputs /, '$1this payload ');
}
