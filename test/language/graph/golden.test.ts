import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { graphFormats, prepare, renderGraph } from '../../../src/language/index.ts';

const root = new URL('../../../', import.meta.url);
const shipped = readdirSync(new URL('workflows-dsl/', root));
const endings = { text: 'txt', mermaid: 'mmd', svg: 'svg' } as const;

/** Each file in golden/ is what `baton graph workflows-dsl/NAME/workflow.yaml --format FORMAT` prints. */
describe.each(shipped)('%s', (name) => {
  test.each(graphFormats)('as %s', (format) => {
    const prepared = prepare(readFileSync(new URL(`workflows-dsl/${name}/workflow.yaml`, root), 'utf8'));
    const drawn = prepared.ok ? renderGraph(prepared.plan, format) : JSON.stringify(prepared.diagnostics);
    expect(`${drawn}\n`).toBe(readFileSync(new URL(`golden/${name}.${endings[format]}`, import.meta.url), 'utf8'));
  });
});
