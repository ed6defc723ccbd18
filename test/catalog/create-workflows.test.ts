import { describe, expect, test } from '@jest/globals';
import { createWorkflows } from '../../src/catalog/index.ts';
import { actionsLimits } from '../../src/language/front-ends/actions/limits.ts';
import { Refusal } from '../../src/problems/index.ts';
import { creationsInMemory, portsInMemory } from '../support/ports-in-memory.ts';

const document = {
  name: 'Greet',
  actions: [{ action_id: 'a', action_type: 'notification', name: 'A', config: { message: 'Hi' } }],
};

async function created() {
  const { catalog } = portsInMemory();
  const workflows = createWorkflows(catalog, creationsInMemory());
  const text = JSON.stringify(document);
  const { workflow } = await workflows.create({ text, format: 'json', by: 'ann' });
  return { catalog, workflows, id: workflow.workflowId };
}

describe('changes at once', () => {
  test('of one version: one is taken, the others are told of it', async () => {
    const { workflows, id } = await created();
    const asked = Array.from({ length: 5 }, (_, i) =>
      workflows.update(id, { description: `${i}` }, { by: `user${i}` }),
    );
    const answers = await Promise.allSettled(asked);
    const taken = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value.workflow] : []));
    const codes = answers.map((each) =>
      each.status === 'rejected' && each.reason instanceof Refusal ? each.reason.code : 'taken',
    );
    expect(codes.toSorted()).toEqual(['taken', ...Array.from({ length: 4 }, () => 'workflow-changed')]);
    expect(taken).toEqual([await workflows.find(id)]);
    expect(taken[0]?.version).toBe(2);
  });

  test('with the very same content: also then one is told', async () => {
    const { workflows, id } = await created();
    const asked = ['bob', 'eve'].map((by) => workflows.update(id, { description: 'same' }, { by }));
    const answers = await Promise.allSettled(asked);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a version that nobody has said to be the newest, its process having died', () => {
  test('is the newest all the same', async () => {
    const { catalog, workflows, id } = await created();
    await workflows.update(id, { description: 'second' }, { by: 'bob' });
    const lagging = createWorkflows(
      {
        ...catalog,
        find: async (name, version) => await catalog.find(name, version ?? '1'),
      },
      creationsInMemory(),
    );
    expect(await lagging.find(id)).toMatchObject({ version: 2, updatedBy: 'bob' });
    const { workflow } = await lagging.update(id, { description: 'third' }, { by: 'eve', expected: 2 });
    expect(workflow.version).toBe(3);
    await expect(lagging.update(id, { description: 'x' }, { by: null, expected: 1 })).rejects.toMatchObject({
      code: 'workflow-changed',
    });
  });

  test('is put on record as the newest by whoever finds it', async () => {
    const { catalog, workflows, id } = await created();
    await workflows.update(id, { description: 'second' }, { by: 'bob' });
    const mended: unknown[] = [];
    const lagging = createWorkflows(
      {
        ...catalog,
        find: async (name, version) => await catalog.find(name, version ?? '1'),
        register: async (text, format, as) => {
          mended.push(as);
          return await catalog.register(text, format, as);
        },
      },
      creationsInMemory(),
    );
    await lagging.find(id);
    expect(mended).toMatchObject([{ name: id, version: '2', about: { by: 'bob', created_by: 'ann' } }]);
  });
});

test('an id that is taken is not given again', async () => {
  const { catalog } = portsInMemory();
  let taken = 2;
  const crowded = createWorkflows(
    {
      ...catalog,
      register: async (text, format, as) => {
        const registered = await catalog.register(text, format, as);
        return { ...registered, unchanged: registered.unchanged || taken-- > 0 };
      },
    },
    creationsInMemory(),
  );
  const { workflow, isNew } = await crowded.create({ text: JSON.stringify(document), format: 'json', by: null });
  expect(isNew).toBe(true);
  expect((await catalog.newest()).map(({ name }) => name)).toHaveLength(3);
  expect(workflow.workflowId).toMatch(/^greet-/);
});

