import type { z } from 'zod';
import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { diagnoseShape } from '../../definition/issues.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { nodeAt, printPath } from '../../definition/locate.ts';
import { workflowName } from '../../definition/names.ts';
import { entryOf, jsonOf, type Source, type SourceMap, type SourceNode } from '../../read/index.ts';
import type { FrontEnd, Translation } from '../front-end.ts';
import { headOf } from '../tree.ts';
import { nameOfTitle } from './name-of-title.ts';
import { actionsSchema, actionTypes, configKeys, configSchemas, type ActionType } from './shape.ts';
import { definitionOf, itemsOf, textOf, type Shaped } from './translate.ts';
import { actionsWords, inAuthorsWords } from './words.ts';

/** Parameters, and actions that call services and tell people, with templates that read both. */
export const actions: FrontEnd = {
  notation: 'actions',
  what: 'a workflow of actions',
  recognises: (root) =>
    entryOf(root, 'steps') === undefined &&
    (entryOf(root, 'actions') !== undefined || entryOf(root, 'parameters')?.value.kind === 'list'),
  translate,
};

type Issue = z.core.$ZodIssue;

function translate(source: Source, name: string | undefined): Translation {
  const { root } = source;
  if (root.kind !== 'map') {
    const what = root.kind === 'list' ? 'a list' : 'a single value';
    const message = `a workflow is a map with a name and actions, not ${what}`;
    return { root: null, diagnostics: [diagnostic('invalid-definition', message, { span: headOf(root) })] };
  }
  const excess = tooMany(root);
  if (excess !== null) return { root: null, diagnostics: [excess] };
  const typeAt = typesOf(root);
  const issues = [...(actionsSchema.safeParse(jsonOf(root)).error?.issues ?? []), ...issuesOfConfigs(root, typeAt)];
  const shaped: Shaped = { root, typeAt, isRight: rightness(issues) };
  const found: Diagnostic[] = [
    ...diagnoseShape(issues, source, root, actionsWords(typeAt)),
    ...takenTwice(shaped),
    ...reservedNames(shaped),
    ...toldTwice(shaped),
  ];
  const title = textOf(root, 'name')?.value;
  const named = name ?? nameOfTitle(typeof title === 'string' ? title : '');
  if (name !== undefined) found.push(...wrongName(root, name));
  const parameters = new Set(itemsOf(root, 'parameters').map((each) => String(textOf(each, 'name')?.value)));
  const comparisons = { left: definitionLimits.comparisons };
  const names = { text: source.text, found, most: definitionLimits.counted, comparisons };
  // Where far more is wrong already than is listed, the rest need not be looked at.
  const isNothing = itemsOf(root, 'actions').length === 0 || found.length > definitionLimits.diagnostics;
  return {
    root: isNothing ? null : definitionOf(shaped, named, names),
    diagnostics: found,
    inAuthorsWords: (each) => inAuthorsWords(each, parameters),
  };
}

function tooMany(root: SourceMap): Diagnostic | null {
  const most = { actions: definitionLimits.steps, parameters: definitionLimits.inputs } as const;
  for (const key of ['actions', 'parameters'] as const) {
    const node = entryOf(root, key)?.value;
    if (node?.kind !== 'list' || node.items.length <= most[key]) continue;
    const message = `\`${key}\` has ${node.items.length} entries; ${most[key]} is the most`;
    const code = key === 'actions' ? 'too-many-steps' : 'too-many-entries';
    return diagnostic(code, message, { path: key, span: headOf(node) });
  }
  return null;
}

/** What each action does: as it says, or else as its config looks. */
function typesOf(root: SourceNode): (index: number) => ActionType | null {
  const types = itemsOf(root, 'actions').map((action) => {
    const said = textOf(action, 'action_type')?.value;
    const type = actionTypes.find((each) => each === said);
    if (type !== undefined) return type;
    const config = entryOf(action, 'config')?.value;
    const alike = actionTypes.filter((each) => configKeys[each].some((key) => entryOf(config, key) !== undefined));
    return alike.length === 1 ? (alike[0] ?? null) : null;
  });
  return (index) => types[index] ?? null;
}

