import { botId, type BotRef, readBotId, readSwarmId, refusalOf, type Refused } from '../fleet/index.ts';
import { quotedName, Refusal } from '../problems/index.ts';

/** What was done, or what it was turned away with. */
export function done<Value>(result: { readonly ok: true; readonly value: Value } | Refused): Value {
  if (result.ok) return result.value;
  throw refusalOf(result);
}

/** Answers of an entity are of the kind that was asked for. */
export function ofKind<Value extends { readonly kind: string }, Kind extends Value['kind']>(
  value: Value,
  kind: Kind,
): Extract<Value, { readonly kind: Kind }> {
  if (value.kind === kind) return value as Extract<Value, { readonly kind: Kind }>;
  throw new Error(`asked for ${kind}, answered ${value.kind}`);
}

export function readBot(id: string): BotRef {
  const ref = readBotId(id);
  if (ref === null) throw noBot(id);
  return ref;
}

export function readSwarm(id: string): string {
  const slug = readSwarmId(id);
  if (slug === null) throw noSwarm(id);
  return slug;
}

export function noBot(id: string | BotRef): Refusal {
  const named = typeof id === 'string' ? id : botId(id.swarm, id.index);
  return new Refusal('bot-not-found', `there is no bot ${quotedName(named)}`);
}

export function noSwarm(id: string): Refusal {
  return new Refusal('swarm-not-found', `there is no swarm ${quotedName(id)}`);
}

export function noMassTask(id: string): Refusal {
  return new Refusal(
    'mass-task-not-found',
    `there is no mass task ${quotedName(id)}, or it ended so long ago that it is forgotten`,
  );
}

export function noDeadLetter(id: string): Refusal {
  return new Refusal('dead-letter-not-found', `there is no dead letter ${quotedName(id)}`);
}
