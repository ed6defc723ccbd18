import { keywords } from '../../../expressions/index.ts';
import type { Diagnostic } from '../../../problems/index.ts';
import type { Vocabulary } from '../../definition/issues.ts';
import { printPath, type Path } from '../../definition/locate.ts';
import { suggesting } from '../../definition/suggest.ts';
import { entryOf, type SourceNode } from '../../read/index.ts';
import { actionKeys, actionTypes, configKeys, parameterKeys, workflowKeys, type ActionType } from './shape.ts';

/** Keys of a workflow as the API shows it, which are none of what an author writes. */
const givenByService: ReadonlySet<string> = new Set([
  'workflow_id',
  'version',
  'status',
  'created_by',
  'created_by_verified',
  'created_at',
  'updated_by',
  'updated_at',
  'deleted_by',
  'deleted_at',
]);

/** How the parts of a workflow of actions are named in messages. `typeAt` says what an action does, where that is told. */
export function actionsWords(typeAt: (index: number) => ActionType | null): Vocabulary {
  const typeOf = (path: Path): ActionType | null => typeAt(Number(path[1]));
  const isAction = (path: Path): boolean => path[0] === 'actions' && path.length === 2;
  const isConfig = (path: Path): boolean => path[0] === 'actions' && path.length > 2;
  const keysOf = (path: Path): readonly string[] => {
    if (path.length === 0) return workflowKeys;
    if (path[0] === 'parameters') return parameterKeys;
    if (isAction(path)) return actionKeys;
    const type = typeOf(path);
    return type === null ? [] : configKeys[type];
  };
  return {
    keysAt: keysOf,
    nameOf: (path, node) => {
      if (path.length === 0) return 'a workflow';
      if (path[0] === 'parameters') return named('parameter', 'name', node);
      if (isAction(path)) return named('action', 'action_id', node);
      const type = isConfig(path) ? typeOf(path) : null;
      return type === null ? '`config`' : `\`config\` of a ${type}`;
    },
    labelOf: (path) => `\`${printPath(path.length > 2 ? path.slice(2) : path)}\``,
    codeOf: (path) => {
      const key = path.at(-1);
      return key === 'action_id' ? 'invalid-id' : key === 'endpoint' ? 'invalid-endpoint' : undefined;
    },
    placeOf: (path, key) => {
      if (path.length === 0) return onlyOfActions.has(key) ? 'an action' : null;
      if (isAction(path)) return onlyOfConfig.has(key) ? '`config`' : null;
      if (!isConfig(path)) return null;
      if (onlyOfActions.has(key)) return 'the action';
      const other = actionTypes.find((type) => type !== typeOf(path) && configKeys[type].includes(key));
      return other === undefined ? null : `that of a ${other}`;
    },
    adviceOf: (path, key) =>
      path.length === 0 && givenByService.has(key) ? 'the service gives it; it is not written' : undefined,
  };
}

const onlyOfActions = new Set(actionKeys.filter((key) => !workflowKeys.includes(key)));
const onlyOfConfig = new Set(
  actionTypes.flatMap((type) => configKeys[type]).filter((key) => !actionKeys.includes(key)),
);

function named(what: string, key: string, node: SourceNode | undefined): string {
  const id = entryOf(node, key)?.value;
  if (id?.kind === 'scalar' && typeof id.value === 'string') return `${what} \`${id.value.slice(0, 64)}\``;
  return `${what === 'action' ? 'an' : 'a'} ${what}`;
}

/** What the checker says of steps and inputs, said of actions and parameters: the names in its code, and its own words. */
export function inAuthorsWords(found: Diagnostic, parameters: ReadonlySet<string>): Diagnostic {
  const { message, hint, ...rest } = found;
  if (found.code === 'step-not-literal') {
    const near = parameters.has('steps') ? 'parameters.steps' : null;
    return suggesting(found.code, '`steps` is no name here', near, found, 'write the action_id: fetch.response');
  }
  return {
    ...rest,
    message: inWords(message),
    ...(hint !== undefined && { hint: inWords(hint) }),
  };
}

/** What stands between backquotes is code, and in a hint it may stand bare; what stands between quotes is the author's. */
function inWords(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`]+/g, (part) => {
    if (part.startsWith('"')) return part;
    if (part.startsWith('`')) return `\`${inCode(part.slice(1, -1))}\``;
    return part.replace(quotedOrNot, (said) => (said.startsWith("'") ? said : inProse(inNames(said))));
  });
}

/** An apostrophe stands behind a letter, the quotes of a name behind a bracket. */
const quotedOrNot = /(?<![\w[])'(?:[^'\\]|\\.)*'|(?:[^']|(?<=[\w[])'|'(?=[^']*$))+/g;

/** What stands behind its first bracket is no literal but a name. One that was cut short has no end. */
const literal = /(\b(?:inputs|steps)\[)?(?:'(?:[^'\\]|\\.)*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$))/g;

function inCode(code: string): string {
  let said = '';
  let from = 0;
  for (const { index, 0: text, 1: bracket } of code.matchAll(literal)) {
    if (bracket !== undefined) continue;
    said += inNames(code.slice(from, index)) + text;
    from = index + text.length;
  }
  return said + inNames(code.slice(from));
}

/** Which mean something else where they stand alone. */
const notBare: ReadonlySet<string> = new Set([...keywords, 'steps']);

const names: readonly (readonly [RegExp, string | ((whole: string, name: string) => string)])[] = [
  [/(?<![\w.])inputs\.(\w+)/g, (_whole, name) => (notBare.has(name) ? `parameters.${name}` : name)],
  [/(?<![\w.])inputs\['([\w-]+)'\]/g, "parameters['$1']"],
  [/(?<![\w.])steps\.(\w+)\.result\b/g, '$1.response'],
  [/(?<![\w.])steps\.(\w+)/g, '$1'],
  [/(?<![\w.])steps\['([\w-]+)'\]\.result\b/g, "actions['$1'].response"],
  [/(?<![\w.])steps\['([\w-]+)'\]/g, "actions['$1']"],
  [/^timeout_ms$/g, 'timeout_seconds'],
  [/^when$/g, 'condition'],
];

function inNames(code: string): string {
  return names.reduce(
    (text, [ours, theirs]) => (typeof theirs === 'string' ? text.replace(ours, theirs) : text.replace(ours, theirs)),
    code,
  );
}

/** Not within code that stands bare. */
const prose: readonly (readonly [RegExp, string])[] = [
  [/\ba step\b/g, 'an action'],
  [/(?<![.[])\bsteps\b(?!\.\w|\[)/g, 'actions'],
  [/(?<![.[])\bstep\b(?!\.\w|\[)/g, 'action'],
  [/\bthe inputs\b/g, 'the parameters'],
  [/(?<![.[])\binputs\b(?!\.\w|\[)/g, 'parameters'],
  [/\ban input\b/g, 'a parameter'],
  [/(?<![.[])\binput\b(?!\.\w|\[)/g, 'parameter'],
];

function inProse(text: string): string {
  return prose.reduce((said, [ours, theirs]) => said.replace(ours, theirs), text);
}
