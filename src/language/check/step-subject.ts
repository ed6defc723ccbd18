import {
  anyType,
  nullable,
  numberType,
  type LocalName,
  type ScopeTypes,
  type Template,
  type Type,
} from '../../expressions/index.ts';
import type { Condition } from '../../plan/index.ts';
import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { readKind } from '../definition/kind-of.ts';
import { nodeAt, printPath, type Path } from '../definition/locate.ts';
import {
  actionKinds,
  pollKinds,
  stepKinds,
  successActionKinds,
  type ActionKind,
  type StepKind,
} from '../definition/step-kinds.ts';
import { partKeys } from '../definition/step-parts.ts';
import { stepKeys } from '../definition/vocabulary.ts';
import type { DraftStep } from '../definition/workflow.ts';
import { entryOf, itemOf, keysOf, valueOf, type Source, type SourceNode } from '../read/index.ts';
import { elementType, failureLocals, successLocals, undoLocals } from './scope-types.ts';
import { StepReader, type CheckedSite, type SiteScope } from './step-reader.ts';

/** A step as far as it could be read. */
export interface StepSubject {
  readonly index: number;
  readonly draft: DraftStep;
  readonly node: SourceNode | undefined;
  /** Null where its keys tell none, or more than one. */
  readonly kind: StepKind | null;
  readonly when: Condition | undefined;
  readonly forEach: Template | undefined;
  readonly parameters: Template | undefined;
  readonly compensateParameters: Template | undefined;
  readonly poll: { readonly parameters: Template | undefined; readonly until: Condition | undefined };
  readonly inputs: Template | undefined;
  readonly event: { readonly condition: Condition | undefined; readonly correlation: Template | undefined };
  readonly delay: Template | undefined;
  readonly until: Template | undefined;
  readonly onSuccess: readonly ActionSubject[];
  readonly onFailure: readonly ActionSubject[];
  readonly sites: readonly CheckedSite[];
}

export interface ActionSubject {
  readonly path: Path;
  readonly kind: ActionKind | null;
  readonly parameters: Template | undefined;
  readonly notify: Template | undefined;
}

const mayHoldExpressions = [
  'when',
  'for_each',
  'parameters',
  'compensate_parameters',
  'poll',
  'inputs',
  'wait_for',
  'delay_ms',
  'until',
  'on_success',
  'on_failure',
] as const satisfies readonly (keyof DraftStep)[];

/** Of ten thousand steps many hold none. */
function withoutExpressions(
  index: number,
  draft: DraftStep,
  node: SourceNode | undefined,
  kind: StepKind | null,
): StepSubject {
  return {
    index,
    draft,
    node,
    kind,
    when: undefined,
    forEach: undefined,
    parameters: undefined,
    compensateParameters: undefined,
    poll: NO_POLL,
    inputs: undefined,
    event: NO_EVENT,
    delay: undefined,
    until: undefined,
    onSuccess: NOTHING,
    onFailure: NOTHING,
    sites: NOTHING,
  };
}

const NO_POLL = { parameters: undefined, until: undefined };
const NO_EVENT = { condition: undefined, correlation: undefined };
const NOTHING: readonly never[] = [];

/** The kinds of steps with which nothing is wrong and in which no expression stands, by their keys: the reader gives all
 * steps of the same keys the same list of them. */
const plainKinds = new WeakMap<readonly string[], StepKind>();

/** Reads all places of a step that may hold expressions, each with what is in sight there. */
export function stepSubject(
  source: Source,
  root: SourceNode,
  draft: DraftStep,
  index: number,
  types: ScopeTypes,
  found: Diagnostic[],
): StepSubject {
  const steps = valueOf(root, 'steps');
  const node = steps?.kind === 'list' ? itemOf(steps, index) : undefined;
  const keys = node?.kind === 'map' ? keysOf(node) : NOTHING;
  const known = plainKinds.get(keys);
  if (known !== undefined) return withoutExpressions(index, draft, node, known);
  return readStep(source, root, draft, index, node, types, found);
}

