import { diagnostic, nearest, type Diagnostic } from '../../problems/index.ts';
import type { Plan } from '../../plan/index.ts';
import { entryAt, nodeAt, printPath, type Path } from '../definition/locate.ts';
import { suggesting } from '../definition/suggest.ts';
import type { SourceNode } from '../read/index.ts';
import { namesOf } from './plan-names.ts';
import type { WrittenScenario, WrittenWorld } from './schema.ts';

/** A misspelt service would answer nobody, a misspelt event be awaited by nobody, a misspelt step expect nothing. */
export function strangers(
  written: WrittenWorld & Partial<Pick<WrittenScenario, 'expect'>>,
  root: SourceNode,
  plan: Plan,
): readonly Diagnostic[] {
  const names = namesOf(plan);
  const found: Diagnostic[] = [];
  const unknownKey = (path: Path, message: string, known: Iterable<string>, name = String(path.at(-1))): void => {
    const near = nearest(name, known);
    const at = { path: printPath(path), span: entryAt(root, path)?.keySpan };
    found.push(suggesting('unknown-key', message, near, at));
  };
  const undoing = undoneBySubWorkflows(written);
  for (const name of Object.keys(written.services ?? {})) {
    if (names.foreignActivities.has(name)) {
      found.push(...neverAccepted(name, written.services?.[name] ?? [], root));
      continue;
    }
    if (names.calls.has(name) || undoing.has(name) || asksALocation(name, names.services)) continue;
    unknownKey(['services', name], `${plan.name} never calls \`${name}\``, [
      ...names.calls,
      ...names.foreignActivities,
      ...undoing,
    ]);
  }
  for (const name of Object.keys(written.children ?? {})) {
    if (names.foreignWorkflows.has(name)) {
      found.push(...undoneAlone(name, written.children?.[name] ?? [], root));
      continue;
    }
    if (names.workflows.has(name)) continue;
    const known = [...names.workflows, ...names.foreignWorkflows];
    unknownKey(['children', name], `${plan.name} never calls the workflow \`${name}\``, known);
  }
  for (const [i, { event }] of (written.events ?? []).entries()) {
    if (names.events.has(event)) continue;
    const path = ['events', i, 'event'];
    const message = `${plan.name} never waits for \`${event}\``;
    const at = { path: printPath(path), span: nodeAt(root, path)?.span };
    found.push(suggesting('not-allowed-value', message, nearest(event, names.events), at));
  }
  for (const named of Object.keys(written.expect?.steps ?? {})) {
    const [, id = named] = /^([^[\]]+)\[\d+\]$/.exec(named) ?? [];
    const path = ['expect', 'steps', named];
    if (!names.steps.has(id)) unknownKey(path, `${plan.name} has no step \`${id}\``, names.steps, id);
    else if (id !== named && !names.repeated.has(id))
      unknownKey(path, `\`${id}\` has no \`for_each\`, so it has no elements`, []);
  }
  return found;
}

/** A 202 is an answer of services. */
function neverAccepted(
  name: string,
  answers: NonNullable<WrittenWorld['services']>[string],
  root: SourceNode,
): readonly Diagnostic[] {
  return answers.flatMap(({ accepted }, i) => {
    if (accepted === undefined) return [];
    const path = ['services', name, i, 'accepted'];
    const message = `\`${name}\` is other Temporal code: it has no Location that could be asked`;
    return [diagnostic('stray-key', message, { path: printPath(path), span: entryAt(root, path)?.keySpan })];
  });
}

/** Only a definition hands over what would undo it. */
function undoneAlone(
  name: string,
  answers: NonNullable<WrittenWorld['children']>[string],
  root: SourceNode,
): readonly Diagnostic[] {
  return answers.flatMap(({ undo }, i) => {
    if (undo === undefined) return [];
    const path = ['children', name, i, 'undo'];
    const message = `\`${name}\` is other Temporal code: it is undone by the step's compensate_activity alone`;
    return [diagnostic('stray-key', message, { path: printPath(path), span: entryAt(root, path)?.keySpan })];
  });
}

/** Where a service says itself that its work goes on, no definition names the path. */
function asksALocation(name: string, services: ReadonlySet<string>): boolean {
  const at = name.indexOf('.GET /');
  return at > 0 && services.has(name.slice(0, at));
}

function undoneBySubWorkflows({ children = {} }: WrittenWorld): ReadonlySet<string> {
  const answers = Object.values(children).flat();
  return new Set(answers.flatMap(({ undo = [] }) => undo.map(({ service, method }) => `${service}.${method}`)));
}
