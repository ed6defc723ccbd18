import { describe, expect, test } from '@jest/globals';
import type { CatalogRecord } from '../../src/catalog/index.ts';
import { createPreparedWorkflows, type PreparedWorkflows } from '../../src/executions/prepared-workflow.ts';
import { createPreparing } from '../../src/preparing/index.ts';
import { Refusal } from '../../src/problems/index.ts';

/** With how many texts have been prepared so far, and whether all that comes is refused as one too many. */
function counted(): { readonly workflows: PreparedWorkflows; readonly prepared: () => number; full: boolean } {
  const preparing = createPreparing();
  let prepared = 0;
  const ports = {
    workflows: createPreparedWorkflows({
      preparing: {
        ...preparing,
        forStart: async (text, options) => {
          prepared++;
          await new Promise((resolve) => setImmediate(resolve));
          if (ports.full) throw new Refusal('overloaded', 'too many texts are being looked at');
          return await preparing.forStart(text, options);
        },
      },
    }),
    prepared: () => prepared,
    full: false,
  };
  return ports;
}

function recordOf(name: string): CatalogRecord {
  const text = `name: ${name}\nversion: "1.0.0"\nsteps:\n  - {id: one, service: svc, method: one}\n`;
  const kept = { text, format: 'yaml', notation: 'definition', definition: {} } as const;
  return { name, version: '1.0.0', ...kept, digest: `of ${name}`, registeredAt: 0 };
}

describe('a definition that many start at once', () => {
  test('is prepared once', async () => {
    const { workflows, prepared } = counted();
    const starts = Array.from({ length: 40 }, () => workflows.inputOf(recordOf('Long'), {}));
    const [first, ...others] = await Promise.all([...starts, workflows.inputOf(recordOf('Other'), {})]);
    expect(prepared()).toBe(2);
    expect(others.filter(({ plan }) => plan === first?.plan)).toHaveLength(39);
    await workflows.inputOf(recordOf('Long'), {});
    expect(prepared()).toBe(2);
  });

  test('is prepared anew where that failed', async () => {
    const ports = counted();
    ports.full = true;
    const starts = await Promise.allSettled([1, 2].map(() => ports.workflows.inputOf(recordOf('Long'), {})));
    expect(starts.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    ports.full = false;
    await expect(ports.workflows.inputOf(recordOf('Long'), {})).resolves.toMatchObject({ others: { inputs: {} } });
    expect(ports.prepared()).toBe(2);
  });
});

describe('inputs that are not declared', () => {
  const declared = 'inputs: {a: number}\nsteps: [{id: one, service: svc, method: one}]\n';
  const given = { a: 1, more: 'kept' };

  test('are refused', async () => {
    const record = { ...recordOf('Strict'), text: `name: Strict\n${declared}` };
    await expect(createPreparedWorkflows().inputOf(record, given)).rejects.toMatchObject({ code: 'inputs-rejected' });
  });

  test('are kept by a definition that takes additional ones', async () => {
    const record = { ...recordOf('Open'), text: `name: Open\nadditional_inputs: true\n${declared}` };
    const { others } = await createPreparedWorkflows().inputOf(record, given);
    expect(others.inputs).toEqual(given);
  });
});
