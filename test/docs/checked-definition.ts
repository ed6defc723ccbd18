import { parse } from 'node:path';
import {
  notationOf,
  prepare,
  renderDiagnostics,
  type Prepared,
  type PrepareOptions,
} from '../../src/language/index.ts';
import type { Diagnostic } from '../../src/problems/index.ts';
import { wordAfter, type FencedBlock } from './fenced-blocks.ts';

export interface CheckedDefinition {
  readonly prepared: Prepared;
  readonly diagnostics: readonly Diagnostic[];
  /** As `baton check` prints it. */
  readonly output: string;
}

/** Prepares the definition of a block. `registered=a,b` in its info string names the services on record, `workflows=a,b`
 * the workflows, `operations=SERVICE.METHOD,…` what is known of services, `file=…` the file it is said to stand in. */
export function checkedDefinition(block: FencedBlock): CheckedDefinition {
  const known = (word: string): ReadonlySet<string> | undefined => {
    const names = wordAfter(block, word);
    return names === null ? undefined : new Set(names.split(','));
  };
  const file = wordAfter(block, 'file') ?? (block.language === 'json' ? 'workflow.json' : 'workflow.yaml');
  return checkedText(block.text, file, {
    knownServices: known('registered'),
    knownOperations: operationsOf([...(known('operations') ?? [])]),
    knownWorkflows: known('workflows'),
  });
}

function operationsOf(names: readonly string[]): PrepareOptions['knownOperations'] {
  const pairs = names.map((name) => name.split('.') as [string, string]);
  return new Map(
    pairs.map(([service]) => [
      service,
      new Map(pairs.filter(([other]) => other === service).map(([, method]) => [method, {}])),
    ]),
  );
}

export function checkedText(text: string, file: string, known: PrepareOptions = {}): CheckedDefinition {
  // A workflow of actions has a title to make a name of.
  const named = notationOf(text, { file }) === 'sequence' ? { name: parse(file).name } : {};
  const prepared = prepare(text, { ...known, file, ...named });
  const { diagnostics } = prepared;
  return { prepared, diagnostics, output: `${renderDiagnostics(diagnostics, text, file)}\n` };
}
