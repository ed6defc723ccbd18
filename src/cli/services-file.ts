import type { PrepareOptions } from '../language/index.ts';
import { CliError } from './cli-error.ts';
import { readDefinitionFile } from './definition-file.ts';
import { exitCodes } from './exit-codes.ts';

/** What `--services` names: which services there are, and what their methods answer. */
export async function readServicesFile(named: string): Promise<PrepareOptions> {
  const { decodeText, readServices, renderDiagnostics } = await import('../language/index.ts');
  const { file, bytes, format } = readDefinitionFile(named);
  const decoded = decodeText(bytes);
  if (!decoded.ok) throw new CliError(exitCodes.usage, `${file} is not valid UTF-8`);
  const read = readServices(decoded.text, { format });
  if (read.ok) return { knownServices: read.knownServices, knownOperations: read.knownOperations };
  const shown = renderDiagnostics(read.diagnostics, decoded.text, file, { colour: false });
  throw new CliError(
    exitCodes.usage,
    [...read.problems.map((each) => `${file}: ${each}`), ...(shown === '' ? [] : [shown])].join('\n'),
  );
}
