import { type Fleet, type FleetOperation, type Refused, saveFleet } from '../../fleet/index.ts';
import { bytesOf, createRoom } from './room.ts';

/** Of what callers write: names, capabilities, types of mass tasks. What is left of a payload is more than the figures of
 * all shards take. */
const mostWrittenBytes = 1_600_000;

/** How much must come before it is weighed anew. */
const between = 64 * 1024;

/** Sets of bots and figures, which pack to almost nothing; and operations, whose number is limited. */
const figures: ReadonlySet<string> = new Set(['bots', 'draining', 'report', 'gone', 'ops']);

/** What the fleet has no room for, it refuses before anything is done. */
export function createFleetRoom(fleet: Fleet): (operation: FleetOperation) => Refused | null {
  const weigh = (): number =>
    bytesOf(
      JSON.parse(JSON.stringify(saveFleet(fleet), (key, value: unknown) => (figures.has(key) ? 0 : value))) as object,
    );
  // A swarm that is gone is worth weighing for.
  const glance = (): number => fleet.swarms.size * between;
  const hasRoom = createRoom({ weigh, glance, between }, mostWrittenBytes);
  return (operation) => {
    if (operation.kind !== 'create-swarm' && operation.kind !== 'mass') return null;
    // Its answer is known.
    if (fleet.ops.has(operation.op)) return null;
    // The data are here until all shards have taken them.
    if (hasRoom(operation)) return null;
    return operation.kind === 'mass'
      ? {
          ok: false,
          code: 'too-much-pending',
          message: 'there are as many mass tasks on record as there is room for: wait until some have ended',
        }
      : {
          ok: false,
          code: 'too-many-swarms',
          message: 'names and capabilities of all swarms take as much room as there is: delete one first',
        };
  };
}
