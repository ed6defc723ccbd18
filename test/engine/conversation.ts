import {
  advance,
  type ArrivedEvent,
  type Begin,
  callId,
  type CallRef,
  type Change,
  type Command,
  newState,
  type Observation,
  parseCallId,
  parseUnitId,
  planIndex,
  type State,
  type UndoCall,
  unitId,
} from '../../src/engine/index.ts';
import { prepare } from '../../src/language/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { FailureCode } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';

export const startedAt = Date.UTC(2025, 0, 15, 6, 30);

type CallFailed = Extract<Observation, { readonly kind: 'call-failed' }>;

/** The plan of a definition's text, with a name and a version put before it. */
export function planOfText(text: string): Plan {
  const prepared = prepare(`name: sketch\nversion: "1"\n${text}`);
  if (!prepared.ok) throw new Error(prepared.diagnostics.map(({ message, path }) => `${path}: ${message}`).join('\n'));
  return prepared.plan;
}

/** Talks with the engine: each word is one observation, and gives the commands that came of it, a line each. */
export class Conversation {
  readonly plan: Plan;
  state: State;
  #now = startedAt;
  #changes: Change[] = [];

  constructor(text: string, begin: Partial<Begin> = {}, plan: Partial<Plan> = {}) {
    this.plan = { ...planOfText(text), ...plan };
    this.state = newState(this.plan, { executionId: 'exec', inputs: {}, startedAt, ...begin });
  }

  begun(): readonly string[] {
    return this.#tell({ kind: 'begun', at: this.#now });
  }

  completed(
    id: string,
    result: Json = null,
    accepted?: { readonly path: string; readonly retryAfterMs?: number },
  ): readonly string[] {
    const more = accepted === undefined ? {} : { accepted };
    return this.#tell({ kind: 'call-completed', at: this.#now, call: this.#call(id), result, attempts: 1, ...more });
  }

  failed(
    id: string,
    code: FailureCode = 'service-error',
    unanswered = false,
    more: Partial<CallFailed> = {},
  ): readonly string[] {
    const call = this.#call(id);
    const message = `${id} failed`;
    return this.#tell({ kind: 'call-failed', at: this.#now, call, code, message, attempts: 1, unanswered, ...more });
  }

  /** A fast attempt; another one may fare better. */
  failedInPassing(id: string, more: Partial<CallFailed> = {}): readonly string[] {
    return this.failed(id, 'service-error', false, { ...more, passing: true });
  }

  aborted(id: string, unanswered = true): readonly string[] {
    return this.#tell({ kind: 'call-aborted', at: this.#now, call: this.#call(id), attempts: 1, unanswered });
  }

  childCompleted(id: string, result: Json = null, undo: readonly UndoCall[] = []): readonly string[] {
    return this.#tell({ kind: 'child-completed', at: this.#now, unit: this.#unit(id), result, undo });
  }

  childFailed(id: string): readonly string[] {
    const about = { code: 'sub-workflow-failed', message: `${id} failed` } as const;
    return this.#tell({ kind: 'child-failed', at: this.#now, unit: this.#unit(id), ...about });
  }

  childAborted(id: string): readonly string[] {
    return this.#tell({ kind: 'child-aborted', at: this.#now, unit: this.#unit(id) });
  }

  fired(id: string): readonly string[] {
    return this.#tell({ kind: 'timer-fired', at: this.#now, unit: this.#unit(id) });
  }

  event(event: ArrivedEvent): readonly string[] {
    return this.#tell({ kind: 'event-arrived', at: this.#now, event });
  }

  childStarted(id: string): readonly string[] {
    return this.#tell({ kind: 'child-started', at: this.#now, unit: this.#unit(id) });
  }

  historyLong(now = false): readonly string[] {
    return this.#tell({ kind: 'history-long', at: this.#now, now });
  }

  weighed(bytes: number): readonly string[] {
    return this.#tell({ kind: 'weighed', at: this.#now, bytes });
  }

  /** In another history. */
  continued(): readonly string[] {
    return this.#tell({ kind: 'continued', at: this.#now, events: 48_000 });
  }