/** Apart from the above, since every call of it makes room for what its functions share. */
// oxlint-disable-next-line max-params -- what is given to stepSubject, and the node
function readStep(
  source: Source,
  root: SourceNode,
  draft: DraftStep,
  index: number,
  node: SourceNode | undefined,
  types: ScopeTypes,
  found: Diagnostic[],
): StepSubject {
  const step: Path = ['steps', index];
  const keys = node?.kind === 'map' ? keysOf(node) : NOTHING;
  const id = valueOf(node, 'id');
  const name = id?.kind === 'scalar' && typeof id.value === 'string' ? `step \`${id.value}\`` : 'a step';
  const read = readKind(root, step, stepKinds, {
    name,
    apart: 'make two steps of it, the later one with `depends_on`',
    keys: stepKeys,
  });
  found.push(...read.diagnostics);
  if (mayHoldExpressions.every((key) => draft[key] === undefined)) {
    const isPlain = read.diagnostics.length === 0 && !mayHoldExpressions.some((key) => keys.includes(key));
    if (read.kind !== null && isPlain) plainKinds.set(keys, read.kind);
    return withoutExpressions(index, draft, node, read.kind);
  }
  const reader = new StepReader(source.text, root, found);
  const of = (key: keyof DraftStep, ...more: Path): Path => (draft[key] === undefined ? [] : [...step, key, ...more]);
  const seeing = (locals: Iterable<readonly [LocalName, Type]>): SiteScope => ({ types: withLocals(types, locals) });
  const reading = <Value>(path: Path, as: (path: Path) => Value): Value | undefined =>
    path.length === 0 ? undefined : as(path);

  const hasElements = entryOf(node, 'for_each') !== undefined;
  const whole: SiteScope = { types: hasElements ? { ...types, elements: 'before' } : types };
  const when = reading(of('when'), (path) => reader.condition(path, whole));
  const forEach = reading(of('for_each'), (path) => reader.list(path, whole));
  const element: readonly (readonly [LocalName, Type])[] = hasElements
    ? [
        ['item', elementType(forEach, types)],
        ['index', numberType],
      ]
    : [];
  const own = seeing(element);
  const asked = (): SiteScope => seeing([...element, ['response', anyType]]);
  const ended = (locals: Iterable<readonly [LocalName, Type]>): SiteScope => ({ ...seeing(locals), after: true });
  const endedAll = (locals: Iterable<readonly [LocalName, Type]>): SiteScope => {
    const scope = ended(locals);
    return hasElements ? { ...scope, types: { ...scope.types, elements: 'after' } } : scope;
  };

  // Other Temporal code gets its parameters from a history, where no secret may stand.
  const sent = (scope: SiteScope): SiteScope => (read.kind === 'foreign' ? scope : { ...scope, secrets: true });

  if (draft.poll !== undefined) {
    const pollWords = { name: '`poll`', apart: '', keys: partKeys.poll };
    found.push(...readKind(root, [...step, 'poll'], pollKinds, pollWords).diagnostics);
  }
  const subject = {
    index,
    draft,
    node,
    kind: read.kind,
    when,
    forEach,
    parameters: reading(of('parameters'), (path) => reader.body(path, sent(own))),
    compensateParameters: reading(of('compensate_parameters'), (path) =>
      reader.body(path, sent(ended([...element, ...undoLocals]))),
    ),
    poll: {
      parameters: reading(of('poll', 'parameters'), (path) => reader.body(path, sent(asked()))),
      until: reading(of('poll', 'until'), (path) => reader.condition(path, asked())),
    },
    inputs: reading(of('inputs'), (path) => reader.body(path, own)),
    event: {
      condition: reading(of('wait_for', 'condition'), (path) =>
        reader.condition(path, seeing([...element, ['value', anyType]])),
      ),
      correlation: reading(of('wait_for', 'correlation'), (path) => reader.value(path, own)),
    },
    delay: reading(of('delay_ms'), (path) => reader.duration(path, own)),
    until: reading(of('until'), (path) => reader.time(path, own)),
    onSuccess: reading(of('on_success'), (path) =>
      actionsAt(
        root,
        path,
        reader,
        endedAll(successLocals(nullable(types.steps.get(draft.id ?? '') ?? anyType))),
        found,
      ),
    ),
    onFailure: reading(of('on_failure'), (path) => actionsAt(root, path, reader, endedAll(failureLocals), found)),
  };
  if (draft.on_failure !== undefined) found.push(...misplacedUndo(root, step, read.kind));
  return {
    ...subject,
    onSuccess: subject.onSuccess ?? [],
    onFailure: subject.onFailure ?? [],
    sites: reader.sites,
  };
}

function withLocals(types: ScopeTypes, locals: Iterable<readonly [LocalName, Type]>): ScopeTypes {
  const all = new Map(locals);
  return all.size === 0 ? types : { ...types, locals: all };
}

/** One action, or a list of them. */
function actionsAt(
  root: SourceNode,
  path: Path,
  reader: StepReader,
  scope: SiteScope,
  found: Diagnostic[],
): readonly ActionSubject[] {
  const kinds = path.at(-1) === 'on_success' ? successActionKinds : actionKinds;
  return actionPaths(root, path).map((each) => {
    const { kind, diagnostics } = readKind<ActionKind>(root, each, kinds, {
      name: 'an action',
      apart: 'write two actions, in a list',
      keys: partKeys[path.at(-1) === 'on_success' ? 'on_success' : 'on_failure'],
    });
    found.push(...diagnostics);
    return {
      path: each,
      kind,
      parameters: reader.body([...each, 'parameters'], { ...scope, secrets: true }),
      notify: reader.value([...each, 'notify'], scope),
    };
  });
}

function actionPaths(root: SourceNode, path: Path): readonly Path[] {
  const node = nodeAt(root, path);
  return node?.kind === 'list' ? node.items.map((_, i) => [...path, i]) : [path];
}

/** `compensate` takes the turn of a call that failed; anywhere else it would undo nothing. */
function misplacedUndo(root: SourceNode, step: Path, kind: StepKind | null): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  let undone = 0;
  for (const path of actionPaths(root, [...step, 'on_failure'])) {
    const entry = entryOf(nodeAt(root, path), 'compensate');
    if (entry === undefined) continue;
    const at = { path: printPath([...path, 'compensate']), span: entry.keySpan };
    if (kind !== null && kind !== 'call') {
      const message = `\`compensate\` has no place in ${stepKinds[kind].what}; it belongs to ${stepKinds.call.what}`;
      found.push(diagnostic('unknown-key', message, at));
    } else if (undone++ > 0) {
      found.push(diagnostic('conflicting-keys', 'a step is undone by one `compensate`, not by two', at));
    }
  }
  return found;
}
