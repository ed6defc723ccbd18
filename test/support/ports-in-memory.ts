import { createEventReplay } from '../../src/event-sinks/index.ts';
import type { CloudEvent, EventText } from '../../src/events/index.ts';
import type { Ports } from '../../src/api/index.ts';
import { takenName } from '../../src/catalog/taken-name.ts';
import { createWorkflows, type Creation, type Creations } from '../../src/catalog/index.ts';
import type { CatalogRecord, Removed, TextOptions } from '../../src/catalog/catalog.ts';
import type { ExecutionView } from '../../src/executions/execution-view.ts';
import { createPreparedWorkflows, type Explanation } from '../../src/executions/index.ts';
import { cursorOf, newestFirst, type Position, readCursor } from '../../src/executions/list-cursor.ts';
import type { ExecutionFilter, ListedExecution } from '../../src/executions/listing.ts';
import type { EventToSend, ExecutionStatistics, HeldWord, StartRequest } from '../../src/executions/executions.ts';
import { prepare } from '../../src/language/index.ts';
import { createPreparing } from '../../src/preparing/index.ts';
import { diagnostic, type Diagnostic, Refusal } from '../../src/problems/index.ts';
import type { ServiceRecord } from '../../src/services/service-registry.ts';
import { schedulesInMemory } from './schedules-in-memory.ts';
import { swarmsInMemory } from './swarms-in-memory.ts';
import { type TasksInMemory, tasksInMemory } from './tasks-in-memory.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../src/std/index.ts';

/** The ports, kept in memory: records behave as the contract says, executions stand still until a test moves them. */
export interface PortsInMemory extends Ports {
  /** Every text that was to be registered, to the letter. */
  readonly registered: { readonly text: string; readonly format: 'yaml' | 'json' }[];
  readonly started: StartRequest[];
  /** Those that a retry was started of. */
  readonly retried: string[];
  readonly cancelled: { readonly executionId: string; readonly reason?: string }[];
  /** Pauses, resumes, decisions and events, in order. */
  readonly told: { readonly executionId: string; readonly what: 'pause' | 'resume' | HeldWord | EventToSend }[];
  /** Events that were sent again, to the one sink that there is: `log`. */
  readonly replayed: EventText[];
  /** What has become of an execution. */
  readonly become: (executionId: string, events: readonly CloudEvent[]) => void;
  /** Why an execution stands as it does. */
  readonly explainedBy: (explanation: Explanation) => void;
  /** Replaces how an execution stands. */
  readonly show: (view: ExecutionView) => void;
  /** Of bots: leases run out meanwhile. */
  readonly passTime: (ms: number) => void;
  readonly tasks: TasksInMemory;
  /** From now on every call of a port throws this. */
  readonly fail: (error: Error | null) => void;
}

export const T0 = Date.UTC(2025, 0, 15, 6, 30);

/** Which keys have created what. */
export function creationsInMemory(): Creations {
  const noted = new Map<string, Creation>();
  return {
    find: async (key) => noted.get(key) ?? null,
    note: async (key, creation) => {
      const there = noted.get(key) ?? creation;
      noted.set(key, there);
      return there;
    },
  };
}

