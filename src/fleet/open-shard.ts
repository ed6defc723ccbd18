import { invariant } from '../std/index.ts';
import { readBits } from './bits.ts';
import { massShareId, taskId } from './ids.ts';
import { setLease } from './leases.ts';
import { fleetLimits } from './limits.ts';
import { countFailures } from './mass-failures.ts';
import { isOpenShare } from './pending.ts';
import { emptyShard, indexOf, type Mass, type Shard, type Task } from './shard.ts';
import { type MassRow, type Owner, readRuns, type ShardState, type ShareRow, type TaskRow } from './shard-state.ts';

export function openShard(state: ShardState): Shard {
  const shard = emptyShard(state);
  const { draining, closed, revision, ordered, answers } = state;
  Object.assign(shard.counters, state.counters, { tiers: structuredTiers(state) });
  Object.assign(shard, { draining, closed, revision, ordered, answers: [...answers] });
  openBots(shard, state);
  for (const row of state.masses) {
    const mass = massOf(row);
    shard.masses.set(row.id, mass);
    countFailures(shard, mass);
  }
  const masses = [...shard.masses.values()];
  const massAt = (at: number): Mass => {
    const mass = masses[at];
    invariant(mass !== undefined, 'a place among the mass tasks of a shard');
    return mass;
  };
  for (const at of state.open) shard.open.set(massAt(at).id, massAt(at));
  for (const at of state.changed) shard.changed.add(massAt(at));
  const long = (id: string): string => (id.startsWith('-') ? id.slice(1) : taskId(shard, id));
  for (const row of state.tasks) {
    const [task, owner] = isShareRow(row) ? shareOf(shard, massAt(row[0]), row) : taskOf(row, state.types, long);
    openTask(shard, task, owner);
  }
  for (const mass of shard.open.values()) {
    for (const place of shard.bots.status.keys()) {
      if (isOpenShare(mass, place)) shard.bots.pending[place] = (shard.bots.pending[place] ?? 0) + 1;
    }
  }
  for (const [short, type, status, bot, op, at, endedAt, attempt, resultBytes, more] of state.ended) {
    const id = long(short);
    const own = { id, type: state.types[type] ?? '', status, bot, op, at, endedAt, attempt, resultBytes };
    shard.ended.set(id, { ...own, ...more });
    shard.resultBytes += resultBytes;
    if (resultBytes > 0) shard.results.add(id);
  }
  for (const [bot, task, until, op] of state.leases) setLease(shard, bot, { task: long(task), until, op });
  for (const [id, bot, tier, since = 0, execution] of state.running) {
    shard.running.set(long(id), { bot, tier, since, ...(execution !== undefined && { execution }) });
    shard.bots.running[bot] = (shard.bots.running[bot] ?? 0) + 1;
  }
  for (const [tier, turns] of state.turns) shard.turns.set(tier, { ...turns, due: new Set(turns.due) });
  for (const [op, kind, task, bot, at] of state.ops) shard.ops.set(op, { kind, task: long(task), bot, at });
  return shard;
}

/** Rows that the shard may change, apart from those of the state. */
function structuredTiers({ counters }: ShardState): Shard['counters']['tiers'] {
  return Object.fromEntries(Object.entries(counters.tiers).map(([tier, row]) => [tier, { ...row }]));
}

function openBots({ bots }: Shard, { bots: saved }: ShardState): void {
  for (const [place, digit] of saved.status.split('').entries()) bots.status[place] = Number(digit);
  readRuns(saved.completed, bots.completed);
  readRuns(saved.failed, bots.failed);
  readRuns(saved.cancelled, bots.cancelled);
  readRuns(saved.createdAt, bots.createdAt);
  readRuns(saved.lastActive, bots.lastActive);
  for (const [place, at] of bots.createdAt.entries()) bots.lastActive[place] = (bots.lastActive[place] ?? 0) + at;
  bots.names.push(...saved.names);
  readRuns(saved.kindOf, bots.kindOf);
  bots.kinds.push(...saved.kinds);
}

function massOf(row: MassRow): Mass {
  const { id, type, data, run, at, from, of, total, count, failures, doers, attempts } = row;
  const set = (text: string): Uint8Array => readBits(text, fleetLimits.botsPerShard);
  return {
    id,
    type,
    data,
    ...(run !== undefined && { run }),
    at,
    from,
    of,
    total,
    count: { ...count },
    given: set(row.given),
    completed: set(row.completed),
    failed: set(row.failed),
    cancelled: set(row.cancelled),
    moved: set(row.moved),
    failures: new Map(failures.map(([place, error, by]) => [place, { error, by }])),
    doers: new Map(doers),
    attempts: new Map(attempts),
  };
}

function isShareRow(row: TaskRow | ShareRow): row is ShareRow {
  return typeof row[0] === 'number';
}

function shareOf(shard: Shard, mass: Mass, [, place, owner, attempt, lostBy]: ShareRow): [Task, Owner] {
  const { type, run, at } = mass;
  const id = massShareId(mass.id, indexOf(shard, place));
  const own = { id, type, data: null, bytes: 0, capabilities: [], ...(run !== undefined && { run }) };
  return [{ ...own, share: { mass, place }, op: '', at, bot: null, attempt, lostBy }, owner];
}

function taskOf(row: TaskRow, types: readonly string[], long: (id: string) => string): [Task, Owner] {
  const [id, type, data, bytes, op, at, owner, attempt, lostBy, capabilities, run] = row;
  const own = { id: long(id), type: types[type] ?? '', data, bytes, capabilities, op, at, bot: null, attempt, lostBy };
  return [run === undefined ? own : { ...own, run }, owner];
}

function openTask(shard: Shard, task: Task, owner: Owner): void {
  shard.tasks.set(task.id, task);
  shard.pendingBytes += task.bytes;
  if (owner === 'w') shard.waiting.set(task.id, task);
  else if (owner === 'd') shard.dead.set(task.id, task);
  else {
    task.bot = owner;
    const own = shard.tasksOf.get(owner);
    if (own === undefined) shard.tasksOf.set(owner, new Map([[task.id, task]]));
    else own.set(task.id, task);
    shard.bots.pending[owner] = (shard.bots.pending[owner] ?? 0) + 1;
  }
}
