import { jsonBytes } from '../std/index.ts';
import { hasBit } from './bits.ts';
import { fleetLimits } from './limits.ts';
import type { Mass, MassFailure, Shard } from './shard.ts';

/** What was said of shares that failed. There may be hundreds of thousands, so what is oldest is not kept where there is no room: which
 * shares have failed is known by their bits. */

/** Of a row beside its text. */
const rowBytes = 16;

/** What stays where there is no room for more: room is made for many at once, since it takes a look at all mass tasks. */
const stayBytes = 0.9 * fleetLimits.keptErrorBytes;

export function noteFailure(shard: Shard, mass: Mass, place: number, failure: MassFailure): void {
  forgetFailure(shard, mass, place);
  mass.failures.set(place, failure);
  shard.errorBytes += bytesOf(failure);
  if (shard.errorBytes > fleetLimits.keptErrorBytes) dropFailures(shard, stayBytes);
}

/** How many that say the same there is room for. */
export function mostFailures(error: string): number {
  return Math.floor(stayBytes / bytesOf({ error, by: null }));
}

export function forgetFailure(shard: Shard, { failures }: Mass, place: number): void {
  const known = failures.get(place);
  if (known === undefined) return;
  failures.delete(place);
  shard.errorBytes -= bytesOf(known);
}

/** Those of the oldest mass tasks first. */
export function dropFailures(shard: Shard, most: number): void {
  for (const mass of shard.masses.values()) {
    for (const place of mass.failures.keys()) {
      if (shard.errorBytes <= most) return;
      forgetFailure(shard, mass, place);
    }
  }
}

export function countFailures(shard: Shard, { failures }: Mass): void {
  for (const failure of failures.values()) shard.errorBytes += bytesOf(failure);
}

/** The bot whose failure it counts as; null for one that is no more. */
export function failerOf({ bots }: Shard, mass: Mass, place: number): number | null {
  const known = mass.failures.get(place);
  if (known !== undefined) return known.by;
  const isItsOwn = !hasBit(mass.moved, place) && (bots.createdAt[place] ?? 0) <= mass.at;
  return isItsOwn ? place : null;
}

function bytesOf({ error }: MassFailure): number {
  return jsonBytes(error) + rowBytes;
}
