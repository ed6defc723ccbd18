import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type ActivityInterfaceFor,
  defineSignal,
  getExternalWorkflowHandle,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type RunOutcome,
  type TaskThatRuns,
  type TaskToRun,
  type Tier,
  tiers,
  type TurnNumbers,
} from '../../fleet/index.ts';
import { isObject, type Json, own } from '../../std/index.ts';
import { typeNames } from '../protocol.ts';
import type { Hearing } from './hearing.ts';
import { openLaneSide } from './lane-claims.ts';
import { type LaneGrants, laneSignals } from './lane-protocol.ts';
import type { Pace } from './protocol.ts';
import { startTask } from './task.ts';
import { type LookAnswer, type LookRequest, taskSignals } from './task-protocol.ts';

/** What a shard needs to have its tasks done here: turns of the lanes, and executions that tell it how they end. */
export interface ShardTasks {
  /** Of a tier, all there ever were. Told again after each start of a history, since the lanes may have been lost. */
  readonly setTurns: (tier: Tier, turns: TurnNumbers) => void;
  readonly run: (task: TaskToRun) => void;
  /** It is told that it has ended, like any other. */
  readonly stop: (task: string) => void;
  /** Its last word to the lanes, if it has ever said one. */
  readonly leave: () => void;
  /** Nothing is on its way: this history may end. */
  readonly isQuiet: () => boolean;
}

export interface ShardTasksNews {
  /** How many turns of the tier there ever were. */
  readonly granted: (tier: Tier, granted: number) => void;
  /** Somebody has looked, and it does. */
  readonly runs: (task: string) => void;
  /** Under another id than others do. */
  readonly runsAs: (task: string, execution: string) => void;
  /** Maybe more than once. */
  readonly ended: (task: string, outcome: RunOutcome) => void;
}

/** Of those that have told nothing for long, looked at at a time. */
const mostLooked = 200;

interface OpenShardTasks {
  readonly swarm: string;
  readonly era: number;
  readonly running: readonly TaskThatRuns[];
  readonly pace: Pick<Pace, 'silentMs' | 'lookMs'>;
  readonly hearing: Hearing;
}

