import { nearest, type Diagnostic } from '../../problems/index.ts';
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
    if (names.calls.has(name) || undoing.has(name) || asksALocation(name, names.services)) continue;
    unknownKey(['services', name], `${plan.name} never calls \`${name}\``, [...names.calls, ...undoing]);
  }
  for (const name of Object.keys(written.children ?? {})) {
    if (names.workflows.has(name)) continue;
    unknownKey(['children', name], `${plan.name} never calls the workflow \`${name}\``, names.workflows);
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

/** Where a service says itself that its work goes on, no definition names the path. */
function asksALocation(name: string, services: ReadonlySet<string>): boolean {
  const at = name.indexOf('.GET /');
  return at > 0 && services.has(name.slice(0, at));
}

function undoneBySubWorkflows({ children = {} }: WrittenWorld): ReadonlySet<string> {
  const answers = Object.values(children).flat();
  return new Set(answers.flatMap(({ undo = [] }) => undo.map(({ service, method }) => `${service}.${method}`)));
}
