import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type { RawValue } from '@temporalio/common';
import {
  applyShard,
  closeShard,
  joinState,
  openShard,
  nextShardDeadline,
  orderShard,
  reportOf,
  type Shard,
  type ShardEffect,
  type ShardOperation,
  type ShardResult,
  shardTimeCame,
  beginShard,
  takeReport,
  takeShardEffects,
} from '../../fleet/index.ts';
import { unreachable } from '../../std/index.ts';
import { asEnvelope } from '../envelope.ts';
import { afterOthers } from './after-others.ts';
import { createAlarm, earliest } from './alarm.ts';
import { applyWithin } from './apply-within.ts';
import { createCourier } from './courier.ts';
import { type Apply, type Door, openDoor } from './door.ts';
import { createHearing } from './hearing.ts';
import { type Beginning, isLong, leaveHistory } from './long-histories.ts';
import { fetchPieces, leaveInPieces } from './pieces.ts';
import {
  fleetWorkflowId,
  type Heard,
  type ShardInput,
  type ShardQuestion,
  swarmQueries,
  swarmSignals,
  swarmUpdates,
  type Unsent,
  usualPace,
} from './protocol.ts';
import { readClose, readOrders, readShardOperations } from './read-requests.ts';
import { createShelter } from './shelter.ts';
import { createShardRoom, handOn } from './shard-room.ts';
import { answerShardQuestion } from './shard-questions.ts';
import { createTaskRuns } from './task-runs.ts';

/** Of a history, for one that is asked for and comes: two tasks, and what is said and heard. */
const eventsOfPiece = 12;

/** Up to so many bots of one swarm: what they are, have and do. It ends when its swarm is deleted. */
export async function runShard(input: ShardInput): Promise<void> {
  const { shard: begun } = input;
  if (begun.kind === 'start') return await keepShard(input, beginShard(begun.start));
  const { state, pieces = [], weight, heard = [], unsent } = begun;
  if (pieces.length === 0) return await keepShard(input, openShard(state), { weight, heard, unsent });
  const door = openDoor();
  const fetched = await createShelter().through(() => fetchPieces(pieces, { ...usualPace, ...input.pace }));
  const rows = fetched.map((piece) => piece.rows ?? {});
  const all = [...fetched.flatMap((piece) => piece.heard ?? []), ...heard];
  // Not what the history has by now: that is another number where it is replayed and two tasks are taken as one.
  const beginning = { events: eventsOfPiece * pieces.length, bytes: weight ?? 0 };
  await keepShard(input, openShard(joinState(state, rows)), { weight, heard: all, unsent }, { door, beginning });
}

/** What the history before leaves beside the shard itself. */
interface Left {
  readonly weight?: number | undefined;
  readonly heard: readonly Heard[];
  readonly unsent: readonly Unsent[];
}

async function keepShard(
  input: ShardInput,
  shard: Shard,
  { weight, heard: before, unsent }: Left = { heard: [], unsent: [] },
  { door, beginning }: { readonly door?: Door; readonly beginning?: Beginning } = {},
): Promise<void> {
  const pace = { ...usualPace, ...input.pace };
  const shelter = createShelter();
  const courier = createCourier(pace, unsent, settle);
  const alarm = createAlarm(() => {
    if (hearing.isKeeping()) return;
    shardTimeCame(shard, Date.now());
    settle();
  });
  // A new history tells the fleet once more how things are.
  const reported = { revision: -1, at: 0 };
  let changedAt: number | null = null;
  const reminder = createAlarm(settle);
  const hearing = createHearing();
  const tasks = shelter.within(() => createTaskRuns(shard, pace, hearing, settle));
  const room = createShardRoom(shard, { weight });

  const apply: Apply = async (request) => {
    const operations = readShardOperations(request);
    await shelter.through(afterOthers);
    const results = hearing.isKeeping() ? operations.map(() => null) : applyWithin(operations, applyOne);
    settle();
    const { era, revision, counters } = reportOf(shard);
    return asEnvelope({ baton: 1, results, report: { era, revision, counters } });
  };
  const applyOne = (operation: ShardOperation): ShardResult => {
    const admitted = room.admit(operation);
    return 'ok' in admitted ? admitted : applyShard(shard, admitted, Date.now());
  };
  const takeOrders = hearing.heardBy(swarmSignals.order, (content: unknown) => {
    orderShard(shard, readOrders(content, shard.era), Date.now());
    settle();
  });
  const takeClose = hearing.heardBy(swarmSignals.close, (content: unknown) => {
    if (!readClose(content, shard.era)) return;
    closeShard(shard, Date.now());
    settle();
  });
  hearing.hearAll(before);
  setHandler(defineUpdate<Promise<RawValue>, [unknown]>(swarmUpdates.apply), apply);
  setHandler(defineSignal<[unknown]>(swarmSignals.order), takeOrders);
  setHandler(defineSignal<[unknown]>(swarmSignals.close), takeClose);
  setHandler(defineQuery<unknown, [ShardQuestion]>(swarmQueries.view), (question) =>
    answerShardQuestion(shard, question),
  );
  door?.open(apply);

  settle();
  await shelter.through(async () => {
    await condition(
      () =>
        (isLong(pace, beginning) || (shard.closed && courier.unsent().length === 0)) &&
        allHandlersFinished() &&
        courier.isIdle() &&
        tasks.isIdle(),
    );
  });
  if (shard.closed && courier.unsent().length === 0) return;
  const heard = hearing.keep();
  const { state, pieces, weight: left } = handOn(shard, pace.pieceBytes);
  const ids = pieces.length === 0 ? [] : await shelter.through(() => leaveInPieces(input, pieces, heard));
  const { pace: given, engine } = input;
  await leaveHistory({
    baton: 1,
    engine,
    ...(given !== undefined && { pace: given }),
    shard: {
      kind: 'continued',
      state,
      unsent: courier.unsent(),
      weight: left,
      ...(ids.length > 0 && { pieces: ids, heard }),
    },
  });

  /** After everything that has happened. */
  function settle(): void {
    if (!hearing.isKeeping()) shelter.within(settleNow);
  }

  function settleNow(): void {
    const now = Date.now();
    for (const effect of takeShardEffects(shard)) perform(effect, now);
    if (shard.closed) tasks.close();
    courier.tryAgain(now);
    const due = reportDue(now);
    if (due !== null && due <= now) {
      courier.send({ to: fleetWorkflowId, signal: swarmSignals.report, content: takeReport(shard) });
      noteReported(now);
    }
    alarm.setFor(earliest([nextShardDeadline(shard), courier.due()]));
    const next = reportDue(now);
    // Whatever happens then sends it along: only where nothing does is the shard woken for it.
    if (next !== null) reminder.setFor(next + pace.slackMs);
  }

  function perform(effect: ShardEffect, now: number): void {
    switch (effect.kind) {
      case 'told':
        courier.send({ to: fleetWorkflowId, signal: swarmSignals.told, content: effect.told });
        noteReported(now);
        return;
      case 'turns':
      case 'run':
      case 'stop':
        tasks.perform(effect);
        return;
      default:
        unreachable(effect);
    }
  }

  function reportDue(now: number): number | null {
    if (shard.revision === reported.revision) return null;
    changedAt ??= now;
    return Math.max(changedAt + pace.quietMs, reported.at + pace.reportMs);
  }

  function noteReported(now: number): void {
    reported.revision = shard.revision;
    reported.at = now;
    changedAt = null;
    reminder.off();
  }
}
