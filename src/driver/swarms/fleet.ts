import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import type { RawValue } from '@temporalio/common';
import {
  answerOf,
  applyFleet,
  beginFleet,
  beginShard,
  type FleetEffect,
  fleetLimits,
  fleetMemo,
  hasMoreEffects,
  isStray,
  openFleet,
  outstandingEffects,
  reportOf,
  saveFleet,
  shardGone,
  shardReported,
  shardStarted,
  shardTold,
  type ShardRef,
  shardWorkflowId,
  takeFleetEffects,
} from '../../fleet/index.ts';
import { unreachable } from '../../std/index.ts';
import { asEnvelope } from '../envelope.ts';
import { afterOthers } from './after-others.ts';
import { createAlarm, earliest } from './alarm.ts';
import { createCourier } from './courier.ts';
import { createFleetRoom } from './fleet-room.ts';
import { answerFleetQuestion } from './fleet-questions.ts';
import { packFleetMemo } from './fleet-memo.ts';
import { isLong, leaveHistory } from './long-histories.ts';
import {
  type CloseShard,
  type FleetInput,
  fleetMemoKey,
  type FleetQuestion,
  swarmQueries,
  swarmSignals,
  swarmUpdates,
  type Unsent,
  usualPace,
} from './protocol.ts';
import { readFleetRequest, readMeant, readReport, readTold } from './read-requests.ts';
import { bytesOf } from './room.ts';
import { createShardStarts } from './shard-starts.ts';
import { createShelter } from './shelter.ts';

/** Before shards are told what was too much for one message. */
const restMs = 50;