  told(
    kind: Extract<
      Observation['kind'],
      | 'pause-requested'
      | 'resume-requested'
      | 'retry-requested'
      | 'skip-requested'
      | 'compensate-requested'
      | 'cancel-requested'
      | 'time-ran-out'
    >,
  ): readonly string[] {
    return this.#tell({ kind, at: this.#now });
  }

  later(ms: number): this {
    this.#now += ms;
    return this;
  }

  /** What has changed since this was asked last. */
  changes(): readonly Change[] {
    return this.#changes.splice(0);
  }

  /** The same, a line each. */
  became(): readonly string[] {
    return this.changes().map((change) => {
      const who = change.kind === 'execution' ? 'execution' : this.plan.steps[change.step]?.id;
      const failure = 'failure' in change ? ` ${change.failure?.code}` : '';
      return `${change.number} ${who} ${change.became}${failure}`;
    });
  }

  /** `id status`, a line each. */
  statuses(): readonly string[] {
    return this.plan.steps.map(({ id }, at) => `${id} ${this.state.steps[at]?.status}`);
  }

  step(id: string): State['steps'][number] {
    const record = this.state.steps[planIndex(this.plan).stepById.get(id) ?? -1];
    if (record === undefined) throw new Error(`no step ${id}`);
    return record;
  }

  #tell(observation: Observation): readonly string[] {
    // What an execution remembers is JSON, whenever it is asked.
    this.state = JSON.parse(JSON.stringify(this.state)) as State;
    const { commands, changes } = advance(this.plan, this.state, observation);
    this.#changes.push(...changes);
    return commands.map((command) => this.#say(command));
  }

  #call(id: string): CallRef {
    const call = parseCallId(planIndex(this.plan), id);
    if (call === null) throw new Error(`no call ${id}`);
    return call;
  }

  #unit(id: string): { readonly step: number; readonly element?: number } {
    const unit = parseUnitId(planIndex(this.plan), id);
    if (unit === null) throw new Error(`no unit ${id}`);
    return unit;
  }

  #say(command: Command): string {
    const index = planIndex(this.plan);
    switch (command.kind) {
      case 'start-call':
        return `${command.fast === undefined ? '' : 'fast '}call ${callId(index, command.call)} ${[command.service, command.verb, command.method].filter((each) => each !== undefined).join('.')} ${JSON.stringify(command.parameters)}${command.delayMs === undefined ? '' : ` after ${command.delayMs}`}`;
      case 'start-poll': {
        const { target } = command;
        const asked =
          target.kind === 'location' ? target.path : `${target.method} ${JSON.stringify(target.parameters)}`;
        return `poll ${callId(index, command.call)} ${command.service}.${asked} every ${command.intervalMs} for ${command.timeoutMs}`;
      }
      case 'start-notify':
        return `notify ${callId(index, command.call)} ${command.text}`;
      case 'start-child':
        return `child ${command.executionId} ${command.workflow}${command.version === undefined ? '' : `@${command.version}`} ${JSON.stringify(command.inputs)} depth ${command.depth}`;
      case 'start-foreign-activity':
        return `foreign ${callId(index, command.call)} ${command.taskQueue}/${command.type} ${JSON.stringify(command.argument) ?? 'nothing'}`;
      case 'start-foreign-workflow':
        return `foreign ${command.workflowId} ${command.taskQueue}/${command.type} ${JSON.stringify(command.argument) ?? 'nothing'}`;
      case 'abort-child':
        return `abort-child ${unitId(index, command.unit)}`;
      case 'start-timer':
        return `timer ${unitId(index, command.unit)} ${command.ms}`;
      case 'stop-timer':
        return `stop-timer ${unitId(index, command.unit)}`;
      case 'start-timeout':
        return `timeout ${command.ms}`;
      case 'join':
        return `join ${unitId(index, command.unit)} ${command.executionId}`;
      case 'abort-calls':
      case 'weigh':
      case 'continue':
      case 'stop-timeout':
        return command.kind;
      case 'end': {
        const { outcome } = command;
        if (outcome.kind === 'completed') return `completed ${JSON.stringify(outcome.result)}`;
        if (outcome.kind === 'cancelled') return 'cancelled';
        const { code, step, message } = outcome.failure;
        return `failed ${code}${step === undefined ? '' : ` in ${step}`}: ${message}`;
      }
    }
  }
}
