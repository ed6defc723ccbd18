import { cut, type Drawing } from './drawing.ts';
import { orderRows, placeRows, routed, slotOf, type Slot } from './slots.ts';

/** Where everything stands, in units of the picture. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export interface Box {
  /** Of the step. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** What stands in it: the id, what it does, its notes. */
  readonly texts: readonly string[];
}

export interface Line {
  /** Indices of steps. */
  readonly from: number;
  readonly to: number;
  /** From the bottom of a box, past the layers between, to the top of another. */
  readonly points: readonly Point[];
}

export type Point = readonly [x: number, y: number];

/** Widths are reckoned, since nothing here can measure text: hence the fixed-width font. */
export const metrics = { character: 7.3, textHeight: 17, padding: 12, column: 26, row: 46, margin: 20 } as const;

const LONGEST_TEXT = 46;

export function layOut({ steps, layers }: Drawing): Layout {
  const boxes = steps.map(({ id, does, notes }) => {
    const texts = [id, does, ...notes].map((text) => cut(text, LONGEST_TEXT));
    const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
    const width = Math.ceil(longest * metrics.character) + 2 * metrics.padding;
    return { texts, width, height: texts.length * metrics.textHeight + 2 * metrics.padding - 5 };
  });

  let y: number = metrics.margin;
  const rows = layers.map((layer) => {
    const top = y;
    const bottom = layer.reduce((most, index) => Math.max(most, top + (boxes[index]?.height ?? 0)), top);
    y = bottom + metrics.row;
    return { top, bottom };
  });

  const slots = boxes.map(({ width }) => slotOf(width));
  const slotRows = layers.map((layer) => layer.flatMap((index) => slots[index] ?? []));
  const routes = routed(steps, layers, slots, slotRows);
  orderRows(slotRows);
  const width = placeRows(slotRows, metrics.column) + 2 * metrics.margin;

  const middle = (slot: Slot | undefined): number =>
    metrics.margin + (slot === undefined ? 0 : slot.x + slot.width / 2);
  const layerOf = new Map(layers.flatMap((layer, row) => layer.map((index) => [index, row] as const)));
  const topOf = (index: number): number => rows[layerOf.get(index) ?? 0]?.top ?? 0;
  return {
    width,
    height: y - metrics.row + metrics.margin,
    boxes: boxes.map((box, index) => ({ ...box, index, x: metrics.margin + (slots[index]?.x ?? 0), y: topOf(index) })),
    lines: routes.map(({ from, to, through }) => ({
      from,
      to,
      points: [
        [middle(slots[from]), topOf(from) + (boxes[from]?.height ?? 0)],
        ...through.flatMap((slot, passed): readonly Point[] => {
          const row = rows[(layerOf.get(from) ?? 0) + 1 + passed];
          return row === undefined ? [] : [[middle(slot), row.top] as const, [middle(slot), row.bottom] as const];
        }),
        [middle(slots[to]), topOf(to)],
      ],
    })),
  };
}
