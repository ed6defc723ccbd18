import type { DrawnStep } from './drawing.ts';

/** What takes up room in a layer: a step, or a line from above that passes by. */
export interface Slot {
  readonly width: number;
  readonly above: Slot[];
  readonly below: Slot[];
  place: number;
  x: number;
}

export interface Route {
  /** Indices of steps. */
  readonly from: number;
  readonly to: number;
  /** One in each layer between the two. */
  readonly through: readonly Slot[];
}

/** Beyond it, lines cross what lies between: a picture of so many would show nothing anyway. */
const MOST_PASSING = 20_000;
const PASSING_WIDTH = 10;
const SWEEPS = 6;

export function slotOf(width: number): Slot {
  return { width, above: [], below: [], place: 0, x: 0 };
}

/** The way of every dependency, with a slot added to each layer that it passes. */
export function routed(
  steps: readonly DrawnStep[],
  layers: readonly (readonly number[])[],
  slots: readonly Slot[],
  rows: readonly Slot[][],
): readonly Route[] {
  const layerOf = new Map(layers.flatMap((layer, row) => layer.map((index) => [index, row] as const)));
  let passing = 0;
  return steps.flatMap(({ waitsFor }, to) =>
    waitsFor.map((from) => {
      const first = (layerOf.get(from) ?? 0) + 1;
      const last = layerOf.get(to) ?? 0;
      const through: Slot[] = [];
      for (let row = first; row < last && passing < MOST_PASSING; row++, passing++) {
        const slot = slotOf(PASSING_WIDTH);
        rows[row]?.push(slot);
        through.push(slot);
      }
      join([slots[from], ...through, slots[to]]);
      return { from, to, through };
    }),
  );
}

function join(way: readonly (Slot | undefined)[]): void {
  for (const [i, upper] of way.entries()) {
    const lower = way[i + 1];
    if (upper === undefined || lower === undefined) continue;
    upper.below.push(lower);
    lower.above.push(upper);
  }
}

/** Each slot near the middle of those it is joined to, alternately above and below: fewer lines cross. The order of writing
 * decides where nothing else does, so the same plan is always the same picture. */
export function orderRows(rows: readonly Slot[][]): void {
  for (const row of rows) number(row);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) {
      const wanted = new Map(row.map((slot) => [slot, mean(down ? slot.above : slot.below) ?? slot.place]));
      row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a.place - b.place);
      number(row);
    }
  }
}

function number(row: readonly Slot[]): void {
  for (const [place, slot] of row.entries()) slot.place = place;
}

function mean(slots: readonly Slot[]): number | null {
  return slots.length === 0 ? null : slots.reduce((sum, { place }) => sum + place, 0) / slots.length;
}

/** Side by side, each row in the middle of the widest, whose width is the result. */
export function placeRows(rows: readonly (readonly Slot[])[], gap: number): number {
  const widths = rows.map((row) => row.reduce((sum, { width }) => sum + width + gap, -gap));
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  for (const [i, row] of rows.entries()) {
    let x = Math.round((widest - (widths[i] ?? 0)) / 2);
    for (const slot of row) {
      slot.x = x;
      x += slot.width + gap;
    }
  }
  return widest;
}
