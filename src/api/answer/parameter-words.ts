import { type Diagnostic, Refusal } from '../../problems/index.ts';

/** What is wrong with the inputs of an execution, to somebody who has sent parameters. */
export async function inParameterWords<Answer>(start: () => Promise<Answer>): Promise<Answer> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'inputs-rejected') throw error;
    const message = error.message.replace(/^(\d+ problems? in the )inputs( of )/, '$1parameters$2');
    throw new Refusal(error.code, reworded(message), { diagnostics: error.diagnostics.map(ofParameter) });
  }
}

function ofParameter({ path, message, ...found }: Diagnostic): Diagnostic {
  const words = reworded(message);
  return {
    ...found,
    message: words,
    ...(path !== undefined && { path: path.replace(/^inputs(?![^.[])/, 'parameters') }),
  };
}

/** Only where the message speaks, never where it quotes what was sent. */
function reworded(message: string): string {
  return message
    .replace(/^(the )?input(s?) /, '$1parameter$2 ')
    .replace(/^the definition has no input /, 'the workflow has no parameter ')
    .replace(/ cannot be a key of inputs$/, ' cannot be a key of parameters')
    .replace(/^(the plan of \S+ \S+ and these )inputs /, '$1parameters ');
}
