import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { diagnoseShape } from '../../definition/issues.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { workflowName } from '../../definition/names.ts';
import { entryOf, jsonOf, type Source, type SourceList, type SourceNode } from '../../read/index.ts';
import type { FrontEnd, Translation } from '../front-end.ts';
import { headOf } from '../tree.ts';
import { sequenceWords } from './words.ts';
import { tasksSchema } from './tasks.ts';
import { definitionOf } from './translate.ts';
import { readUntils } from './until.ts';

/** An ordered list of tasks that share one payload: each sends fields of it, and what it is answered is merged into it. */
export const sequence: FrontEnd = {
  notation: 'sequence',
  what: 'a sequence',
  // A definition is never a list, and misspelt keys are to be told of in the words of sequences.
  recognises: (root) => (root.kind === 'list' ? isOfTasks(root) : wrapped(root) !== null),
  translate,
};

/** The key that somebody has put the list of tasks under. */
function wrapped(root: SourceNode): string | null {
  if (root.kind !== 'map') return null;
  const around = root.entries.find(({ value }) => value.kind === 'list' && value.items.some(looksLikeTask));
  return around?.key ?? null;
}

/** Also one of maps with no key of a task written right, but for steps that somebody has put into no definition. */
function isOfTasks({ items }: SourceList): boolean {
  if (items.length === 0 || items.some(looksLikeTask)) return true;
  return items.some(({ kind }) => kind === 'map') && !items.some((item) => entryOf(item, 'id') !== undefined);
}

function looksLikeTask(item: SourceNode): boolean {
  return entryOf(item, 'Action') !== undefined || entryOf(item, 'Microservice') !== undefined;
}

function translate(source: Source, name: string | undefined): Translation {
  const { root } = source;
  if (root.kind !== 'list') {
    const what = root.kind === 'map' ? 'a map' : 'a single value';
    const message = `a sequence is a list of tasks, not ${what}`;
    const around = wrapped(root);
    const hint = around === null ? undefined : `it is the list itself, without \`${around}\` around it`;
    return { root: null, diagnostics: [diagnostic('invalid-definition', message, { span: headOf(root), hint })] };
  }
  const tasks = root.items.length;
  if (tasks > definitionLimits.steps) {
    const message = `a sequence of ${tasks} tasks; ${definitionLimits.steps} is the most`;
    return { root: null, diagnostics: [diagnostic('too-many-steps', message, { span: headOf(root) })] };
  }
  const issues = tasksSchema.safeParse(jsonOf(root)).error?.issues ?? [];
  const untils = readUntils(source, root);
  const diagnostics = [
    ...wrongName(root, name),
    ...diagnoseShape(issues, source, root, sequenceWords),
    ...takenTwice(root),
    ...untils.diagnostics,
  ];
  return { root: tasks === 0 ? null : definitionOf(root, name ?? 'sequence', untils.unfit), diagnostics };
}

/** A sequence has no name of its own. */
function wrongName(root: SourceList, name: string | undefined): readonly Diagnostic[] {
  if (name === undefined) {
    const hint = 'put it into a file of its name, give it by `--name NAME`, or register it as /sequences/NAME';
    return [diagnostic('missing-key', 'a sequence has no name here', { span: headOf(root), hint })];
  }
  const wrong = workflowName.safeParse(name).error?.issues[0]?.message;
  if (wrong === undefined) return [];
  const message = `the name of a sequence, which is that of its file or address, must be ${wrong}, not ${JSON.stringify(name.slice(0, 60))}`;
  return [diagnostic('invalid-name', message, { span: headOf(root) })];
}

function takenTwice(root: SourceList): readonly Diagnostic[] {
  const taken = new Set<string>();
  const found: Diagnostic[] = [];
  for (const [i, task] of root.items.entries()) {
    const action = entryOf(task, 'Action')?.value;
    if (action?.kind !== 'scalar' || typeof action.value !== 'string') continue;
    if (!taken.has(action.value)) taken.add(action.value);
    else if (found.length < definitionLimits.counted) {
      const message = `two tasks have the Action \`${action.value}\``;
      found.push(diagnostic('duplicate-id', message, { path: `[${i}].Action`, span: action.span }));
    }
  }
  return found;
}
