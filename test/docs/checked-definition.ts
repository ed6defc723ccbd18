import { prepare, renderDiagnostics, type Prepared } from '../../src/language/index.ts';
import type { Diagnostic } from '../../src/problems/index.ts';
import { wordAfter, type FencedBlock } from './fenced-blocks.ts';

export interface CheckedDefinition {
  readonly prepared: Prepared;
  readonly diagnostics: readonly Diagnostic[];
  /** As `baton check` prints it. */
  readonly output: string;
}

/** Prepares the definition of a block. `registered=a,b` in its info string names the services on record, `file=…` the
 * file it is said to stand in. */
export function checkedDefinition(block: FencedBlock): CheckedDefinition {
  const services = wordAfter(block, 'registered');
  const knownServices = services === null ? undefined : new Set(services.split(','));
  const file = wordAfter(block, 'file') ?? (block.language === 'json' ? 'workflow.json' : 'workflow.yaml');
  return checkedText(block.text, file, knownServices);
}

export function checkedText(text: string, file: string, knownServices?: ReadonlySet<string>): CheckedDefinition {
  const prepared = prepare(text, { file, knownServices });
  const { diagnostics } = prepared;
  return { prepared, diagnostics, output: `${renderDiagnostics(diagnostics, text, file)}\n` };
}
