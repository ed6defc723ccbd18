import type { Fleet, FleetMass, Swarm } from './fleet.ts';
import { addCounters, noCounters } from './reports.ts';
import type { FleetMemo, MassRecord, SwarmView } from './fleet-operations.ts';
import { readMassId } from './ids.ts';
import { countOf } from './membership.ts';
import { type Page, type PageAsked, pageFrom } from './shard-views.ts';

/** Figures that stand in one place and cost the same at any size of swarms: of each shard one row. */
export function fleetMemo({ capacity, bots, created, gone, swarms }: Fleet): FleetMemo {
  const all = [...swarms.values()];
  return {
    capacity,
    bots,
    created,
    swarms: all.filter(({ isPool, status }) => !isPool && status !== 'deleting').length,
    gone,
    rows: all.flatMap(({ swarm, era, shards }) =>
      [...shards.values()].map(({ shard, report }) => ({
        swarm,
        shard,
        era,
        revision: report?.revision ?? -1,
        counters: report?.counters ?? noCounters,
      })),
    ),
  };
}

/** Of the pool as well; null where there is none. */
export function swarmView({ swarms }: Fleet, slug: string): SwarmView | null {
  const swarm = swarms.get(slug);
  return swarm === undefined ? null : viewOf(swarm);
}

function viewOf(swarm: Swarm): SwarmView {
  const { spec, createdAt, shards } = swarm;
  const all = [...shards.values()].toSorted((a, b) => a.shard - b.shard);
  const grown = all.filter(({ since }) => since > createdAt).map(({ shard, since }) => ({ shard, since }));
  return {
    swarm: swarm.swarm,
    spec,
    status: statusOf(swarm),
    count: countOf(swarm),
    shards: all.map(({ shard }) => shard),
    createdAt,
    ...(grown.length > 0 && { grown }),
    counters: all.reduce((sum, { report }) => addCounters(sum, report?.counters ?? noCounters), noCounters),
  };
}

function statusOf({ status, resizing }: Swarm): SwarmView['status'] {
  if (status === 'deleting') return 'deleted';
  return status === 'active' && resizing > 0 ? 'resizing' : status;
}

/** The pool among them, in the order of their making. */
export function swarmsPage({ swarms }: Fleet, asked: PageAsked): Page<SwarmView> {
  return pageFrom(
    [...swarms.values()].map((swarm) => () => viewOf(swarm)),
    asked,
  );
}

export function massRecord({ swarms }: Fleet, id: string): MassRecord | null {
  const swarm = swarms.get(readMassId(id) ?? '');
  const mass = swarm?.masses.get(id);
  return swarm === undefined || mass === undefined ? null : recordOf(swarm, mass);
}

/** The last first; null where there is no such swarm. */
export function massesPage({ swarms }: Fleet, slug: string, asked: PageAsked): Page<MassRecord> | null {
  const swarm = swarms.get(slug);
  if (swarm === undefined) return null;
  return pageFrom(
    [...swarm.masses.values()].toReversed().map((mass) => () => recordOf(swarm, mass)),
    asked,
  );
}

function recordOf({ swarm }: Swarm, { mass, type, at, of, parts }: FleetMass): MassRecord {
  const sum = (figure: 'completed' | 'failed' | 'cancelled'): number =>
    [...parts.values()].reduce((total, part) => total + part[figure], 0);
  return {
    swarm,
    mass,
    type,
    at,
    shards: [...parts.keys()],
    total: of,
    completed: sum('completed'),
    failed: sum('failed'),
    cancelled: sum('cancelled'),
  };
}
