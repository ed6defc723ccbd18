import {
  answerOf,
  applyFleet,
  applyShard,
  beginFleet,
  beginShard,
  type Fleet,
  type FleetOperation,
  type FleetResult,
  type FleetState,
  openFleet,
  openShard,
  orderShard,
  reportOf,
  saveFleet,
  saveShard,
  type Shard,
  shardReported,
  type ShardOperation,
  type ShardRef,
  type ShardResult,
  type ShardState,
  shardStarted,
  type ShardStart,
  shardTold,
  takeFleetEffects,
  takeReport,
  takeShardEffects,
  type NumberedOrder,
  type ShardReport,
  type ToldFleet,
} from '../../src/fleet/index.ts';

type Message =
  | { readonly kind: 'start'; readonly start: ShardStart }
  | { readonly kind: 'started'; readonly start: ShardStart }
  | { readonly kind: 'order'; readonly shard: ShardRef; readonly orders: readonly NumberedOrder[] }
  | { readonly kind: 'told'; readonly told: ToldFleet }
  | { readonly kind: 'report'; readonly report: ShardReport };

/** The fleet, its shards and what is on its way between them; whoever has it decides what arrives when. */
export interface World {
  fleet: Fleet;
  readonly shards: Map<string, Shard>;
  readonly underWay: Message[];
  /** What the fleet has been told. */
  readonly heard: Message[];
  now: number;
  /** Another operation of the same update follows: what is to be done is taken after it. */
  isAmidUpdate: boolean;
}

export function world(capacity = 50_000): World {
  return { fleet: beginFleet({ capacity }), shards: new Map(), underWay: [], heard: [], now: 0, isAmidUpdate: false };
}

export function shardIn(world: World, { swarm, shard }: ShardRef): Shard | undefined {
  return world.shards.get(`${swarm}:${shard}`);
}

export function shardOf(world: World, ref: ShardRef): Shard {
  const shard = shardIn(world, ref);
  if (shard === undefined) throw new Error('a shard that has not been started');
  return shard;
}

export function askFleet(world: World, operation: FleetOperation): FleetResult | 'waiting' {
  const answer = applyFleet(world.fleet, operation, world.now);
  sendFromFleet(world);
  return answer;
}

export function endUpdate(world: World): void {
  world.isAmidUpdate = false;
  sendFromFleet(world);
}

/** As one update has them: what is to be done is taken when all have been applied. */
export function askTogether(world: World, operations: readonly FleetOperation[]): (FleetResult | 'waiting')[] {
  const answers = operations.map((operation) => applyFleet(world.fleet, operation, world.now));
  sendFromFleet(world);
  return answers;
}

export function askShard(world: World, ref: ShardRef, operation: ShardOperation): ShardResult | null {
  const shard = shardIn(world, ref);
  if (shard === undefined) return null;
  const result = applyShard(shard, operation, world.now);
  sendFromShard(world, shard);
  return result;
}

function sendFromFleet({ fleet, underWay, isAmidUpdate }: World): void {
  if (isAmidUpdate) return;
  for (const effect of takeFleetEffects(fleet)) {
    if (effect.kind === 'start-shard') underWay.push({ kind: 'start', start: effect.start });
    else underWay.push({ kind: 'order', shard: effect.shard, orders: effect.orders });
  }
}

function sendFromShard({ underWay }: World, shard: Shard): void {
  for (const effect of takeShardEffects(shard)) {
    if (effect.kind === 'told') underWay.push({ kind: 'told', told: effect.told });
  }
}

export function report(world: World, shard: Shard): void {
  world.underWay.push({ kind: 'report', report: takeReport(shard) });
}

/** Delivers one message; with `again`, another like it is still to come. */
export function deliver(world: World, at: number, again = false): void {
  const place = at % world.underWay.length;
  const message = world.underWay[place];
  if (message === undefined) return;
  if (!again) world.underWay.splice(place, 1);
  const wire = JSON.parse(JSON.stringify(message)) as Message;
  if (wire.kind !== 'start' && wire.kind !== 'order') world.heard.push(wire);
  switch (wire.kind) {
    case 'start': {
      const { start } = wire;
      const key = `${start.swarm}:${start.shard}`;
      // A workflow is started once: what comes again finds it, or what came after it.
      if ((world.shards.get(key)?.era ?? 0) < start.era) world.shards.set(key, beginShard(start));
      world.underWay.push({ kind: 'started', start });
      return;
    }
    case 'started':
      shardStarted(world.fleet, wire.start);
      sendFromFleet(world);
      return;
    case 'order': {
      const shard = shardOf(world, wire.shard);
      orderShard(shard, wire.orders, world.now);
      sendFromShard(world, shard);
      return;
    }
    case 'told':
      shardTold(world.fleet, wire.told);
      sendFromFleet(world);
      return;
    case 'report':
      shardReported(world.fleet, wire.report);
  }
}

/** Until nothing is on its way, all shards having reported at the end. */
export function settle(world: World): void {
  const deliverAll = (): void => {
    while (world.underWay.length > 0) deliver(world, 0);
  };
  deliverAll();
  for (const shard of world.shards.values()) if (reportOf(shard).closed !== true) report(world, shard);
  deliverAll();
}

export function settled(world: World, operation: FleetOperation): FleetResult {
  const answer = askFleet(world, operation);
  settle(world);
  const later = answer === 'waiting' ? answerOf(world.fleet, operation.op) : answer;
  if (later === null) throw new Error(`no answer to ${operation.op}`);
  return later;
}

/** All that the fleet has been told, once more and the other way round. */
export function tellAgain(world: World): void {
  world.underWay.push(...world.heard.toReversed());
  while (world.underWay.length > 0) deliver(world, 0);
}

/** As after a crash: everything from its JSON. */
export function reopen(world: World): void {
  world.fleet = openFleet(JSON.parse(JSON.stringify(saveFleet(world.fleet))) as FleetState);
  for (const [key, shard] of world.shards) {
    world.shards.set(key, openShard(JSON.parse(JSON.stringify(saveShard(shard))) as ShardState));
  }
}
