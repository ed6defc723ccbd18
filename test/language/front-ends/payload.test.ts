import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Answer, prepare } from '../../../src/language/index.ts';
import { outcomeOf, simulate, worldOf } from '../../../src/simulation/index.ts';
import type { Json, JsonObject } from '../../../src/std/index.ts';
import { randomSequence, type RandomSequence } from './random-sequence.ts';

interface Went {
  readonly calls: readonly { readonly name: string; readonly sent: Json }[];
  readonly end: { readonly payload: Json } | { readonly lacks: string; readonly task: string };
}

/** The description of sequences once more, obvious and apart from the engine. */
function naively({ tasks, answers, payload: given }: RandomSequence): Went {
  const calls: { name: string; sent: Json }[] = [];
  const payload = new Map(Object.entries(given));
  const merge = (answer: Json): void => {
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return;
    for (const [name, value] of Object.entries(answer)) payload.set(name, value);
  };
  for (const [i, { Action, Microservice, Poll }] of tasks.entries()) {
    const lackedBy = (fields: readonly string[]): string | undefined => fields.find((each) => !payload.has(each));
    const sent = (fields: readonly string[]): Json =>
      Object.fromEntries(fields.map((each) => [each, payload.get(each) ?? null]));
    const { Service, Endpoint, Method, RequestBody = [] } = Microservice;
    const lacked = lackedBy(RequestBody);
    if (lacked !== undefined) return { calls, end: { lacks: lacked, task: Action } };
    calls.push({ name: `${Service}.${Method} ${Endpoint}`, sent: sent(RequestBody) });
    merge(answers[i]?.called ?? null);
    if (Poll === undefined) continue;
    const lackedByPoll = lackedBy(Poll.RequestBody);
    if (lackedByPoll !== undefined) return { calls, end: { lacks: lackedByPoll, task: Action } };
    calls.push({ name: `${Service}.GET ${Poll.Endpoint}`, sent: sent(Poll.RequestBody) });
    merge(answers[i]?.asked ?? null);
  }
  return { calls, end: { payload: Object.fromEntries(payload) } };
}

function really(text: string, format: 'json' | 'yaml', { payload, answers }: RandomSequence): Went {
  const prepared = prepare(text, { format, name: 'random' });
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  const answerTo = ({ name }: { readonly name: string }): Answer => {
    const answer = answers[Number(/^service-(\d+)/.exec(name)?.[1])];
    return { kind: 'result', result: (name.endsWith('/ask') ? answer?.asked : answer?.called) ?? null };
  };
  const world = { ...worldOf({ inputs: payload, services: new Map() }), answer: answerTo };
  const { outputs, error, status, calls } = outcomeOf(simulate(prepared.plan, world));
  const made = calls.map(({ service, method, parameters }) => ({ name: `${service}.${method}`, sent: parameters }));
  if (status === 'COMPLETED') return { calls: made, end: { payload: (outputs as JsonObject)['payload'] ?? null } };
  expect(error?.code).toBe('payload-field-missing');
  const lacks = /no field `(.*)`, which/.exec(error?.message ?? '')?.[1] ?? '';
  return { calls: made, end: { lacks, task: error?.step ?? '' } };
}

describe('the payload', () => {
  test('is what a naive reading of the description makes of it', () => {
    fc.assert(
      fc.property(randomSequence, (sequence) => {
        expect(really(JSON.stringify(sequence.tasks), 'json', sequence)).toEqual(naively(sequence));
      }),
      { numRuns: 300 },
    );
  });
});
