import { unreachable } from '../std/index.ts';
import type { Fleet, FleetOp } from './fleet.ts';
import type { FleetOperation, FleetResult, FleetValue } from './fleet-operations.ts';
import { fleetLimits } from './limits.ts';
import { giveToAll, retryFailed } from './fleet-masses.ts';
import { createBots, createSwarm, deleteSwarm, drain, removeBot, resize } from './membership.ts';
import { refused } from './refused.ts';

/** Does what is asked, or refuses it and has changed nothing. `waiting`: the answer is there when all shards have given theirs,
 * see `answerOf`. */
export function applyFleet(fleet: Fleet, operation: FleetOperation, at: number): FleetResult | 'waiting' {
  const { op } = operation;
  const known = fleet.ops.get(op);
  if (known !== undefined && isOfAnother(fleet, known, at)) fleet.ops.delete(op);
  else if (known !== undefined) {
    if (isAbout(operation, known)) return answerOf(fleet, op) ?? 'waiting';
    return refused('idempotency-key-reused', 'what came under this key before was about something else');
  }
  const made = madeBefore(fleet, operation);
  if (made !== null) return { ok: true, value: made };
  const refusal = apply(fleet, operation, at);
  if (refusal !== null) return refusal;
  forgetOps(fleet);
  return answerOf(fleet, op) ?? 'waiting';
}

/** Of making a swarm that is gone: a request that is repeated for so long finds that it was made. */
const goneMs = 600_000;

/** What is asked under a caller's key. Any other operation has an id of its own: one that comes again is the same request, sent again. */
const keyed: ReadonlySet<FleetValue['kind']> = new Set(['swarm-created', 'resized', 'mass-given', 'mass-retried']);

/** What was asked of a deleted swarm says nothing of one that is made with its id. */
function isOfAnother({ swarms }: Fleet, { value }: FleetOp, at: number): boolean {
  if (value.kind === 'bots-created' || !keyed.has(value.kind)) return false;
  const swarm = swarms.get(value.swarm);
  if (swarm !== undefined) return value.at < swarm.createdAt;
  return value.kind === 'swarm-created' && value.at + goneMs <= at;
}

/** Of an operation that is forgotten: what it made says so, as long as that is there. */
function madeBefore({ swarms }: Fleet, operation: FleetOperation): FleetValue | null {
  if (operation.kind === 'create-swarm') {
    const { swarm, op } = operation;
    const { made, createdAt: at } = swarms.get(swarm) ?? {};
    if (made?.op !== op || at === undefined) return null;
    return { kind: 'swarm-created', swarm, count: made.count, at };
  }
  if (operation.kind !== 'mass') return null;
  const { swarm, mass } = operation;
  const known = swarms.get(swarm)?.masses.get(mass);
  return known?.op === operation.op ? { kind: 'mass-given', swarm, mass, count: known.of, at: known.at } : null;
}

/** Null as long as there is none, and for what was never asked or is forgotten. */
export function answerOf(fleet: Fleet, op: string): FleetResult | null {
  const known = fleet.ops.get(op);
  if (known === undefined || known.left > 0) return null;
  const { value, counted: count, ended: tasks } = known;
  if (!countsWhatItTook(value)) return { ok: true, value };
  return { ok: true, value: { ...value, count, ...(value.kind === 'deleted' && tasks !== undefined && { tasks }) } };
}

type Counting = Extract<FleetValue, { readonly kind: 'draining' | 'deleted' | 'mass-retried' }>;

function countsWhatItTook(value: FleetValue): value is Counting {
  return value.kind === 'draining' || value.kind === 'deleted' || value.kind === 'mass-retried';
}

function apply(fleet: Fleet, operation: FleetOperation, at: number) {
  switch (operation.kind) {
    case 'create-swarm':
      return createSwarm(fleet, operation, at);
    case 'create-bots':
      return createBots(fleet, operation, at);
    case 'resize':
      return resize(fleet, operation, at);
    case 'drain':
      return drain(fleet, operation, at);
    case 'delete':
      return deleteSwarm(fleet, operation, at);
    case 'remove-bot':
      return removeBot(fleet, operation, at);
    case 'mass':
      return giveToAll(fleet, operation, at);
    case 'retry-mass':
      return retryFailed(fleet, operation, at);
    default:
      return unreachable(operation);
  }
}

const answersTo = {
  'create-swarm': 'swarm-created',
  'create-bots': 'bots-created',
  resize: 'resized',
  drain: 'draining',
  delete: 'deleted',
  'remove-bot': 'bot-removed',
  mass: 'mass-given',
  'retry-mass': 'mass-retried',
} as const satisfies Record<FleetOperation['kind'], FleetValue['kind']>;

function isAbout(operation: FleetOperation, { value }: FleetOp): boolean {
  if (answersTo[operation.kind] !== value.kind) return false;
  if (value.kind === 'bots-created') return operation.kind === 'create-bots' && operation.bots.length === value.count;
  return operation.kind !== 'create-bots' && operation.swarm === value.swarm;
}

/** Those that wait for an answer stay. */
function forgetOps({ ops }: Fleet): void {
  for (const [op, { left }] of ops) {
    if (ops.size <= fleetLimits.fleetOps) return;
    if (left === 0) ops.delete(op);
  }
}