export function portsInMemory(): PortsInMemory {
  const records: CatalogRecord[] = [];
  const prepared = createPreparedWorkflows();
  const removals = new Map<string, Removed>();
  const services = new Map<string, ServiceRecord>();
  const views = new Map<string, ExecutionView>();
  const byKey = new Map<string, { readonly request: string; readonly executionId: string }>();
  const registered: PortsInMemory['registered'] = [];
  const started: StartRequest[] = [];
  const cancelled: PortsInMemory['cancelled'] = [];
  const retried: string[] = [];
  const told: PortsInMemory['told'] = [];
  const replayed: EventText[] = [];
  const events = new Map<string, readonly CloudEvent[]>();
  const explanations = new Map<string, Explanation>();
  const preparing = createPreparing();
  let failing: Error | null = null;
  const up = (): void => {
    if (failing !== null) throw failing;
  };
  const find = (name: string, version?: string): CatalogRecord | null =>
    records.findLast((each) => each.name === name && (version === undefined || each.version === version)) ?? null;

  const tell = async (executionId: string, what: PortsInMemory['told'][number]['what']): Promise<void> => {
    up();
    const view = views.get(executionId);
    if (view === undefined) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
    if (view.completedAt !== undefined) throw new Refusal('execution-ended', `${executionId} has ended`);
    told.push({ executionId, what });
  };

  const creations = creationsInMemory();
  const catalog: Ports['catalog'] = {
    waitingFor: async () => [...new Set(records.map(({ name }) => name))],
    check: async (text, format, options) => {
      up();
      const checked = await preparing.forCheck(text, { format, ...options });
      return checked.kind === 'refused' ? checked : { ...checked, registration: 'new' };
    },
    register: async (text, format, { version: given, about, accepted, ...options } = {}) => {
      up();
      registered.push({ text, format });
      const other = inOtherNotation(text, format, options);
      const { notation, definition, diagnostics } = other ?? {
        notation: 'definition',
        definition: definitionIn(text),
        diagnostics: [],
      };
      const name = textOf(definition['name']) ?? 'nameless';
      const named = { name, notation, ...(about !== undefined && { about }) };
      const refusal = takenName(named, find(name), removals.get(name) ?? null);
      if (refusal !== null) throw refusal;
      const version =
        textOf(definition['version']) ?? given ?? String(records.filter((each) => each.name === name).length + 1);
      const digest = canonicalJson(definition);
      await accepted?.(diagnostics);
      const known = find(name, version);
      if (known !== null && known.digest !== digest) {
        throw new Refusal('version-conflict', `${name} ${version} is on record with other content`);
      }
      const kept = 'version' in definition ? { ...definition, version } : definition;
      if (known === null) {
        const record = { name, version, notation, definition: kept, text, format, digest, registeredAt: T0 };
        records.push({ ...record, ...(about !== undefined && { about }) });
      }
      return { name, version, unchanged: known !== null, diagnostics };
    },
    find: async (name, version) => {
      up();
      return find(name, version);
    },
    glance: async (name) => {
      up();
      return find(name);
    },
    list: async () => {
      up();
      const names = [...new Set(records.map((each) => each.name))].toSorted();
      return names.filter((name) => !removals.has(name)).flatMap((name) => find(name) ?? []);
    },
    newest: async () => {
      up();
      const names = [...new Set(records.map((each) => each.name))].toSorted();
      return names.flatMap((name) => find(name) ?? []);
    },
    remove: async (name, by) => {
      up();
      const isNew = !removals.has(name);
      if (isNew) removals.set(name, { by, at: T0 });
      return isNew;
    },
    removal: async (name) => {
      up();
      return removals.get(name) ?? null;
    },
    removals: async () => {
      up();
      return removals;
    },
  };

  const registry: Ports['services'] = {
    register: async ({ name, baseUrls }) => {
      up();
      const service: ServiceRecord = { name, baseUrls, registeredAt: T0, origin: 'registered' };
      services.set(name, service);
      return service;
    },
    find: async (name) => services.get(name) ?? null,
    list: async () => [...services.values()],
  };

  return {
    registered,
    started,
    cancelled,
    retried,
    told,
    replayed,
    become: (executionId, those) => void events.set(executionId, those),
    events: createEventReplay({
      all: [
        {
          name: 'log',
          batch: 10,
          lanes: 1,
          send: async (batch) => {
            replayed.push(...batch);
            return { kind: 'sent' };
          },
          close: async () => undefined,
        },
      ],
      redis: null,
    }),
    explainedBy: (explanation) => void explanations.set(explanation.executionId, explanation),
    show: (view) => void views.set(view.executionId, view),
    fail: (error) => void (failing = error),
    system: {
      about: () => ({ version: '0.1.0', node: 'v22.0.0', namespace: 'default', startedAt: T0 }),
      health: async () => ({
        checkedAt: T0,
        temporalAddress: '127.0.0.1:7233',
        temporal:
          failing === null
            ? {
                serverVersion: '1.29.1',
                namespace: 'default',
                taskQueue: 'baton',
                workflowPollers: 1,
                activityPollers: 1,
                answeredInMs: 3,
              }
            : null,
        redis: 'not_configured',
      }),
      configuration: () => ({
        files: ['config/orchestrator.yaml'],
        settings: [
          { name: 'PORT', value: '5080', origin: 'environment' },
          {
            name: 'REDIS_HOST',
            value: 'redis',
            origin: 'file',
            key: 'redis.host',
            place: 'config/orchestrator.yaml:7:3',
          },
          { name: 'BATON_EVENTS_WEBHOOK_SECRET', value: '***', origin: 'environment' },
          { name: 'LOG', value: 'short', origin: 'default' },
          { name: 'BATON_GRACE_MS', value: null, origin: 'default', otherwise: '20000 worker, 9000 API' },
        ],
        notes: [
          "config/orchestrator.yaml:4:3: services.prot is no setting of Baton's; did you mean services.port?",
          'ORCHESTRATOR_METRICS_ENABLED has no effect: this release has no `/metrics`.',
        ],
      }),
    },
    ready: async () => ({ ready: failing === null, temporal: failing === null ? 'connected' : 'unreachable' }),
    catalog,
    workflows: createWorkflows(catalog, creations),
    templates: templatesInMemory,
    ...swarmsInMemory({ begin: T0, up }),
    schedules: schedulesInMemory({ now: T0, up, isRegistered: (name) => find(name) !== null }),
    services: registry,
    tasks: tasksInMemory({ now: T0, up, catalog, services: registry }),
    executions: {
      start: async (request) => {
        up();
        if (!/^[A-Za-z0-9._-]{1,128}$/.test(request.executionId ?? 'made-up')) {
          throw new Refusal(
            'invalid-execution-id',
            'an execution id is 1 to 128 letters, digits, dots, hyphens and underscores',
          );
        }
        const record = find(request.workflowName, request.version);
        if (record === null || removals.has(request.workflowName))
          throw new Refusal('workflow-not-found', `there is no workflow \`${request.workflowName}\``);
        const { idempotencyKey = '' } = request;
        const known = byKey.get(idempotencyKey);
        if (known !== undefined && known.request !== JSON.stringify(request)) {
          throw new Refusal('idempotency-key-reused', 'the same key came with another request');
        }
        const refusal = known === undefined ? (request.refuse?.(record) ?? null) : null;
        if (refusal !== null) throw refusal;
        const executionId = known?.executionId ?? request.executionId ?? `exec_${started.length + 1}`;
        const { name: workflowName, version } = record;
        if (known !== undefined) return { executionId, workflowName, version, isNew: false };
        // Others take what comes here: many tests register what no checker would let pass.
        if (record.notation === 'sequence') await prepared.inputOf(record, request.inputs);
        if (views.has(executionId)) throw new Refusal('execution-exists', `${executionId} is taken`);
        if (idempotencyKey !== '') byKey.set(idempotencyKey, { request: JSON.stringify(request), executionId });
        started.push(request);
        const { inputs } = request;
        views.set(executionId, {
          executionId,
          workflowName,
          version,
          status: 'PENDING',
          phase: 'running',
          inputs,
          steps: stepsOf(record),
          startedAt: T0,
        });
        return { executionId, workflowName, version, isNew: true };
      },
      list: async ({ filter, limit, cursor, among }) => {
        up();
        const after = cursor === undefined ? null : readCursor(cursor, filter);
        const fitting = [...views.values()]
          .filter((view) => isOfFilter(view, filter) && (among?.has(view.workflowName) ?? true))
          .toSorted((a, b) => newestFirst(positionOf(a), positionOf(b)))
          .filter((view) => after === null || newestFirst(after, positionOf(view)) < 0);
        const last = fitting[limit - 1];
        return {
          executions: fitting.slice(0, limit).map(listed),
          nextCursor: last === undefined || fitting.length <= limit ? null : cursorOf(positionOf(last), filter),
        };
      },
      count: async (filter) => {
        up();
        return [...views.values()].filter((view) => isOfFilter(view, filter)).length;
      },
      statistics: async () => {
        up();
        return statisticsOf([...views.values()]);
      },
      describe: async (executionId) => {
        up();
        return views.get(executionId) ?? null;
      },
      glance: async (executionId) => {
        up();
        return views.get(executionId) ?? null;
      },
      awaitEnd: async (executionId) => {
        up();
        return views.get(executionId)?.phase === 'ended';
      },
      explain: async ({ executionId }) => {
        up();
        const found = explanations.get(executionId);
        if (found === undefined) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
        return found;
      },
      decide: async (executionId, word) => {
        const view = views.get(executionId);
        if (view !== undefined && view.phase !== 'held' && view.completedAt === undefined) {
          throw new Refusal('not-held', `${executionId} is not held; there is nothing to decide`);
        }
        await tell(executionId, word);
      },
      retry: async (executionId) => {
        up();
        const view = views.get(executionId);
        if (view === undefined) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
        if (view.status === 'COMPLETED')
          throw new Refusal('not-retryable', `${executionId} has completed; there is nothing to retry`);
        if (view.phase === 'held') return { executionId, carried: [], isNew: false };
        retried.push(executionId);
        const carried = view.steps.flatMap(({ id, status }) => (status === 'COMPLETED' ? [id] : []));
        return { executionId: `${executionId}~retry1`, carried, isNew: true };
      },
      cancel: async (executionId, reason) => {
        up();
        const view = views.get(executionId);
        if (view === undefined) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
        if (view.completedAt !== undefined) throw new Refusal('execution-ended', `${executionId} has ended`);
        cancelled.push({ executionId, ...(reason !== undefined && { reason }) });
        return 'asked';
      },
      pause: async (executionId) => await tell(executionId, 'pause'),
      resume: async (executionId) => await tell(executionId, 'resume'),
      follow: async (executionId, { after, hasHeardEnd, left }) => {
        up();
        if (!views.has(executionId) && !events.has(executionId)) {
          throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
        }
        if (hasHeardEnd === true && views.get(executionId)?.phase === 'ended') return null;
        return (async function* () {
          for (const event of events.get(executionId) ?? []) {
            if (Number(event.sequence) > after) yield { kind: 'event', event } as const;
          }
          const status = views.get(executionId)?.status;
          if (status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED') {
            yield { kind: 'ended', status } as const;
            return;
          }
          await new Promise((resolve) => left.addEventListener('abort', resolve, { once: true }));
        })();
      },
      followAll: ({ left }) =>
        (async function* () {
          for (const [id, those] of events) {
            for (const event of those) {
              if (event.type.startsWith('workflow.')) {
                yield { kind: 'event', id: event.id, workflowName: views.get(id)?.workflowName ?? '', event } as const;
              }
            }
          }
          await new Promise((resolve) => left.addEventListener('abort', resolve, { once: true }));
        })(),
      events: async (executionId) => {
        up();
        const found = events.get(executionId);
        if (found !== undefined) return found;
        if (views.has(executionId)) return [];
        throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
      },
      sendEvent: async (executionId, event) => await tell(executionId, event),
      broadcast: async (event) => {
        up();
        const running = [...views.values()].filter(({ completedAt }) => completedAt === undefined);
        for (const { executionId } of running) await tell(executionId, event);
        return { id: event.id ?? 'evt_1', sent: running.length, full: 0, next: null };
      },
    },
  };
}

