import { createHash } from 'node:crypto';
import type { Catalog } from '../../src/catalog/index.ts';
import { createPreparedWorkflows } from '../../src/executions/prepared-workflow.ts';
import { noTask, refusalOf } from '../../src/fleet/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import type { ServiceRegistry } from '../../src/services/index.ts';
import { createRunOfType } from '../../src/tasks/run-of-type.ts';
import { runsOf } from '../../src/tasks/runs-of.ts';
import type { OrchestrationView, Tasks } from '../../src/tasks/index.ts';

export interface TasksInMemory extends Tasks {
  /** Replaces how it stands. */
  readonly showOrchestration: (view: OrchestrationView) => void;
}

/** Orchestrations stand still until a test moves them; what is refused is refused by the real rules. */
export function tasksInMemory({
  now,
  up,
  catalog,
  services,
}: {
  readonly now: number;
  readonly up: () => void;
  readonly catalog: Catalog;
  readonly services: ServiceRegistry;
}): TasksInMemory {
  const known = new Map<string, { readonly asked: string; view: OrchestrationView }>();
  const runOf = createRunOfType({ catalog, services });
  return {
    runOf,
    orchestrate: async (asked) => {
      up();
      const { tasks, priority, sequential, key } = asked;
      const unique = createHash('sha256').update(key ?? String(known.size));
      const id = `orc-${unique.digest('hex').slice(0, 20)}`;
      const text = JSON.stringify(asked);
      const before = known.get(id);
      if (before !== undefined && before.asked !== text)
        throw new Refusal('idempotency-key-reused', 'the same key came with another request');
      if (before !== undefined) return before.view;
      await runsOf({ catalog, services, workflows: createPreparedWorkflows() }, runOf, tasks);
      const begun = tasks.map(({ type }, i) => ({ id: `${id}-${i}`, type, status: 'pending' as const }));
      const view: OrchestrationView = { id, status: 'pending', priority, sequential, createdAt: now, tasks: begun };
      known.set(id, { asked: text, view });
      return view;
    },
    orchestration: async (id) => {
      up();
      return known.get(id)?.view ?? null;
    },
    cancel: async (id) => {
      up();
      const found = known.get(id);
      if (found === undefined) throw refusalOf(noTask(id));
      if (found.view.completedAt !== undefined) throw new Refusal('task-already-ended', `${id} has ended already`);
      const tasks = found.view.tasks.map((task) => ({ ...task, status: 'cancelled' as const }));
      found.view = { ...found.view, status: 'cancelled', completedAt: now, tasks };
    },
    showOrchestration: (view) => void known.set(view.id, { asked: known.get(view.id)?.asked ?? '', view }),
  };
}
