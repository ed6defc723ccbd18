export { graphFormats, renderGraph } from './render-graph.ts';
export type { GraphFormat } from './render-graph.ts';
