import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { graphFormats, renderGraph } from '../../../src/language/index.ts';
import { shippedDefinitions } from '../../support/shipped-definitions.ts';

const endings = { text: 'txt', mermaid: 'mmd', svg: 'svg' } as const;

/** Each file in golden/ is what `baton graph workflows-dsl/NAME/workflow.yaml (or .json) --format FORMAT` prints. */
describe.each(shippedDefinitions())('$name', ({ name, prepared }) => {
  test.each(graphFormats)('as %s', (format) => {
    const drawn = renderGraph(prepared.plan, format);
    expect(`${drawn}\n`).toBe(readFileSync(new URL(`golden/${name}.${endings[format]}`, import.meta.url), 'utf8'));
  });
});
