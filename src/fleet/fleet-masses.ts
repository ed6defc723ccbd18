import { jsonBytes } from '../std/index.ts';
import type { Fleet, FleetMass, Swarm } from './fleet.ts';
import type { FleetOperation } from './fleet-operations.ts';
import { swarmId } from './ids.ts';
import { fleetLimits } from './limits.ts';
import { activeSwarm, beginOp, swarmFor } from './membership.ts';
import { refused } from './refused.ts';
import { orderFor } from './send-orders.ts';
import { missing } from './shard-bots.ts';
import { tooLarge } from './task-refusals.ts';

type Of<Kind extends FleetOperation['kind']> = Extract<FleetOperation, { readonly kind: Kind }>;

export function massOpen({ of, parts }: FleetMass): number {
  return [...parts.values()].reduce((open, part) => open - part.completed - part.failed - part.cancelled, of);
}

function hasFailed({ parts }: FleetMass): boolean {
  return [...parts.values()].some(({ failed }) => failed > 0);
}

export function giveToAll(fleet: Fleet, operation: Of<'mass'>, at: number) {
  const { op, swarm: slug, mass: id, type, data, capabilities = [], run } = operation;
  const swarm = activeSwarm(fleet, slug);
  if ('ok' in swarm) return swarm;
  if (swarm.masses.has(id)) return refused('idempotency-key-reused', `\`${id}\` has been given with another content`);
  const own = swarm.spec.capabilities;
  if (!capabilities.every((each) => own.includes(each))) {
    return refused('capability-missing', missing(`\`${swarmId(slug)}\``, own, capabilities));
  }
  const bytes = jsonBytes(data);
  if (bytes > fleetLimits.taskBytes) return tooLarge('data', bytes, fleetLimits.taskBytes);
  const shards = [...swarm.shards.values()].filter(({ count, drainingCount }) => count > drainingCount);
  const of = shards.reduce((sum, { count, drainingCount }) => sum + count - drainingCount, 0);
  if (of === 0) return refused('no-bot-available', `\`${swarmId(slug)}\` has no bots that take new tasks`);
  const forgettable = roomFor(swarm, bytes);
  if ('ok' in forgettable) return forgettable;
  for (const mass of forgettable) forget(fleet, swarm, mass);
  beginOp(fleet, op, { kind: 'mass-given', swarm: slug, mass: id, count: of, at });
  const given: FleetMass = { mass: id, op, type, at, of, bytes, parts: new Map(), retrying: 0 };
  swarm.masses.set(id, given);
  let from = 0;
  for (const shard of shards.toSorted((a, b) => a.shard - b.shard)) {
    const total = shard.count - shard.drainingCount;
    given.parts.set(shard.shard, { total, revision: -1, completed: 0, failed: 0, cancelled: 0 });
    orderFor(fleet, op, shard, {
      kind: 'mass',
      mass: id,
      type,
      data,
      from,
      of,
      ...(run !== undefined && { run }),
    });
    from += total;
  }
  forgetOldest(fleet);
  return null;
}

function forget(fleet: Fleet, { masses, shards }: Swarm, { mass, parts }: FleetMass): void {
  masses.delete(mass);
  for (const number of parts.keys()) {
    const shard = shards.get(number);
    if (shard !== undefined) orderFor(fleet, null, shard, { kind: 'forget-mass', mass });
  }
}

/** Of mass tasks of all swarms only so many are on record: of whichever swarm has the most the oldest that has ended goes. */
function forgetOldest(fleet: Fleet): void {
  const sizes = new Map([...fleet.swarms.values()].map((swarm) => [swarm, recordBytes(swarm)]));
  let sum = [...sizes.values()].reduce((total, bytes) => total + bytes, 0);
  if (sum <= fleetLimits.massRecordBytes) return;
  for (const [swarm, bytes] of [...sizes].toSorted(([, a], [, b]) => b - a)) {
    const ended = [...swarm.masses.values()].filter((mass) => massOpen(mass) === 0 && mass.retrying === 0);
    // Down to half of what it has, then it is another's turn.
    let left = bytes / 2;
    for (const mass of ended) {
      if (sum <= fleetLimits.massRecordBytes) return;
      if (left <= 0) break;
      forget(fleet, swarm, mass);
      sum -= bytesOf(mass);
      left -= bytesOf(mass);
    }
  }
}

function recordBytes({ masses }: Swarm): number {
  return [...masses.values()].reduce((sum, mass) => sum + bytesOf(mass), 0);
}

/** About what it takes on record, without its data. */
function bytesOf({ type, parts }: FleetMass): number {
  return 190 + type.length + 90 * parts.size;
}

/** The ended ones that have to be forgotten for it, the oldest first. */
function roomFor({ swarm, masses }: Swarm, bytes: number) {
  const all = [...masses.values()];
  const open = all.filter((mass) => massOpen(mass) > 0 || mass.retrying > 0);
  if (open.length >= fleetLimits.massTasks) {
    const message = `${open.length} mass tasks of \`${swarmId(swarm)}\` have not ended; ${fleetLimits.massTasks} is the most`;
    return refused('too-much-pending', message);
  }
  const isOpen = new Set(open);
  const ended = all.filter((mass) => !isOpen.has(mass));
  // Nobody asks for the data of what has gone well everywhere.
  const kept = (mass: FleetMass): number => (isOpen.has(mass) || hasFailed(mass) ? mass.bytes : 0);
  let sum = all.reduce((total, mass) => total + kept(mass), bytes);
  const forgotten: FleetMass[] = [];
  for (const mass of ended) {
    const isFull = ended.length - forgotten.length >= fleetLimits.endedMassTasks;
    if (!isFull && (sum <= fleetLimits.massBytes || kept(mass) === 0)) continue;
    forgotten.push(mass);
    sum -= kept(mass);
  }
  if (sum <= fleetLimits.massBytes) return forgotten;
  const message = `the mass tasks of \`${swarmId(swarm)}\` that have not ended would have ${sum} bytes of data with this one; ${fleetLimits.massBytes} is the most`;
  return refused('too-much-pending', message);
}

export function retryFailed(fleet: Fleet, { op, swarm: slug, mass: id }: Of<'retry-mass'>, at: number) {
  const swarm = swarmFor(fleet, slug);
  if ('ok' in swarm) return swarm;
  const mass = swarm.masses.get(id);
  if (mass === undefined) {
    return refused(
      'mass-task-not-found',
      `there is no mass task \`${id}\`, or it ended so long ago that it is forgotten`,
    );
  }
  beginOp(fleet, op, { kind: 'mass-retried', swarm: slug, mass: id, count: 0, at });
  const shards = [...mass.parts.keys()].flatMap((number) => swarm.shards.get(number) ?? []);
  for (const shard of shards) orderFor(fleet, op, shard, { kind: 'retry-mass', mass: id });
  if (shards.length > 0) mass.retrying++;
  return null;
}
