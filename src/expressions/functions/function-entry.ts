import type { Json } from '../../std/index.ts';
import type { Evaluation } from '../evaluation.ts';
import type { Type } from '../static-type.ts';
import type { EvaluationCode } from '../template.ts';

/** What the language knows of a function. Declared once and read by the checker, the evaluator, the reference and the
 * editor's completion. */
export type FunctionEntry = StrictFunction | LazyFunction;

interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** From the types of the arguments where it depends on them. */
  readonly returns: Type | ((args: readonly Type[]) => Type);
  /** One sentence, for the reference and the editor. */
  readonly doc: string;
  readonly examples: readonly FunctionExample[];
  /** `given`: null in any argument gives null without a call. `taken`: the function is called with it. */
  readonly nulls: 'given' | 'taken';
}

export interface Parameter {
  readonly name: string;
  readonly accepts: Type;
  readonly presence?: 'optional' | 'repeated';
  /** Why a literal cannot be read, so that it is said before anything runs; null where it can. */
  readonly refuse?: (value: Json) => string | null;
}

export interface FunctionExample {
  readonly expression: string;
  readonly gives: Json;
}

export interface StrictFunction extends Signature {
  readonly kind: 'strict';
  readonly call: (args: readonly Json[], host: FunctionHost) => Json;
}

/** Decides itself which of its arguments are evaluated. */
export interface LazyFunction extends Signature {
  readonly kind: 'lazy';
  readonly choose: (args: readonly Argument[], evaluation: Evaluation, fault: FaultMaker) => Json;
}
export type Argument = (evaluation: Evaluation) => Json;
type FaultMaker = (code: EvaluationCode, message: string) => Error;

/** All that a function may ask of the outside. */
export interface FunctionHost {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  uuid(): string;
  /** Pays for elements that are looked at. */
  charge(steps: number): void;
  /** Bounds what a function makes, and gives it back. */
  text(value: string): string;
  /** The same, before a text of that length is made. */
  room(length: number): void;
  list(value: readonly Json[]): readonly Json[];
  json(value: Json): string;
  /** As interpolation writes it: null as nothing, lists and objects as JSON. */
  asText(value: Json): string;
  fault(code: EvaluationCode, message: string): Error;
}

export function fewestArguments(entry: FunctionEntry): number {
  const needed = entry.parameters.filter((parameter) => parameter.presence === undefined).length;
  return needed === 0 && mostArguments(entry) === null ? 1 : needed;
}

/** Null where any number may follow. */
export function mostArguments(entry: FunctionEntry): number | null {
  return entry.parameters.some((parameter) => parameter.presence === 'repeated') ? null : entry.parameters.length;
}

/** What is wrong with so many arguments, if anything. */
export function wrongCount(entry: FunctionEntry, given: number): string | null {
  const fewest = fewestArguments(entry);
  const most = mostArguments(entry);
  if (given >= fewest && (most === null || given <= most)) return null;
  const count = most === null ? `at least ${fewest}` : fewest === most ? `${most}` : `${fewest} to ${most}`;
  const noun = (most ?? fewest) === 1 ? 'argument' : 'arguments';
  return `${entry.name} takes ${count === '0' ? 'no' : count} ${noun}; ${given} ${given === 1 ? 'is' : 'are'} given`;
}

export function parameterAt(entry: FunctionEntry, index: number): Parameter | undefined {
  const last = entry.parameters.at(-1);
  return entry.parameters[index] ?? (last?.presence === 'repeated' ? last : undefined);
}

/** `time_add(time, duration)` */
export function signatureOf(entry: FunctionEntry): string {
  const names = entry.parameters.map(({ name, presence }) => {
    if (presence === 'optional') return `${name}?`;
    return presence === 'repeated' ? `${name}…` : name;
  });
  return `${entry.name}(${names.join(', ')})`;
}