const documentAnalysis = {
  name: 'Document Quality Analysis',
  description: 'Analyze document for quality and insights',
  parameters: [{ name: 'document_url', type: 'string', required: true }],
  actions: [
    {
      action_id: 'fetch_doc',
      action_type: 'service_call',
      name: 'Fetch Document',
      config: {
        service: 'source_agent',
        endpoint: '/fetch',
        method: 'POST',
        parameters: { url: '{{document_url}}' },
      },
    },
  ],
};
const template = {
  name: 'document_analysis',
  text: JSON.stringify(documentAnalysis),
  format: 'json',
  content: documentAnalysis,
} as const;
const templatesInMemory: Ports['templates'] = {
  list: async () => [template],
  read: async (name) => (name === template.name ? template : null),
};

function statisticsOf(views: readonly ExecutionView[]): ExecutionStatistics {
  const of = (...statuses: readonly string[]): number => views.filter(({ status }) => statuses.includes(status)).length;
  const [COMPLETED, FAILED, CANCELLED] = [of('COMPLETED'), of('FAILED'), of('CANCELLED')];
  const ended = COMPLETED + FAILED + CANCELLED;
  const durations = views.flatMap(({ status, startedAt, completedAt = startedAt }) =>
    status === 'COMPLETED' ? [completedAt - startedAt] : [],
  );
  const sum = durations.reduce((total, each) => total + each, 0);
  return {
    total: views.length,
    byStatus: { RUNNING: of('PENDING', 'RUNNING'), PAUSED: of('PAUSED'), COMPLETED, FAILED, CANCELLED },
    successRate: ended === 0 ? null : COMPLETED / ended,
    averageDurationMs: durations.length === 0 ? null : sum / durations.length,
  };
}

