import type { Span } from '../../../problems/index.ts';
import type { Path } from '../../definition/locate.ts';
import {
  entryOf,
  insteadOf,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
  type SourceScalar,
} from '../../read/index.ts';
import { notificationsService } from '../../operations/index.ts';
import { entry, headOf, listOf, made, mapOf, renamed } from '../tree.ts';
import { actionsLimits } from './limits.ts';
import { secretsIn, translated, type Names } from './references.ts';
import { parameterTypes, type ActionType } from './shape.ts';

/** What has been said of a text's shape: what is wrong is left out or stood in for. */
export interface Shaped {
  readonly root: SourceMap;
  readonly isRight: (...path: Path) => boolean;
  readonly typeAt: (index: number) => ActionType | null;
}

const NOTIFICATIONS = { service: notificationsService, method: 'send' } as const;

/** The definition that a workflow of actions comes to: parameters are inputs, and each action is a step. */
export function definitionOf(shaped: Shaped, name: string, names: Omit<Names, 'parameters' | 'actions'>): SourceMap {
  const { root } = shaped;
  const at = headOf(root);
  const title = entryOf(root, 'name')?.value ?? root;
  const inputs = inputsOf(shaped);
  const ids = idsOf(shaped);
  const all: Names = {
    ...names,
    parameters: new Set(inputs.map(({ key }) => key)),
    actions: new Set(ids.map(({ value }) => String(value))),
  };
  const actions = itemsOf(root, 'actions');
  const steps = actions.map((action, i) => stepOf(shaped, action, i, ids[i] ?? made('', at), all));
  return mapOf(root.span, [
    entry('name', entryOf(root, 'name')?.keySpan ?? at, made(name, title.kind === 'scalar' ? title.span : at)),
    kept(shaped, ['description']),
    ...(inputs.length === 0
      ? []
      : [
          entry('inputs', entryOf(root, 'parameters')?.keySpan ?? at, mapOf(at, inputs)),
          entry('additional_inputs', at, made(true, at)),
        ]),
    inMilliseconds(shaped, ['timeout_seconds'], 'timeout_ms'),
    entry('steps', entryOf(root, 'actions')?.keySpan ?? at, listOf(at, steps)),
  ]);
}

export function itemsOf(root: SourceNode, key: string): readonly SourceNode[] {
  const node = entryOf(root, key)?.value;
  return node?.kind === 'list' ? node.items : [];
}

export function textOf(node: SourceNode | undefined, key: string): SourceScalar | null {
  const written = entryOf(node, key)?.value;
  return written?.kind === 'scalar' && typeof written.value === 'string' ? written : null;
}

/** The author's entry, where nothing is wrong with it, under our key. */
function kept({ root, isRight }: Shaped, path: Path, ours = String(path.at(-1))): SourceEntry | null {
  if (!isRight(...path)) return null;
  let node: SourceNode | undefined = root;
  for (const part of path.slice(0, -1)) node = childOf(node, part);
  return renamed(ours, entryOf(node, String(path.at(-1))));
}

function childOf(node: SourceNode | undefined, part: string | number): SourceNode | undefined {
  return node?.kind === 'list' ? node.items[Number(part)] : entryOf(node, String(part))?.value;
}

function inMilliseconds(shaped: Shaped, path: Path, ours: string): SourceEntry | null {
  const written = kept(shaped, path, ours);
  if (written?.value.kind !== 'scalar' || typeof written.value.value !== 'number') return null;
  return { ...written, value: made(Math.round(written.value.value * 1000), written.value.span) };
}

/** Each name once, and whatever is wrong with a parameter, it is one. */
function inputsOf(shaped: Shaped): readonly SourceEntry[] {
  const found = new Map<string, SourceEntry>();
  for (const [i, parameter] of itemsOf(shaped.root, 'parameters').entries()) {
    const name = textOf(parameter, 'name');
    if (name === null || found.has(String(name.value))) continue;
    if (!shaped.isRight('parameters', i, 'name')) continue;
    found.set(String(name.value), entry(String(name.value), name.span, inputOf(shaped, parameter, i)));
  }
  return [...found.values()];
}

