import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Notation, prepare, type Prepared, renderDiagnostics } from '../../src/language/index.ts';

/** A definition that ships, in whichever notation: its file, and what it comes to. */
export interface ShippedDefinition {
  /** That of its folder. */
  readonly name: string;
  /** From the project's root. */
  readonly file: string;
  readonly format: 'yaml' | 'json';
  readonly text: string;
  readonly notation: Notation;
  readonly prepared: Extract<Prepared, { ok: true }>;
}

const root = new URL('../../', import.meta.url);
const files = ['workflow.yaml', 'workflow.json', 'template.json'];

export function shippedDefinitions(): readonly ShippedDefinition[] {
  return readdirSync(new URL('workflows-dsl/', root)).map((name) => {
    const file = files.map((each) => `workflows-dsl/${name}/${each}`).find((each) => existsSync(new URL(each, root)));
    if (file === undefined) throw new Error(`no definition in workflows-dsl/${name}`);
    const text = readFileSync(new URL(file, root), 'utf8');
    const format = file.endsWith('.json') ? 'json' : 'yaml';
    const prepared = prepare(text, { format, name });
    if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, text, file));
    return { name, file, format, text, notation: prepared.notation, prepared };
  });
}

export function shippedDefinition(name: string): ShippedDefinition {
  const found = shippedDefinitions().find((each) => each.name === name);
  if (found === undefined) throw new Error(`no definition ${name} ships`);
  return found;
}
