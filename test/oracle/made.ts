import type { FailureCode } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';
import type { Fact, FactOf, Log, Unit } from './log.ts';

/** Facts that more than one rule adds. */

export function failed(log: Log, unit: Unit, code: FailureCode, message = '…'): Fact {
  const end = { status: 'failed', result: null, unknown: false, failure: { code, message, step: unit.step } } as const;
  return { kind: 'unit-end', of: unit.id, at: log.now, unit, ...end };
}

export function completed(log: Log, unit: Unit, result: Json): Fact {
  return { kind: 'unit-end', of: unit.id, at: log.now, unit, status: 'completed', result, unknown: false };
}

export function timer(log: Log, { id }: Unit, ms: number): Fact {
  return { kind: 'timer', of: id, at: log.now, happened: { at: log.now, what: 'timer', id, ms } };
}

type Foreign = Omit<FactOf<'foreign'>['happened'], 'at' | 'what' | 'id'>;

export function foreign(log: Log, id: string, asked: Foreign): Fact {
  return { kind: 'foreign', of: id, at: log.now, happened: { at: log.now, what: 'foreign', id, ...asked } };
}
