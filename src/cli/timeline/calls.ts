import { isList, isObject, type Json, type JsonObject, own } from '../../std/index.ts';

/** What each step does, by its id, as its definition says: `weather.get_conditions`. */
export type Calls = ReadonlyMap<string, string>;

export function callsOf(definition: JsonObject | null): Calls {
  const steps = own(definition, 'steps');
  if (!isList(steps)) return new Map();
  return new Map(
    steps.filter(isObject).flatMap((step): [string, string][] => {
      const id = textOf(own(step, 'id'));
      const call = callOf(step);
      return id === undefined || call === undefined ? [] : [[id, call]];
    }),
  );
}

function callOf(step: JsonObject): string | undefined {
  const text = (key: string): string | undefined => textOf(own(step, key));
  const service = text('service');
  if (service !== undefined)
    return `${service}.${text('method') ?? [text('verb'), text('endpoint')].filter(Boolean).join(' ')}`;
  const workflow = text('workflow');
  if (workflow !== undefined) return `workflow ${workflow}`;
  const queue = text('task_queue');
  if (queue !== undefined) return `${queue}/${text('activity') ?? text('workflow_type') ?? ''}`;
  const event = textOf(own(own(step, 'wait_for'), 'event'));
  if (event !== undefined) return `waits for ${event}`;
  const delay = own(step, 'delay_ms');
  if (delay !== undefined) return `waits ${textOf(delay) ?? ''} ms`;
  const until = text('until');
  return until === undefined ? undefined : `waits until ${until}`;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