describe('a key', () => {
  const asked = (more: object = {}) => {
    return { text: JSON.stringify({ ...document, ...more }), format: 'json', by: null, idempotencyKey: 'k' } as const;
  };

  test('is spent, whatever the name of what comes next', async () => {
    const { workflows } = portsInMemory();
    const { workflow } = await workflows.create(asked());
    await expect(workflows.create(asked({ name: 'Other' }))).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect((await workflows.list()).map(({ workflowId }) => workflowId)).toEqual([workflow.workflowId]);
  });

  test('sent twice at once with two names creates one', async () => {
    const { workflows } = portsInMemory();
    const answers = await Promise.allSettled(['One', 'Two'].map((name) => workflows.create(asked({ name }))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await workflows.list()).toHaveLength(1);
  });

  test('answers what it has created as that stands, changed or deleted', async () => {
    const { workflows } = portsInMemory();
    const { workflow } = await workflows.create(asked());
    const id = workflow.workflowId;
    await workflows.update(id, { description: 'changed' }, { by: 'bob' });
    await workflows.remove(id, { by: 'bob' });
    const again = await workflows.create(asked());
    expect(again).toMatchObject({ isNew: false, workflow: { workflowId: id, version: 2, removed: { by: 'bob' } } });
  });

  test('warns again of what it has warned of, at its places where it is the same text', async () => {
    const { workflows } = portsInMemory();
    const warned = (await workflows.create(asked({ parameters: [{ name: 'unused', type: 'string' }] }))).diagnostics;
    expect(warned).toEqual([expect.objectContaining({ severity: 'warning', span: expect.anything() })]);
    const request = asked({ parameters: [{ name: 'unused', type: 'string' }] });
    expect(await workflows.create(request)).toMatchObject({ isNew: false, diagnostics: warned });
    const otherwise = JSON.stringify(JSON.parse(request.text), undefined, 2);
    const { diagnostics } = await workflows.create({ ...request, text: otherwise });
    expect(diagnostics).toEqual(warned.map(({ span: _span, ...each }) => each));
  });

  test('of a text that was refused is free', async () => {
    const { workflows } = portsInMemory();
    await expect(workflows.create(asked({ actions: [] }))).rejects.toMatchObject({ code: 'definition-rejected' });
    expect(await workflows.create(asked())).toMatchObject({ isNew: true });
  });

  test('of which a process had said what it creates, and died, creates that', async () => {
    const { catalog } = portsInMemory();
    const creations = creationsInMemory();
    const dying = createWorkflows(
      {
        ...catalog,
        register: async (_text, _format, as) => {
          await as?.accepted?.([]);
          throw new Error('gone');
        },
      },
      creations,
    );
    await expect(dying.create(asked())).rejects.toThrow('gone');
    const workflows = createWorkflows(catalog, creations);
    await expect(workflows.create(asked({ name: 'Other' }))).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(await workflows.create(asked())).toMatchObject({ isNew: true });
  });
});

test('however many list at once, a few versions are asked for at a time, and each once', async () => {
  const { catalog } = portsInMemory();
  const asked: string[] = [];
  let waiting = 0;
  let most = 0;
  const counted = createWorkflows(
    {
      ...catalog,
      find: async (name, version) => {
        asked.push(`${name}@${version}`);
        most = Math.max(most, ++waiting);
        await new Promise((resolve) => setImmediate(resolve));
        waiting--;
        return await catalog.find(name, version);
      },
    },
    creationsInMemory(),
  );
  for (let i = 0; i < 60; i++) {
    await createWorkflows(catalog, creationsInMemory()).create({
      text: JSON.stringify(document),
      format: 'json',
      by: null,
    });
  }
  const listed = await counted.list();
  const answers = await Promise.all(Array.from({ length: 20 }, () => counted.read(listed)));
  expect(answers.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 60));
  expect(asked.toSorted()).toEqual(listed.map(({ workflowId }) => `${workflowId}@1`).toSorted());
  expect(most).toBeLessThanOrEqual(25);
});

test('what is kept of a workflow for lists is bounded, its document is not', async () => {
  const { catalog } = portsInMemory();
  const workflows = createWorkflows(catalog, creationsInMemory());
  const long = {
    ...document,
    description: 'd'.repeat(5000),
    tags: Array.from({ length: actionsLimits.tags }, (_, i) => `${i}`.padEnd(actionsLimits.tagLength, '-')),
    actions: Array.from({ length: 2000 }, (_, i) => ({ ...document.actions[0], action_id: `a${i}` })),
  };
  const { workflow } = await workflows.create({ text: JSON.stringify(long), format: 'json', by: null });
  const [newest] = await catalog.newest();
  expect(JSON.stringify(newest?.about).length).toBeLessThan(16_384);
  // A list that is filtered by a tag misses none.
  expect((await workflows.list())[0]?.tags).toEqual(long.tags);
  expect((await workflows.find(workflow.workflowId))?.document).toEqual(long);
});
