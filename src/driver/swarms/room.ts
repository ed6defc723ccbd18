import { type Json, jsonBytes } from '../../std/index.ts';

/** That an operation may leave behind beside what it brings, or take away: ids, times, who had the task. */
export const rowBytes = 400;

export interface Weighed {
  /** What the state takes: as long to know as to write it down. */
  readonly weigh: () => number;
  /** Some of it, known at once: when this falls, room has become free. */
  readonly glance: () => number;
  /** How much must come before what is full is weighed anew: it stays just at the brim, where what ends makes room for what
   * comes, and weighing takes as long as hundreds of operations. */
  readonly between: number;
  /** What it weighs at first, where that is known. */
  readonly weight?: number | undefined;
}

/** Whether a state still has room, with an operation that is about to add to it. It is weighed only when all that has come since
 * could have filled it. */
export function createRoom({ weigh, glance, between, weight }: Weighed, most: number): (operation: object) => boolean {
  let weighed = weight ?? weigh();
  let glanced = glance();
  /** What has come since at the most; and by how much it may have become more or less. */
  let since = 0;
  let moved = 0;
  return (operation) => {
    const bytes = bytesOf(operation) + rowBytes;
    if (weighed + since + bytes > most && (moved > between || glanced - glance() >= between)) {
      weighed = weigh();
      glanced = glance();
      since = 0;
      moved = 0;
    }
    const hasRoom = weighed + since + bytes <= most;
    if (hasRoom) since += bytes;
    moved += hasRoom ? bytes : rowBytes;
    return hasRoom;
  };
}

export function bytesOf(value: object): number {
  return jsonBytes(value as unknown as Json);
}