/** Whose keys hang on the type. */
function issuesOfConfigs(root: SourceNode, typeAt: (index: number) => ActionType | null): readonly Issue[] {
  const found: Issue[] = [];
  for (const [i, action] of itemsOf(root, 'actions').entries()) {
    const type = typeAt(i);
    const config = entryOf(action, 'config')?.value;
    if (type === null || config?.kind !== 'map') continue;
    for (const issue of configSchemas[type].safeParse(jsonOf(config)).error?.issues ?? []) {
      found.push({ ...issue, path: ['actions', i, 'config', ...issue.path] });
      if (found.length > definitionLimits.counted) return found;
    }
  }
  return found;
}

/** Whether nothing was said of what stands at a path, or of a part of it. */
function rightness(issues: readonly Issue[]): Shaped['isRight'] {
  if (issues.length === 0) return () => true;
  const wrong = new Set<string>();
  for (const { path } of issues) {
    for (let length = 1; length <= path.length; length++) wrong.add(placeOf(path.slice(0, length)));
  }
  return (...path) => !wrong.has(placeOf(path));
}

const placeOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String));

/** Actions are not told apart by their case alone, and a bare name is one thing. */
function takenTwice({ root }: Shaped): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const parameters = new Set<string>();
  for (const [i, parameter] of itemsOf(root, 'parameters').entries()) {
    const name = textOf(parameter, 'name');
    if (name === null || found.length > definitionLimits.counted) continue;
    const written = String(name.value);
    const at = { path: printPath(['parameters', i, 'name']), span: name.span };
    if (parameters.has(written))
      found.push(diagnostic('duplicate-id', `two parameters have the name \`${written}\``, at));
    parameters.add(written);
  }
  const ids = new Set<string>();
  for (const i of itemsOf(root, 'actions').keys()) {
    const id = textOf(nodeAt(root, ['actions', i]), 'action_id');
    if (id === null || found.length > definitionLimits.counted) continue;
    const written = String(id.value);
    const at = { path: printPath(['actions', i, 'action_id']), span: id.span, hint: 'give one of them another name' };
    if (ids.has(written)) found.push(diagnostic('duplicate-id', `two actions have the action_id \`${written}\``, at));
    else if (parameters.has(written))
      found.push(diagnostic('duplicate-id', `\`${written}\` is the name of a parameter and of an action`, at));
    ids.add(written);
  }
  return found;
}

/** Words that mean something of their own at the beginning of an expression, whatever is called so. */
const reserved: ReadonlySet<string> = new Set(['parameters', 'actions', 'context', 'secrets', 'true', 'false', 'null']);

function reservedNames({ root }: Shaped): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const hint = 'choose another name';
  for (const [list, key, what] of [
    ['parameters', 'name', 'the name of a parameter'],
    ['actions', 'action_id', 'the id of an action'],
  ] as const) {
    for (const [i, item] of itemsOf(root, list).entries()) {
      const name = textOf(item, key);
      if (name === null || !reserved.has(String(name.value)) || found.length > definitionLimits.counted) continue;
      const at = { path: printPath([list, i, key]), span: name.span, hint };
      found.push(diagnostic('reserved-name', `\`${name.value}\` cannot be ${what}: templates read it otherwise`, at));
    }
  }
  return found;
}

/** A channel that is named twice would say everything twice. */
function toldTwice({ root }: Shaped): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const i of itemsOf(root, 'actions').keys()) {
    const path = ['actions', i, 'config', 'channels'] as const;
    const channels = nodeAt(root, path);
    const named = new Set<string>();
    for (const [j, channel] of (channels?.kind === 'list' ? channels.items : []).entries()) {
      if (channel.kind !== 'scalar' || typeof channel.value !== 'string') continue;
      if (found.length > definitionLimits.counted) return found;
      const at = { path: printPath([...path, j]), span: channel.span, hint: 'leave one of them out' };
      if (named.has(channel.value))
        found.push(diagnostic('duplicate-id', `the channel \`${channel.value}\` is named twice`, at));
      named.add(channel.value);
    }
  }
  return found;
}

/** The name under which it goes on record, where that is not made of its title. */
function wrongName(root: SourceMap, name: string): readonly Diagnostic[] {
  const wrong = workflowName.safeParse(name).error?.issues[0]?.message;
  if (wrong === undefined) return [];
  const message = `the id of a workflow must be ${wrong}, not ${JSON.stringify(name.slice(0, 60))}`;
  return [diagnostic('invalid-name', message, { span: headOf(root) })];
}
