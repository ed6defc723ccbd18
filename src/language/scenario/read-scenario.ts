import { diagnostic, hasErrors, type Diagnostic } from '../../problems/index.ts';
import type { Plan } from '../../plan/index.ts';
import { isObject } from '../../std/index.ts';
import { listed } from '../check/check.ts';
import { diagnoseShape, type Vocabulary } from '../definition/issues.ts';
import { entryAt, nodeAt, printPath, type Path } from '../definition/locate.ts';
import { jsonOf, readSource, type ReadingOptions, type Source, type SourceNode } from '../read/index.ts';
import { scenarioOf, worldOf } from './from-written.ts';
import type { Scenario, ScenarioWorld } from './scenario.ts';
import {
  answerKinds,
  commandKinds,
  scenarioKeysAt,
  scenarioSchema,
  worldSchema,
  type WrittenScenario,
  type WrittenWorld,
} from './schema.ts';
import { strangers } from './strangers.ts';

export type ScenarioRead =
  | { readonly ok: true; readonly scenario: Scenario; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export type AnswersRead =
  | { readonly ok: true; readonly world: ScenarioWorld }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface ScenarioOptions extends ReadingOptions {
  /** With it, services, events and steps that the plan does not have are refused. */
  readonly plan?: Plan | undefined;
}

const vocabulary: Vocabulary = {
  keysAt: (path) => scenarioKeysAt(printPath(path)),
  nameOf: (path) => (path.length === 0 ? 'a scenario' : `\`${printPath(path)}\``),
  placeOf: () => null,
};

export function readScenario(text: string, options: ScenarioOptions = {}): ScenarioRead {
  const tree = treeOf(text, options, 'a scenario is a map with a name and what to expect');
  if (!tree.ok) return tree;
  const { source, root } = tree;
  const parsed = scenarioSchema.safeParse(jsonOf(root));
  if (!parsed.success)
    return { ok: false, diagnostics: listed(diagnoseShape(parsed.error.issues, source, root, vocabulary)) };
  const found = [
    ...wrongInWorld(parsed.data, root),
    ...bothOrders(parsed.data, root),
    ...(options.plan === undefined ? [] : strangers(parsed.data, root, options.plan)),
  ];
  if (found.length > 0) return { ok: false, diagnostics: listed(found) };
  return { ok: true, scenario: scenarioOf(parsed.data), diagnostics: [] };
}

/** What the world outside does, without anything to expect: a scenario's keys, or its `services` alone. A whole scenario
 * will do, too. */
export function readAnswers(text: string, options: ScenarioOptions = {}): AnswersRead {
  const tree = treeOf(text, options, 'answers are a map from `service.method`, or a scenario');
  if (!tree.ok) return tree;
  const { source } = tree;
  if (tree.root.entries.some(({ key }) => key === 'expect')) {
    const read = readScenario(text, options);
    return read.ok ? { ok: true, world: read.scenario } : read;
  }
  const root = servicesAlone(tree.root) ? { ...tree.root, entries: [asServices(tree.root)] } : tree.root;
  const parsed = worldSchema.safeParse(jsonOf(root));
  if (!parsed.success)
    return { ok: false, diagnostics: listed(diagnoseShape(parsed.error.issues, source, root, vocabulary)) };
  const found = [
    ...wrongInWorld(parsed.data, root),
    ...(options.plan === undefined ? [] : strangers(parsed.data, root, options.plan)),
  ];
  return found.length > 0 ? { ok: false, diagnostics: listed(found) } : { ok: true, world: worldOf(parsed.data) };
}

type SourceMap = Extract<SourceNode, { kind: 'map' }>;

/** No key of a scenario has a dot or a slash in it, and every method and every activity has one. */
function servicesAlone({ entries }: SourceMap): boolean {
  return entries.length > 0 && entries.every(({ key }) => /[./]/.test(key));
}

function asServices(root: SourceMap): SourceMap['entries'][number] {
  return { key: 'services', keySpan: root.span, value: root };
}

type Tree =
  | { readonly ok: true; readonly source: Source; readonly root: SourceMap }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function treeOf(text: string, options: ScenarioOptions, form: string): Tree {
  const { source, diagnostics } = readSource(text, options);
  if (source === null || hasErrors(diagnostics)) return { ok: false, diagnostics: listed(diagnostics) };
  const { root } = source;
  if (root.kind === 'map' && isObject(jsonOf(root))) return { ok: true, source, root };
  return { ok: false, diagnostics: [diagnostic('invalid-definition', form, { span: root.span })] };
}

function wrongInWorld(written: WrittenWorld, root: SourceNode): readonly Diagnostic[] {
  return [
    ...severalKinds('services', written.services, root),
    ...severalKinds('children', written.children, root),
    ...(written.commands ?? []).flatMap((command, i) => {
      const kinds = commandKinds.filter((kind) => command[kind] !== undefined);
      if (kinds.length === 1) return [];
      const message = `a command is exactly one of ${commandKinds.join(', ')}, not ${listedKinds(kinds)}`;
      return [conflicting(message, ['commands', i], root)];
    }),
  ];
}

function severalKinds(
  key: 'services' | 'children',
  answers: WrittenWorld['services'] | WrittenWorld['children'],
  root: SourceNode,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [called, each] of Object.entries(answers ?? {})) {
    for (const [i, answer] of each.entries()) {
      const kinds = Object.keys(answer).filter((name) => answerKinds.has(name));
      const path = [key, called, i];
      if (kinds.length !== 1) {
        const allowed =
          key === 'services'
            ? '`result`, `failure`, `no_answer` and `accepted`'
            : '`result`, `failure` and `no_answer`';
        found.push(conflicting(`an answer is exactly one of ${allowed}, not ${listedKinds(kinds)}`, path, root));
      } else if ('undo' in answer && answer.undo !== undefined && kinds[0] !== 'result') {
        found.push(conflicting('only a sub-workflow that completed, with a `result`, is undone', path, root));
      }
    }
  }
  return found;
}

function listedKinds(kinds: readonly string[]): string {
  return kinds.length === 0 ? 'none' : kinds.join(' and ');
}

function conflicting(message: string, path: Path, root: SourceNode): Diagnostic {
  return diagnostic('conflicting-keys', message, { path: printPath(path), span: nodeAt(root, path)?.span });
}

function bothOrders({ expect }: WrittenScenario, root: SourceNode): readonly Diagnostic[] {
  if (expect.calls === undefined || expect.calls_in_any_order === undefined) return [];
  const path = ['expect', 'calls_in_any_order'];
  const message = '`calls` and `calls_in_any_order` both list the calls; keep one of the two';
  return [diagnostic('conflicting-keys', message, { path: printPath(path), span: entryAt(root, path)?.keySpan })];
}
