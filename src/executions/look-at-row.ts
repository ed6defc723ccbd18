import type { Client } from '@temporalio/client';
import { createBoundedCache } from '../catalog/index.ts';
import type { StandingWord } from '../engine/index.ts';
import { describeRow } from './describe-row.ts';
import { isEndWord, outcomeOf } from './execution-outcome.ts';
import type { ExecutionOutcome, ExecutionView } from './execution-view.ts';
import type { ExecutionFilter, ListedExecution } from './listing.ts';
import { endedStatus } from './temporal-status.ts';
import type { VisibleRow } from './visible-row.ts';
import { createWritesOutcome } from './writes-outcome.ts';

export interface LookPorts {
  readonly client: Client;
  /** From the history: what it costs grows with that. */
  readonly describe: (executionId: string) => Promise<ExecutionView | null>;
}

/** How an execution stands, as exactly as a list can say it; null where it is gone. */
export type Look = (row: VisibleRow, hasAttribute: boolean) => Promise<ListedExecution | null>;

/** Texts of a few bytes. */
const mostVersions = 20_000;

export function createLook({ client, describe }: LookPorts): Look {
  // Which version an execution runs never changes.
  const versions = createBoundedCache<string>(mostVersions);
  const writesOutcome = createWritesOutcome(client);

  const versionOf = async ({ executionId, version }: VisibleRow, view?: ExecutionView): Promise<string | null> => {
    const known = version ?? view?.version ?? versions.get(executionId);
    if (known !== undefined) return known;
    const found = await describe(executionId);
    // One that waits for its first task does not know it yet.
    if (found !== null && found.version !== '') versions.set(executionId, found.version, 1);
    return found?.version ?? null;
  };

  const listed = async (row: VisibleRow, stands: Stands, view?: ExecutionView): Promise<ListedExecution | null> => {
    const version = await versionOf(row, view);
    if (version === null) return null;
    const { executionId, workflowName, startedAt, closedAt, parentId, scheduleId } = row;
    return {
      executionId,
      workflowName,
      version,
      ...stands,
      startedAt,
      ...(closedAt !== undefined && { completedAt: closedAt }),
      ...(parentId !== undefined && { parentId }),
      ...(scheduleId !== undefined && { scheduleId }),
    };
  };

  const fromHistory = async (row: VisibleRow): Promise<ListedExecution | null> => {
    const view = await describe(row.executionId);
    if (view === null) return null;
    const { status, outcome, phase } = view;
    const stands = { status, ...standing(phase), ...(outcome !== undefined && { outcome }) };
    // It may have ended since it was listed.
    const { closedAt: _closedAt, ...open } = row;
    return await listed(view.completedAt === undefined ? open : { ...row, closedAt: view.completedAt }, stands, view);
  };

  const look: Look = async (row, hasAttribute) => {
    if (row.temporalStatus === 'MOVED') {
      const now = await describeRow(client, row.executionId);
      return now === null || now.row.temporalStatus === 'MOVED' ? null : await look(now.row, hasAttribute);
    }
    if (row.temporalStatus !== 'RUNNING') {
      const status = endedStatus(row.temporalStatus);
      const outcome = outcomeWithoutHistory(row);
      if (status === null || outcome === null) return await fromHistory(row);
      return await listed(row, { status, outcome });
    }
    if (!hasAttribute) return await fromHistory(row);
    if (isPaused(row.word)) return await listed(row, { status: 'PAUSED', phase: row.word });
    const now = await describeRow(client, row.executionId);
    if (now === null) return null;
    const { row: newest, begun } = now;
    if (newest.temporalStatus !== 'RUNNING') return await look(newest, hasAttribute);
    const { word } = newest;
    const hasBegun = begun || newest.startedAt < Date.parse(newest.began);
    // One that was started before the namespace had the attribute never says a word.
    if (word === undefined && hasBegun && !(await writesOutcome(newest))) return await fromHistory(newest);
    const status = isPaused(word) ? 'PAUSED' : hasBegun ? 'RUNNING' : 'PENDING';
    return await listed(newest, { status, ...(word !== undefined && standing(word)) });
  };
  return look;
}

type Stands = Pick<ListedExecution, 'status' | 'phase' | 'outcome'>;

export function fits({ status, phase, outcome, version }: ListedExecution, filter: ExecutionFilter): boolean {
  const { statuses, phases, outcomes } = filter;
  return (
    (statuses?.includes(status) ?? true) &&
    (phases === undefined || (phase !== undefined && phases.includes(phase))) &&
    (outcomes === undefined || (outcome !== undefined && outcomes.includes(outcome))) &&
    version === (filter.version ?? version)
  );
}

/** Null where only the history tells what became of it: it was started without the attribute. */
function outcomeWithoutHistory({ temporalStatus, word }: VisibleRow): ExecutionOutcome | null {
  if (temporalStatus !== 'FAILED' && temporalStatus !== 'CANCELLED') return outcomeOf(temporalStatus) ?? null;
  return word !== undefined && isEndWord(word) ? word : null;
}

const standings: ReadonlySet<string> = new Set<StandingWord>(['paused', 'stopping', 'held', 'compensating']);

function isStanding(word: string): word is StandingWord {
  return standings.has(word);
}

function standing(word: string): { readonly phase?: StandingWord } {
  return isStanding(word) ? { phase: word } : {};
}

function isPaused(word: string | undefined): word is 'paused' | 'held' {
  return word === 'paused' || word === 'held';
}