function inputOf(shaped: Shaped, parameter: SourceNode, i: number): SourceMap {
  const at = headOf(parameter);
  const type = kept(shaped, ['parameters', i, 'type']);
  const named = type?.value.kind === 'scalar' ? String(type.value.value) : 'any';
  const ours = parameterTypes[named as keyof typeof parameterTypes];
  const fallback = kept(shaped, ['parameters', i, 'default']);
  const isNothing = fallback?.value.kind === 'scalar' && fallback.value.value === null;
  return mapOf(parameter.span, [
    type === null ? entry('type', at, made('any', at)) : { ...type, value: insteadOf(type.value, ours) },
    kept(shaped, ['parameters', i, 'description']),
    kept(shaped, ['parameters', i, 'required']),
    isNothing ? null : fallback,
    ...['enum', 'minimum', 'maximum'].map((key) => kept(shaped, ['parameters', i, key])),
  ]);
}

/** The action_ids, each once; others stand in where they are missing or taken. */
function idsOf({ root }: Shaped): readonly SourceScalar[] {
  const taken = new Set<string>();
  return itemsOf(root, 'actions').map((action, i) => {
    const id = textOf(action, 'action_id') ?? textOf(action, 'id');
    if (id !== null && !taken.has(String(id.value))) {
      taken.add(String(id.value));
      return id;
    }
    return made(`__action_${i + 1}`, headOf(id ?? action));
  });
}

// oxlint-disable-next-line max-params -- what is known of all actions comes with each
function stepOf(shaped: Shaped, action: SourceNode, i: number, id: SourceScalar, names: Names): SourceMap {
  const at = headOf(action);
  const own: Path = ['actions', i];
  const condition = kept(shaped, [...own, 'condition'], 'when');
  return mapOf(action.span, [
    entry('id', entryOf(action, 'action_id')?.keySpan ?? at, id),
    kept(shaped, [...own, 'name'], 'display'),
    kept(shaped, [...own, 'description']),
    ...(shaped.typeAt(i) === 'notification' ? notified(shaped, own, at, names) : called(shaped, own, at, names)),
    kept(shaped, [...own, 'depends_on']),
    condition === null ? null : { ...condition, value: translated(condition.value, [...own, 'condition'], names) },
    inMilliseconds(shaped, [...own, 'timeout_seconds'], 'timeout_ms'),
    kept(shaped, [...own, 'retry_count']),
    inMilliseconds(shaped, [...own, 'retry_delay_seconds'], 'retry_delay_ms'),
    kept(shaped, [...own, 'continue_on_failure']),
  ]);
}

function called(shaped: Shaped, own: Path, at: Span, names: Names): readonly (SourceEntry | null)[] {
  const config: Path = [...own, 'config'];
  const parameters = kept(shaped, [...config, 'parameters']);
  return [
    kept(shaped, [...config, 'service']) ?? entry('service', at, made('service', at)),
    kept(shaped, [...config, 'endpoint']) ?? entry('endpoint', at, made('/', at)),
    kept(shaped, [...config, 'method'], 'verb'),
    parameters === null
      ? null
      : { ...parameters, value: translated(parameters.value, [...config, 'parameters'], names) },
  ];
}

/** One call for each channel: the one that is away is asked again, and the others are not told twice. */
function notified(shaped: Shaped, own: Path, at: Span, names: Names): readonly (SourceEntry | null)[] {
  const config: Path = [...own, 'config'];
  const message = kept(shaped, [...config, 'message']);
  const channels = kept(shaped, [...config, 'channels'], 'for_each');
  if (message !== null) secretsIn(message.value, [...config, 'message'], names);
  const told = channels?.value.kind === 'list' ? channels.value.items : [];
  const leaves = told.some((each) => each.kind === 'scalar' && each.value !== 'log');
  const isSaid = entryOf(childOf(entryOf(shaped.root, 'actions')?.value, Number(own[1])), 'retry_count') !== undefined;
  return [
    entry('service', at, made(NOTIFICATIONS.service, at)),
    entry('method', at, made(NOTIFICATIONS.method, at)),
    entry(
      'parameters',
      at,
      mapOf(at, [
        entry('channel', at, made('{{item}}', at)),
        message === null
          ? entry('message', at, made('', at))
          : { ...message, value: translated(message.value, [...config, 'message'], names) },
      ]),
    ),
    channels ?? entry('for_each', at, listOf(at, [made('log', at)])),
    ...(leaves && !isSaid
      ? [entry('retry_count', at, made(actionsLimits.notificationRetries, at)), entry('retry_backoff', at, made(2, at))]
      : []),
  ];
}
