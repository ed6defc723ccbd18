import type { Catalog } from '../catalog/index.ts';
import type { CallTask } from '../driver/index.ts';
import { findWorkflow, type PreparedWorkflows } from '../executions/index.ts';
import type { TaskRun } from '../fleet/index.ts';
import { diagnostic, type Diagnostic, nearest, Refusal } from '../problems/index.ts';
import type { ServiceRegistry } from '../services/index.ts';
import type { TaskAsked, Tasks } from './tasks.ts';
import { familyOfType, familyWords } from './type-families.ts';

export interface RunsPorts {
  readonly catalog: Catalog;
  readonly services: Pick<ServiceRegistry, 'find' | 'list'>;
  readonly workflows: PreparedWorkflows;
}

/** What each task is done with. All that is wrong with their types is said at once, before anything begins. */
export async function runsOf(
  { catalog, services, workflows }: RunsPorts,
  runOf: Tasks['runOf'],
  tasks: readonly TaskAsked[],
): Promise<readonly (TaskRun | CallTask)[]> {
  const runs: (TaskRun | CallTask)[] = [];
  const unknown: Diagnostic[] = [];
  /** By variable, one of the types that need it. */
  const unset = new Map<string, string>();
  for (const [i, { type, params }] of tasks.entries()) {
    const run = await runOf(type);
    const family = run === null ? familyOfType(type) : null;
    if (run !== null) {
      if (run.kind === 'workflow') await workflows.inputOf(await findWorkflow(catalog, run.name, undefined), params);
      runs.push(run);
    } else if (family !== null) {
      if ((await services.find(family.call.service)) === null) unset.set(family.variable, type);
      runs.push(family.call);
    } else unknown.push(await unknownType(catalog, i, type));
  }
  if (unknown.length > 0) {
    const [first] = unknown;
    const message = unknown.length === 1 && first !== undefined ? first.message : `${unknown.length} unknown types`;
    throw new Refusal('unknown-task-type', message, { diagnostics: unknown });
  }
  if (unset.size === 0) return runs;
  const message = [...unset].map(([variable, type]) => `\`${type}\`: no service does it; ${variable} is not set`);
  throw new Refusal('service-not-configured', message.join('. '));
}

async function unknownType(catalog: Pick<Catalog, 'list'>, at: number, type: string): Promise<Diagnostic> {
  const names = (await catalog.list()).map(({ name }) => name);
  const near = nearest(type, [...names, ...familyWords.examples]);
  const advice =
    near === null
      ? `there are ${familyWords.shown}, the names of workflows on record, and service.method`
      : `did you mean \`${near}\`?`;
  return diagnostic('unfit-field', `\`${type}\`: no such type of task; ${advice}`, {
    path: `tasks[${at}].type`,
    ...(near !== null && { hint: near }),
  });
}