/** `running`: what was begun in an earlier history. */
export function openShardTasks(
  { swarm, era, running, pace, hearing }: OpenShardTasks,
  news: ShardTasksNews,
): ShardTasks {
  const { workflowId } = workflowInfo();
  /** Since when each runs, by the id of its execution; and which that is, by the task's. */
  const open = new Map<string, { readonly task: string; since: number }>();
  const executions = new Map<string, string>();
  const turns: Partial<Record<Tier, TurnNumbers>> = {};
  /** Their start is not confirmed; whether they are to stop then. */
  const starting = new Map<string, { isStopped: boolean }>();
  /** Told to stop, and not known to have heard it. */
  let stopping = 0;
  let looking = false;
  let isLeaving = false;

  const hearGranted = (granted: LaneGrants['granted']): void =>
    later(() => {
      for (const tier of tiers) {
        const many = granted[tier];
        if (many !== undefined) news.granted(tier, many);
      }
    });
  const granted = hearing.heardBy(laneSignals.grants, hearGranted);
  const side = openLaneSide({ requester: workflowId, swarm, era }, granted, outside()[typeNames.openLanes]);
  const hearEnded = (value: unknown): void => {
    const ended = readEnded(value);
    if (ended === null) return;
    later(() => {
      // Of an earlier attempt, or of a deleted swarm of this name, nothing is heard any more.
      if (executions.get(ended.task) !== ended.execution) return;
      close(ended.execution);
      news.ended(ended.task, ended.outcome);
    });
  };
  setHandler(defineSignal<unknown[]>(taskSignals.ended), hearing.heardBy(taskSignals.ended, hearEnded));

  const note = (task: string, execution: string, since: number): void => {
    open.set(execution, { task, since });
    executions.set(task, execution);
  };
  const close = (execution: string): boolean => {
    const found = open.get(execution);
    if (found === undefined) return false;
    if (executions.get(found.task) === execution) executions.delete(found.task);
    return open.delete(execution);
  };
  const abort = (execution: string): void => {
    stopping += 1;
    const told = getExternalWorkflowHandle(execution).cancel();
    // One that has ended needs no telling.
    void told.catch(() => undefined).then(() => (stopping -= 1));
  };
  const watch = (): void => {
    if (looking || open.size === 0) return;
    looking = true;
    void sleep(pace.lookMs, { summary: 'tasks that tell nothing' }).then(look);
  };
  const look = async (): Promise<void> => {
    const before = Date.now() - pace.silentMs;
    // One whose start is on its way would be taken for lost.
    const isSilent = (execution: string, since: number): boolean => since <= before && !starting.has(execution);
    const silent = [...open].filter(([execution, { since }]) => isSilent(execution, since)).slice(0, mostLooked);
    if (silent.length > 0) {
      const { ended } = await outside()[typeNames.lookAtTasks]({ executions: silent.map(([execution]) => execution) });
      if (hearing.isKeeping()) return;
      const outcomes = new Map(ended.map(({ execution, outcome }) => [execution, outcome]));
      for (const [execution, each] of silent) {
        // It may have told meanwhile.
        if (!open.has(execution)) continue;
        const outcome = outcomes.get(execution);
        if (outcome === undefined) {
          each.since = Date.now();
          news.runs(each.task);
        } else {
          close(execution);
          news.ended(each.task, outcome);
        }
      }
    }
    looking = false;
    watch();
  };

  for (const task of running) note(task.id, task.execution ?? executionOf(task), task.since);
  // Histories may be shorter than the time after which it is looked.
  if (running.some(({ since }) => since <= Date.now() - pace.silentMs)) {
    looking = true;
    later(() => void look());
  } else watch();

  /** Under the id that others have, unless a deleted swarm of this name has left an execution with it. */
  const begin = async (task: TaskToRun, execution: string): Promise<void> => {
    const start = { isStopped: false };
    starting.set(execution, start);
    const { id, run, data, tier, share } = task;
    const offered = share === undefined ? {} : { offered: { index: share.index, of: share.of } };
    const reportTo = { to: workflowId, task: id };
    try {
      const handle = await startTask({ executionId: execution, run, inputs: data, tier, swarm, reportTo, ...offered });
      if (start.isStopped) abort(execution);
      // How it ends is told by itself, whichever history of this shard hears it then.
      handle.result().catch(() => undefined);
    } catch (error) {
      close(execution);
      const other = `${executionOf(task)}~e${era}`;
      if (error instanceof WorkflowExecutionAlreadyStartedError && execution !== other) {
        if (start.isStopped) return;
        note(id, other, Date.now());
        news.runsAs(id, other);
        await begin(task, other);
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      news.ended(id, { status: 'failed', error: `execution \`${execution}\` could not be started: ${message}` });
    } finally {
      starting.delete(execution);
    }
  };

  return {
    setTurns: (tier, numbers) => {
      turns[tier] = numbers;
      side.say({ ...turns }, isLeaving ? true : undefined);
    },
    run: (task) => {
      const execution = executionOf(task);
      note(task.id, execution, Date.now());
      watch();
      void begin(task, execution);
    },
    stop: (task) => {
      const execution = executions.get(task);
      if (execution === undefined) return;
      const start = starting.get(execution);
      // Only what has started can be asked.
      if (start === undefined) abort(execution);
      else start.isStopped = true;
    },
    leave: () => {
      if (isLeaving) return;
      isLeaving = true;
      if (Object.keys(turns).length > 0) side.say({ ...turns }, true);
    },
    isQuiet: () => side.isQuiet() && starting.size === 0 && stopping === 0,
  };
}

/** An attempt has keys of its own, so that a service does what it has done for another one again. */
function executionOf({ id, attempt }: Pick<TaskToRun, 'id' | 'attempt'>): string {
  return attempt <= 1 ? id : `${id}~${attempt}`;
}

/** What came before this history's first task is heard while handlers are set, when nobody is ready to be told. */
function later(tell: () => void): void {
  void Promise.resolve().then(tell);
}

interface Outside {
  readonly [typeNames.lookAtTasks]: (asked: LookRequest) => Promise<LookAnswer>;
  readonly [typeNames.openLanes]: () => Promise<void>;
}

/** Not within the task, as others do: shards are asked all the time, and what a local activity answers while a question is
 * answered is another thing in a replay. */
function outside(): ActivityInterfaceFor<Outside> {
  return proxyActivities<Outside>({ startToCloseTimeout: '30s' });
}

interface Ended {
  readonly task: string;
  readonly execution: string;
  readonly outcome: RunOutcome;
}

/** Anybody who speaks Temporal can send a signal, so it is looked at. */
function readEnded(value: unknown): Ended | null {
  if (!isObject(value)) return null;
  const [task, execution, outcome] = [own(value, 'task'), own(value, 'execution'), own(value, 'outcome')];
  const read = readOutcome(outcome);
  return typeof task === 'string' && typeof execution === 'string' && read !== null
    ? { task, execution, outcome: read }
    : null;
}

function readOutcome(value: Json | undefined): RunOutcome | null {
  if (!isObject(value)) return null;
  const [status, result, error] = [own(value, 'status'), own(value, 'result'), own(value, 'error')];
  if (status === 'completed') return { status, ...(result !== undefined && { result }) };
  return status === 'failed' && typeof error === 'string' ? { status, error } : null;
}