/** The one that decides which bots and swarms there are. It never ends. */
export async function runFleet(input: FleetInput): Promise<never> {
  const pace = { ...usualPace, ...input.pace };
  const { fleet: begun } = input;
  const shelter = createShelter();
  const fleet = begun.kind === 'start' ? beginFleet(begun) : openFleet(begun.state);
  const courier = createCourier(pace, begun.kind === 'start' ? [] : begun.unsent, settle, noteGone);
  const starts = createShardStarts(
    input,
    pace,
    (start) => {
      shardStarted(fleet, start);
      // How it has begun is known without its saying so.
      shardReported(fleet, reportOf(beginShard(start)));
      memo.changedAt ??= Date.now();
      settle();
    },
    (start) => closeThose(start, start.era),
  );
  const alarm = createAlarm(settle);
  const refuse = createFleetRoom(fleet);
  /** Until when each update is held whose operations are under way. */
  const held: { readonly until: number }[] = [];
  const memo = { changedAt: null as number | null, writtenAt: 0 };
  /** When orders went to a shard. */
  const ordered = new Map<string, number>();
  shelter.within(() => {
    // What could not be started in the history before. Orders are with the courier.
    for (const effect of outstandingEffects(fleet)) if (effect.kind === 'start-shard') perform(effect);
  });

  setHandler(defineUpdate<Promise<RawValue>, [unknown]>(swarmUpdates.apply), async (request) => {
    const { operations, capacity } = readFleetRequest(request);
    await shelter.through(afterOthers);
    fleet.capacity = capacity;
    const isAskedAgain = operations.some(({ op }) => (fleet.ops.get(op)?.left ?? 0) > 0);
    const own = { until: Date.now() + pace.answerMs };
    const first = operations.map((operation) => refuse(operation) ?? applyFleet(fleet, operation, Date.now()));
    const answers = () =>
      first.map((answer, at) => (answer === 'waiting' ? answerOf(fleet, operations[at]?.op ?? '') : answer));
    memo.changedAt ??= Date.now();
    held.push(own);
    if (isAskedAgain) orderAgain();
    settle();
    // One that is answered need not wait for the others, which are asked again.
    await shelter.through(async () => {
      await condition(() => isLong(pace) || Date.now() >= own.until || answers().some((answer) => answer !== null));
    });
    held.splice(held.indexOf(own), 1);
    const results = answers();
    // Who is answered finds it in the memo.
    writeMemo();
    return asEnvelope({ baton: 1, results });
  });
  setHandler(defineSignal<[unknown]>(swarmSignals.told), (content) => {
    const told = readTold(content);
    if (told === null) return;
    shardTold(fleet, told);
    memo.changedAt ??= Date.now();
    settle();
  });
  setHandler(defineSignal<[unknown]>(swarmSignals.report), (content) => {
    const report = readReport(content);
    if (report === null) return;
    if (isStray(fleet, report)) {
      closeThose(report, report.era + 1);
      return;
    }
    shardReported(fleet, report);
    memo.changedAt ??= Date.now();
    settle();
  });
  setHandler(defineQuery<unknown, [FleetQuestion]>(swarmQueries.view), (question) =>
    answerFleetQuestion(fleet, question),
  );

  settle();
  await shelter.through(async () => {
    await condition(() => isLong(pace) && allHandlersFinished() && courier.isIdle() && starts.isIdle());
  });
  const { pace: given, engine } = input;
  return await leaveHistory(
    {
      baton: 1,
      engine,
      ...(given !== undefined && { pace: given }),
      fleet: { kind: 'continued', state: saveFleet(fleet), unsent: courier.unsent() },
    },
    // Of the memo a new history has only what it is given.
    currentMemo(),
  );

  /** After everything that has happened. */
  function settle(): void {
    shelter.within(settleNow);
  }

  function settleNow(): void {
    const now = Date.now();
    for (const effect of takeFleetEffects(fleet)) perform(effect);
    courier.tryAgain(now);
    const due = memoDue();
    if (due !== null && due <= now) writeMemo();
    const more = hasMoreEffects(fleet) ? now + restMs : null;
    alarm.setFor(earliest([memoDue(), courier.due(), more, ...held.map(({ until }) => until)]));
  }

  function perform(effect: FleetEffect): void {
    switch (effect.kind) {
      case 'start-shard':
        starts.start(effect.start);
        return;
      case 'order': {
        const { shard, orders } = effect;
        const era = fleet.swarms.get(shard.swarm)?.era ?? 0;
        const to = shardWorkflowId(shard);
        ordered.set(to, Date.now());
        courier.send({ to, signal: swarmSignals.order, content: { shard: { ...shard, era }, orders } });
        return;
      }
      default:
        unreachable(effect);
    }
  }

  /** Somebody waits: a shard that has had its orders for long may have been ended from outside before it followed them. */
  function orderAgain(): void {
    shelter.within(() => {
      const before = Date.now() - pace.retryMs[0];
      let bytes = 0;
      for (const effect of outstandingEffects(fleet)) {
        if (effect.kind !== 'order') continue;
        const to = shardWorkflowId(effect.shard);
        if ((ordered.get(to) ?? 0) > before || courier.has(to)) continue;
        perform(effect);
        bytes += bytesOf(effect.orders);
        if (bytes > fleetLimits.effectBytes) return;
      }
    });
  }

  /** Shards of a fleet that somebody has terminated go on, and have ids that are needed. */
  function closeThose({ swarm, shard }: ShardRef, before: number): void {
    const content: CloseShard = { before };
    shelter.within(() => courier.send({ to: shardWorkflowId({ swarm, shard }), signal: swarmSignals.close, content }));
  }

  /** Of a shard that somebody has terminated nothing is waited for any more; one that has closed has told so before it ended. */
  function noteGone({ signal, content }: Unsent): boolean {
    if (signal === swarmSignals.close) return true;
    const shard = readMeant(content);
    if (shard === null) return false;
    shardGone(fleet, shard);
    memo.changedAt ??= Date.now();
    settle();
    return true;
  }

  function memoDue(): number | null {
    return memo.changedAt === null ? null : Math.max(memo.changedAt, memo.writtenAt + pace.memoMs);
  }

  function writeMemo(): void {
    if (memo.changedAt === null) return;
    upsertMemo(currentMemo());
    memo.changedAt = null;
    memo.writtenAt = Date.now();
  }

  function currentMemo(): Record<string, unknown> {
    return { [fleetMemoKey]: asEnvelope(packFleetMemo(fleetMemo(fleet))) };
  }
}
