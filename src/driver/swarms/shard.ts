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
  openShard,
  nextShardDeadline,
  orderShard,
  reportOf,
  saveShard,
  type ShardEffect,
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
import { isLong, leaveHistory } from './long-histories.ts';
import {
  fleetWorkflowId,
  type ShardInput,
  type ShardQuestion,
  swarmQueries,
  swarmSignals,
  swarmUpdates,
  usualPace,
} from './protocol.ts';
import { readClose, readOrders, readShardOperations } from './read-requests.ts';
import { createShelter } from './shelter.ts';
import { createShardRoom, fitShard } from './shard-room.ts';
import { answerShardQuestion } from './shard-questions.ts';
import { createTaskRuns } from './task-runs.ts';

/** Up to so many bots of one swarm: what they are, have and do. It ends when its swarm is deleted. */
export async function runShard(input: ShardInput): Promise<void> {
  const pace = { ...usualPace, ...input.pace };
  const { shard: begun } = input;
  const shelter = createShelter();
  const shard = begun.kind === 'start' ? beginShard(begun.start) : openShard(begun.state);
  const courier = createCourier(pace, begun.kind === 'start' ? [] : begun.unsent, settle);
  const alarm = createAlarm(() => {
    shardTimeCame(shard, Date.now());
    settle();
  });
  // A new history tells the fleet once more how things are.
  const reported = { revision: -1, at: 0 };
  let changedAt: number | null = null;
  const reminder = createAlarm(settle);
  const tasks = shelter.within(() => createTaskRuns(shard, pace, settle));
  const room = createShardRoom(shard);

  setHandler(defineUpdate<Promise<RawValue>, [unknown]>(swarmUpdates.apply), async (request) => {
    const operations = readShardOperations(request);
    await shelter.through(afterOthers);
    const results = applyWithin(operations, (operation) => {
      const admitted = room.admit(operation);
      return 'ok' in admitted ? admitted : applyShard(shard, admitted, Date.now());
    });
    settle();
    const { era, revision, counters } = reportOf(shard);
    return asEnvelope({ baton: 1, results, report: { era, revision, counters } });
  });
  setHandler(defineSignal<[unknown]>(swarmSignals.order), (content) => {
    orderShard(shard, readOrders(content, shard.era), Date.now());
    settle();
  });
  setHandler(defineSignal<[unknown]>(swarmSignals.close), (content) => {
    if (!readClose(content, shard.era)) return;
    closeShard(shard, Date.now());
    settle();
  });
  setHandler(defineQuery<unknown, [ShardQuestion]>(swarmQueries.view), (question) =>
    answerShardQuestion(shard, question),
  );

  settle();
  await shelter.through(async () => {
    await condition(
      () =>
        (isLong(pace) || (shard.closed && courier.unsent().length === 0)) &&
        allHandlersFinished() &&
        courier.isIdle() &&
        tasks.isIdle(),
    );
  });
  if (shard.closed && courier.unsent().length === 0) return;
  fitShard(shard);
  const { pace: given, engine } = input;
  await leaveHistory({
    baton: 1,
    engine,
    ...(given !== undefined && { pace: given }),
    shard: { kind: 'continued', state: saveShard(shard), unsent: courier.unsent() },
  });

  /** After everything that has happened. */
  function settle(): void {
    shelter.within(settleNow);
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
