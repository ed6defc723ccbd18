import type { Json, JsonObject } from '../../../src/std/index.ts';

/** A random workflow of actions, with parameters for it, and what becomes of it as told by the plainest of means: one action
 * after the other, templates by a regular expression. */
export interface RandomActions {
  readonly document: JsonObject;
  readonly parameters: JsonObject;
  /** What each action is answered; null where it fails. */
  readonly answers: ReadonlyMap<string, Json>;
  readonly expected: {
    /** By action, and by channel of a notification: what is sent. */
    readonly sent: ReadonlyMap<string, Json>;
    readonly statuses: ReadonlyMap<string, string>;
  };
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Known {
  readonly response: Json;
  readonly status: string;
}

const values: JsonObject = {
  text: 'été',
  count: 3,
  flag: true,
  off: false,
  list: [1, 'two', null],
  nested: { a: { b: 7 } },
};
const types: Readonly<Record<string, string>> = {
  text: 'string',
  count: 'integer',
  flag: 'boolean',
  off: 'boolean',
  list: 'list',
  nested: 'object',
};

export function randomActions(seed: number): RandomActions {
  const next = randomNumbers(seed);
  const pick = <Each>(all: readonly Each[]): Each => all[Math.floor(next() * all.length)] as Each;
  const count = 1 + Math.floor(next() * 7);
  const ids = Array.from({ length: count }, (_, i) => `act_${i}`);
  const known = new Map<string, Known>();
  const answers = new Map<string, Json>();
  const sent = new Map<string, Json>();
  const statuses = new Map<string, string>();
  const names = Object.keys(values);

  const reference = (before: readonly string[]): string => {
    if (before.length === 0 || next() < 0.4) return pick([...names, ...names.map((name) => `parameters.${name}`)]);
    const id = pick(before);
    return pick([
      `${id}.response`,
      `${id}.response.n`,
      `${id}.response.deep.er`,
      `${id}.status`,
      `actions['${id}'].response.n`,
    ]);
  };
  const text = (before: readonly string[]): string => {
    if (next() < 0.2) return 'plain';
    const one = (): string => `{{${pick(['', ' '])}${reference(before)}${pick(['', ' '])}}}`;
    return next() < 0.5 ? one() : `a ${one()} b${next() < 0.5 ? one() : ''}`;
  };

  const actions = ids.map((id, i): JsonObject => {
    const before = ids.slice(0, i);
    const isNotification = next() < 0.3;
    const channels = next() < 0.5 ? undefined : ['log', 'webhook'].slice(0, 1 + Math.floor(next() * 2));
    const config: JsonObject = isNotification
      ? { message: text(before), ...(channels !== undefined && { channels }) }
      : {
          service: pick(['one', 'two']),
          endpoint: pick(['/a', '/b/c']),
          ...(next() < 0.7 && { method: pick(['GET', 'POST', 'PUT']) }),
          parameters: { x: text(before), inner: { list: [text(before), 1] } },
        };
    const conditioned =
      next() < 0.4 ? pick(['flag', 'off', ...before.map((each) => `${each}.status == 'completed'`)]) : null;
    const fails = !isNotification && next() < 0.2;
    const answer: Json = { n: i, deep: { er: [id] } };
    answers.set(id, fails ? null : answer);
    const scope = (of: string): Json => lookUp(of, known);
    const isSkipped =
      conditioned !== null &&
      scope(conditioned.split(' ')[0] ?? '') !== (conditioned.includes('==') ? 'completed' : true);
    if (isSkipped) {
      statuses.set(id, 'SKIPPED');
      known.set(id, { response: null, status: 'skipped' });
    } else {
      statuses.set(id, fails ? 'FAILED' : 'COMPLETED');
      if (isNotification) {
        const told = channels ?? ['log'];
        const message = render(config['message'] ?? null, scope);
        for (const [at, channel] of told.entries()) sent.set(`${id}[${at}]`, { channel, message });
        known.set(id, { response: told.map(() => answer), status: 'completed' });
      } else {
        sent.set(id, render(config['parameters'] ?? null, scope));
        known.set(id, fails ? { response: null, status: 'failed' } : { response: answer, status: 'completed' });
      }
    }
    return {
      action_id: id,
      action_type: isNotification ? 'notification' : 'service_call',
      config,
      ...(next() < 0.3 && before.length > 0 && { depends_on: [pick(before)] }),
      ...(conditioned !== null && { condition: `{{ ${conditioned} }}` }),
      ...(fails && { continue_on_failure: true }),
    };
  });
  const document = {
    name: `Random ${seed}`,
    parameters: names.map((name) => ({ name, type: types[name] ?? 'any', required: true })),
    // In any order of writing: what they read decides when they run.
    actions: next() < 0.5 ? actions : actions.toReversed(),
  };
  return { document, parameters: values, answers, expected: { sent, statuses } };
}

function lookUp(of: string, known: ReadonlyMap<string, Known>): Json {
  const [first = '', ...rest] = of
    .replace(/^parameters\./, '')
    .replace(/^actions\['(\w+)'\]/, '$1')
    .split('.');
  let value: Json = known.has(first) ? ({ ...known.get(first) } as JsonObject) : (values[first] ?? null);
  for (const name of rest)
    value = typeof value === 'object' && value !== null ? ((value as JsonObject)[name] ?? null) : null;
  return value;
}

function render(value: Json, scope: (of: string) => Json): Json {
  if (Array.isArray(value)) return value.map((each) => render(each as Json, scope));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, render(each as Json, scope)]));
  if (typeof value !== 'string') return value;
  const whole = /^\{\{([^{}]+)\}\}$/.exec(value);
  if (whole?.[1] !== undefined) return scope(whole[1].trim());
  return value.replace(/\{\{([^{}]+)\}\}/g, (_, of: string) => {
    const found = scope(of.trim());
    return found === null ? '' : typeof found === 'object' ? JSON.stringify(found) : String(found);
  });
}
