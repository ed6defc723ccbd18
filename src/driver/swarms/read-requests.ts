import { ApplicationFailure } from '@temporalio/common';
import type {
  FleetOperation,
  NumberedOrder,
  ShardOperation,
  ShardRef,
  ShardReport,
  ToldFleet,
} from '../../fleet/index.ts';
import { isList, isObject, own } from '../../std/index.ts';
import type { GivenPiece } from './protocol.ts';

/** Everybody who speaks Temporal can send anything, and what fails a workflow task fails it for ever. These are written by
 * our own port alone, so that only their outline is looked at. */

export function readShardOperations(request: unknown): readonly ShardOperation[] {
  return operationsIn(request) as readonly ShardOperation[];
}

export function readFleetRequest(request: unknown): {
  readonly operations: readonly FleetOperation[];
  readonly capacity: number;
} {
  const operations = operationsIn(request) as readonly FleetOperation[];
  const capacity = isObject(request) ? own(request, 'capacity') : undefined;
  if (typeof capacity !== 'number') throw unreadableRequest();
  return { operations, capacity };
}

/** Those that are for a shard of that era. */
export function readOrders(content: unknown, era: number): readonly NumberedOrder[] {
  const meant = readMeant(content);
  if (meant !== null && meant.era !== era) return [];
  const orders = isObject(content) ? own(content, 'orders') : undefined;
  return isList(orders) ? (orders as unknown as readonly NumberedOrder[]) : [];
}

/** Whether one that is to close is a shard of that era. */
export function readClose(content: unknown, era: number): boolean {
  const before = isObject(content) ? own(content, 'before') : undefined;
  return typeof before === 'number' && era < before;
}

/** Which shard orders are for; null where that is not said. */
export function readMeant(content: unknown): (ShardRef & { readonly era: number }) | null {
  const shard = isObject(content) ? own(content, 'shard') : undefined;
  if (!isObject(shard)) return null;
  const [swarm, number, era] = [own(shard, 'swarm'), own(shard, 'shard'), own(shard, 'era')];
  if (typeof swarm !== 'string' || typeof number !== 'number' || typeof era !== 'number') return null;
  return { swarm, shard: number, era };
}

/** Null where it can be none. */
export function readPiece(content: unknown): GivenPiece | null {
  if (!isObject(content) || own(content, 'baton') !== 1 || typeof own(content, 'from') !== 'string') return null;
  return isObject(own(content, 'piece')) ? (content as unknown as GivenPiece) : null;
}

/** Null where it can be none. */
export function readTold(content: unknown): ToldFleet | null {
  if (!isObject(content) || !isList(own(content, 'answers'))) return null;
  return readReport(own(content, 'report')) === null ? null : (content as unknown as ToldFleet);
}

/** Null where it can be none. */
export function readReport(content: unknown): ShardReport | null {
  if (!isObject(content) || !isObject(own(content, 'counters')) || !isList(own(content, 'masses'))) return null;
  const isNamed = typeof own(content, 'swarm') === 'string' && typeof own(content, 'shard') === 'number';
  const isNumbered = typeof own(content, 'era') === 'number' && typeof own(content, 'revision') === 'number';
  return isNamed && isNumbered ? (content as unknown as ShardReport) : null;
}

function operationsIn(request: unknown): readonly object[] {
  const operations = isObject(request) && own(request, 'baton') === 1 ? own(request, 'operations') : undefined;
  if (!isList(operations)) throw unreadableRequest();
  return operations.map((each) => {
    if (!isObject(each) || typeof own(each, 'op') !== 'string' || typeof own(each, 'kind') !== 'string') {
      throw unreadableRequest();
    }
    return each;
  });
}

function unreadableRequest(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('these are no operations', 'unreadable');
}
