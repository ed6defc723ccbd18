import { invariant, isList, isObject, type Json, type JsonObject } from '../../std/index.ts';

// The evaluator has held each argument against its parameter's type before the call; these only tell the compiler so.

export function textOf(value: Json | undefined): string {
  invariant(typeof value === 'string', 'an argument that was checked to be a string');
  return value;
}

export function numberOf(value: Json | undefined): number {
  invariant(typeof value === 'number', 'an argument that was checked to be a number');
  return value;
}

export function listFrom(value: Json | undefined): readonly Json[] {
  invariant(isList(value), 'an argument that was checked to be a list');
  return value;
}

export function objectFrom(value: Json | undefined): JsonObject {
  invariant(isObject(value), 'an argument that was checked to be an object');
  return value;
}

export function given(value: Json | undefined): Json {
  return value ?? null;
}
