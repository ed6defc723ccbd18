import { massId, type MassRecord, readMassId } from '../fleet/index.ts';
import { checkSize, contentOf } from './bot-tasks.ts';
import type { Entities } from './entities.ts';
import { cursorFor, readInner, readShardPlace } from './page-cursor.ts';
import { done, noMassTask, noSwarm, ofKind } from './refuse.ts';
import { identityOf, keyReused } from './request-identity.ts';
import { readNamed } from './swarm-operations.ts';
import type { BotOutcome, Swarms } from './swarms.ts';
import { massViewOf, outcomeOf } from './views.ts';

type Operations = Pick<Swarms, 'distribute' | 'massTasks' | 'massTask' | 'outcomes' | 'retryMass'>;

/** Shards that one request asks. How far a mass task of more of them is, their reports say; of its outcome the next page goes on. */
const mostAsked = 32;

export function createMassTasks(entities: Entities): Operations {
  const { fleet } = entities;

  const onRecord = async (swarm: string, mass: string): Promise<MassRecord> => {
    const slug = readNamed(swarm);
    const found = readMassId(mass) === slug ? await fleet.mass(mass) : null;
    if (found !== null) return found;
    if ((await fleet.swarm(slug)) === null) throw noSwarm(swarm);
    throw noMassTask(mass);
  };

  /** As the shards have it: reports are up to some seconds old. */
  const newest = async (record: MassRecord): Promise<MassRecord> => {
    const { swarm, mass, shards, completed, failed, cancelled } = record;
    if (completed + failed + cancelled === record.total && failed === 0) return record;
    if (shards.length > mostAsked) return record;
    const parts = await Promise.all(
      shards.map(async (shard) => await entities.shard({ swarm, shard }).mass(mass, { cursor: null, limit: 1 })),
    );
    const there = parts.filter((part) => part !== null);
    if (there.length < parts.length) return record;
    const sum = (figure: 'completed' | 'failed' | 'cancelled'): number =>
      there.reduce((total, part) => total + part[figure], 0);
    return { ...record, completed: sum('completed'), failed: sum('failed'), cancelled: sum('cancelled') };
  };

  return {
    distribute: async (swarm, task, asked) => {
      checkSize(task);
      const slug = readNamed(swarm);
      const { type, data, capabilities, run } = task;
      const { unique, op } = identityOf('distribute', asked, { swarm, ...contentOf(task) });
      const mass = massId(slug, unique);
      const more = { ...(capabilities.length > 0 && { capabilities }), ...(run !== undefined && { run }) };
      const value = done(await fleet.apply({ op, kind: 'mass', swarm: slug, mass, type, data, ...more }));
      const { count, at } = ofKind(value, 'mass-given');
      const tasks = { pending: count, completed: 0, failed: 0, cancelled: 0 };
      return { id: mass, type, swarmId: swarm, assignments: count, tasks, at };
    },
    massTasks: async (swarm, { limit, cursor }) => {
      const slug = readNamed(swarm);
      const list = `mass tasks of ${slug}`;
      const inner = readInner(list, cursor);
      if ((await fleet.swarm(slug)) === null) throw noSwarm(swarm);
      const { entries, next } = await fleet.masses(slug, { cursor: inner, limit });
      return { items: entries.map(massViewOf), next: next === null ? null : cursorFor(list, [next]) };
    },
    massTask: async (swarm, mass) => massViewOf(await newest(await onRecord(swarm, mass))),
    outcomes: async (swarm, mass, { limit, cursor, status }) => {
      const record = await onRecord(swarm, mass);
      const list = `shares of ${mass} ${status ?? ''}`;
      const from = cursor === undefined ? null : readShardPlace(list, cursor);
      const items: BotOutcome[] = [];
      const left = record.shards.filter((each) => each >= (from?.shard ?? 0));
      for (const [asked, shard] of left.entries()) {
        const inner = shard === from?.shard ? from.inner : null;
        if (items.length >= limit || asked >= mostAsked) return { items, next: cursorFor(list, [shard, inner]) };
        const page = { cursor: inner, limit: limit - items.length, ...(status !== undefined && { status }) };
        const part = await entities.shard({ swarm: record.swarm, shard }).mass(mass, page);
        if (part === null) continue;
        items.push(...part.shares.entries.map((share) => outcomeOf(record.swarm, share)));
        if (part.shares.next !== null) return { items, next: cursorFor(list, [shard, part.shares.next]) };
      }
      return { items, next: null };
    },
    retryMass: async (swarm, mass, asked) => {
      const record = await onRecord(swarm, mass);
      const { op } = identityOf('retry-mass', asked);
      const value = done(await fleet.apply({ op, kind: 'retry-mass', swarm: record.swarm, mass }));
      const { count: retried, mass: about } = ofKind(value, 'mass-retried');
      if (about !== mass) throw keyReused();
      return { mass: massViewOf(await newest(await onRecord(swarm, mass))), retried };
    },
  };
}
