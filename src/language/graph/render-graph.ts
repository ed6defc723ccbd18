import type { Plan } from '../../plan/index.ts';
import { drawingOf, type Drawing } from './drawing.ts';
import { drawMermaid } from './mermaid.ts';
import { drawSvg } from './svg.ts';
import { drawText } from './text.ts';

const notations = { text: drawText, mermaid: drawMermaid, svg: drawSvg } as const satisfies Record<
  string,
  (drawing: Drawing) => string
>;

export type GraphFormat = keyof typeof notations;
export const graphFormats = Object.keys(notations) as readonly GraphFormat[];

/** The steps of a plan and what waits for what, without a line's end at the end. The same plan gives the same text. */
export function renderGraph(plan: Plan, format: GraphFormat): string {
  return notations[format](drawingOf(plan));
}
