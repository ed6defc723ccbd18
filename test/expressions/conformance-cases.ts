import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  anyType,
  objectOf,
  openObject,
  payloadIn,
  shorthandTypes,
  stringType,
  type LocalName,
  type Scope,
  type ScopeTypes,
  type StepView,
  type Type,
} from '../../src/expressions/index.ts';
import { own, type Json, type JsonObject } from '../../src/std/index.ts';

const folder = new URL('../conformance/expressions/', import.meta.url);

export interface Case {
  readonly kind: 'expr' | 'template' | 'condition' | 'json';
  readonly text: string;
  readonly gives?: Json;
  readonly fails?: string;
  readonly refused?: string;
  readonly warns?: string;
  readonly column?: number;
  readonly says?: string;
  readonly hint?: string;
  readonly scope: Scope;
  readonly types: ScopeTypes;
}

interface Written {
  readonly expr?: string;
  readonly template?: string;
  readonly condition?: string;
  readonly json?: string;
  readonly gives?: Json;
  readonly fails?: string;
  readonly refused?: string;
  readonly warns?: string;
  readonly column?: number;
  readonly says?: string;
  readonly hint?: string;
  readonly scope?: JsonObject;
  readonly types?: WrittenTypes;
}
interface WrittenTypes {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly string[] | Readonly<Record<string, string>>;
  readonly locals?: readonly LocalName[];
  readonly step?: boolean;
}
interface File {
  readonly scope?: JsonObject;
  readonly types?: WrittenTypes;
  readonly cases: readonly Written[];
}

const KEYS = new Set([
  'expr',
  'template',
  'condition',
  'json',
  'gives',
  'fails',
  'refused',
  'warns',
  'column',
  'says',
  'hint',
  'scope',
  'types',
  'note',
]);
const LOCALS: readonly LocalName[] = ['item', 'index', 'value', 'response', 'result', 'error', 'error_code'];

const standard = parse(readFileSync(new URL('scope.yaml', folder), 'utf8')) as JsonObject;
export const standardScope: Scope = scopeOf(standard);

export const conformanceFiles: readonly { readonly name: string; readonly cases: readonly Case[] }[] = readdirSync(
  folder,
)
  .filter((name) => name.endsWith('.yaml') && name !== 'scope.yaml')
  .sort()
  .map((name) => {
    const file = parse(readFileSync(new URL(name, folder), 'utf8')) as File;
    return { name, cases: file.cases.map((written) => caseOf(written, file, name)) };
  });

function caseOf(written: Written, file: File, name: string): Case {
  const kinds = (['expr', 'template', 'condition', 'json'] as const).filter((key) => written[key] !== undefined);
  const [kind] = kinds;
  const text = kind === undefined ? undefined : written[kind];
  const strange = Object.keys(written).filter((key) => !KEYS.has(key));
  if (kind === undefined || typeof text !== 'string' || kinds.length !== 1 || strange.length > 0) {
    throw new Error(`${name}: not a case: ${JSON.stringify(written)}`);
  }
  const { gives, fails, refused, warns, column, says, hint } = written;
  return {
    kind,
    text,
    ...('gives' in written && { gives: gives ?? null }),
    ...(fails !== undefined && { fails }),
    ...(refused !== undefined && { refused }),
    ...(warns !== undefined && { warns }),
    ...(column !== undefined && { column }),
    ...(says !== undefined && { says }),
    ...(hint !== undefined && { hint }),
    scope: scopeOf({ ...standard, ...file.scope, ...written.scope }),
    types: typesOf(written.types ?? file.types ?? {}),
  };
}

function scopeOf(written: JsonObject): Scope {
  return {
    inputs: written['inputs'] ?? null,
    context: (written['context'] ?? {}) as JsonObject,
    ...payloadIn(written['payload'] as JsonObject | undefined),
    step: (written['step'] ?? null) as unknown as Scope['step'],
    now: written['now'] as number,
    seed: written['seed'] as string,
    stepNamed: (id) => own(written['steps'], id) as unknown as StepView | undefined,
    locals: (written['locals'] ?? {}) as Scope['locals'],
  };
}

function typesOf(written: WrittenTypes): ScopeTypes {
  const { inputs, steps = Object.keys(standard['steps'] as JsonObject), locals = LOCALS, step = true } = written;
  const stepPairs = Array.isArray(steps)
    ? steps.map((id: string) => [id, 'any'] as const)
    : Object.entries(steps as Record<string, string>);
  return {
    inputs:
      inputs === undefined
        ? openObject
        : objectOf(
            Object.entries(inputs).map(([name, type]) => [name, named(type)] as const),
            false,
          ),
    steps: new Map(stepPairs.map(([id, type]) => [id, named(type)])),
    context: objectOf(
      Object.keys(standard['context'] as JsonObject).map((name) => [name, stringType] as const),
      false,
    ),
    locals: new Map(locals.map((name) => [name, anyType])),
    hasStep: step,
  };
}

function named(type: string): Type {
  const found = shorthandTypes.get(type);
  if (found === undefined) throw new Error(`no such type: ${type}`);
  return found;
}
