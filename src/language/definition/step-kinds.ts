/** What keys go together in a map that is of one of several kinds: a step, an action. */
export interface Kind {
  /** For messages: `a step that waits`. */
  readonly what: string;
  /** Each of these alone tells the kind. */
  readonly tells: readonly string[];
  /** What it cannot do without: one key of each group. */
  readonly needs: readonly (readonly [string, ...string[]])[];
  /** What only it may have. */
  readonly keys: readonly string[];
  /** Its own key for what a key of another kind says there. */
  readonly insteadOf?: Readonly<Partial<Record<string, string>>>;
}

export type StepKind = 'call' | 'workflow' | 'foreign' | 'wait' | 'delay' | 'until';

const WAITS = 'a step that waits';

export const stepKinds: Readonly<Record<StepKind, Kind>> = {
  call: {
    what: 'a step that calls a service',
    tells: ['service', 'method', 'endpoint'],
    needs: [['service'], ['method', 'endpoint']],
    keys: [
      'service',
      'method',
      'endpoint',
      'verb',
      'parameters',
      'poll',
      'fast',
      'retry_count',
      'retry_delay_ms',
      'retry_backoff',
      'retry_max_delay_ms',
      'compensate_method',
      'compensate_parameters',
    ],
    insteadOf: { inputs: 'parameters', compensate_activity: 'compensate_method' },
  },
  workflow: {
    what: 'a step that calls another workflow',
    tells: ['workflow'],
    needs: [],
    keys: ['workflow', 'inputs', 'version'],
    insteadOf: { parameters: 'inputs' },
  },
  foreign: {
    what: 'a step that calls other Temporal code',
    tells: ['task_queue', 'activity', 'workflow_type'],
    needs: [['task_queue'], ['activity', 'workflow_type']],
    keys: [
      'task_queue',
      'activity',
      'workflow_type',
      'queue_timeout_ms',
      'parameters',
      'retry_count',
      'retry_delay_ms',
      'retry_backoff',
      'retry_max_delay_ms',
      'compensate_activity',
      'compensate_parameters',
    ],
    insteadOf: { inputs: 'parameters', compensate_method: 'compensate_activity' },
  },
  wait: { what: WAITS, tells: ['wait_for'], needs: [], keys: ['wait_for'] },
  delay: { what: WAITS, tells: ['delay_ms'], needs: [], keys: ['delay_ms'] },
  until: { what: WAITS, tells: ['until'], needs: [], keys: ['until'] },
};

export type ActionKind = 'call' | 'notify' | 'compensate';

export const actionKinds: Readonly<Record<ActionKind, Kind>> = {
  call: {
    what: 'an action that calls a service',
    tells: ['service', 'method', 'endpoint'],
    needs: [['service'], ['method', 'endpoint']],
    keys: ['service', 'method', 'endpoint', 'verb', 'parameters'],
  },
  notify: { what: 'an action that notifies', tells: ['notify'], needs: [], keys: ['notify'] },
  compensate: { what: 'an action that compensates', tells: ['compensate'], needs: [], keys: ['compensate'] },
};

/** After a success there is nothing to undo. */
export const successActionKinds = { call: actionKinds.call, notify: actionKinds.notify } as const;

/** Asking is always a call, whose service may be the step's own. */
export const pollKinds: Readonly<Record<'call', Kind>> = {
  call: { what: '`poll`', tells: ['method', 'endpoint'], needs: [['method', 'endpoint']], keys: [] },
};

/** Keys that are right on any kind and say nothing without another. */
export const keysWithPartner: ReadonlyMap<string, string> = new Map([
  ['max_parallel', 'for_each'],
  ['collect', 'for_each'],
  ['verb', 'endpoint'],
  ['queue_timeout_ms', 'activity'],
]);

/** Two of one kind of which only one can stand. */
export const exclusiveKeys: readonly (readonly [string, string])[] = [
  ['method', 'endpoint'],
  ['activity', 'workflow_type'],
];