function positionOf({ startedAt, executionId }: ExecutionView): Position {
  return { began: new Date(startedAt).toISOString().replace('Z', '000Z'), runId: executionId.replaceAll('_', '-') };
}

function listed(view: ExecutionView): ListedExecution {
  const { executionId, workflowName, version, status, phase, outcome, startedAt, completedAt } = view;
  return {
    executionId,
    workflowName,
    version,
    status,
    ...(phase !== 'running' && phase !== 'ended' && { phase }),
    ...(outcome !== undefined && { outcome }),
    startedAt,
    ...(completedAt !== undefined && { completedAt }),
  };
}

/** There are no parents and no schedules here. */
function isOfFilter(view: ExecutionView, filter: ExecutionFilter): boolean {
  const { statuses, phases, outcomes, workflowName, version, from, to, scheduleId, parentId } = filter;
  const { phase, outcome } = listed(view);
  return (
    (statuses?.includes(view.status) ?? true) &&
    (phases === undefined || (phase !== undefined && phases.includes(phase))) &&
    (outcomes === undefined || (outcome !== undefined && outcomes.includes(outcome))) &&
    view.workflowName === (workflowName ?? view.workflowName) &&
    view.version === (version ?? view.version) &&
    view.startedAt >= (from ?? view.startedAt) &&
    (to === undefined || view.startedAt < to) &&
    scheduleId === undefined &&
    (parentId ?? null) === null
  );
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Only JSON, and no rule but that a definition is a map: the language has its own tests. */
/** Of a sequence, each of its tasks. */
function stepsOf({ notation, definition }: CatalogRecord): ExecutionView['steps'] {
  const steps = definition['steps'];
  if (notation === 'definition' || !Array.isArray(steps)) return [];
  return steps.map((step: JsonObject) => {
    const display = textOf(step['display']) ?? undefined;
    return { id: textOf(step['id']) ?? '', status: 'PENDING', ...(display !== undefined && { display }) };
  });
}

interface OtherNotation {
  readonly notation: CatalogRecord['notation'];
  readonly definition: JsonObject;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a text of another notation comes to; null for a definition, whose keys alone are looked at here. */
function inOtherNotation(text: string, format: 'yaml' | 'json', options: TextOptions = {}): OtherNotation | null {
  const prepared = prepare(text, { format, ...options });
  if (prepared.ok) {
    const { notation, definition, diagnostics } = prepared;
    return notation === 'definition' ? null : { notation, definition: definition as JsonObject, diagnostics };
  }
  if (options.notation === undefined) return null;
  const { diagnostics } = prepared;
  throw new Refusal('definition-rejected', `${diagnostics.length} problems in the definition`, {
    diagnostics,
    source: text,
  });
}

function definitionIn(text: string): JsonObject {
  const value = ((): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return null;
    }
  })();
  const inner = isObject(value) ? (value['workflow'] ?? value) : null;
  if (isObject(inner)) return inner;
  const line = text.indexOf('\n') + 1;
  const problems = [diagnostic('invalid-json', 'expected a value', { span: { start: line, end: line + 1 } })];
  throw new Refusal('definition-rejected', '1 problem in the definition', { diagnostics: problems, source: text });
}
