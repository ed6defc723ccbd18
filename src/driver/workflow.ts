import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { RawValue } from '@temporalio/common';
import type { Outcome, State } from '../engine/index.ts';
import { type Json, unreachable } from '../std/index.ts';
import { beginState } from './begin-state.ts';
import { makeApart } from './apart.ts';
import { asEnvelope, isApartInput, isCalled, isEnvelope, knownEngine } from './envelope.ts';
import { openInbox } from './inbox.ts';
import { unreadable } from './payload-converter.ts';
import { continueInNewHistory, untilCancelIsKnown } from './moving.ts';
import { perform } from './perform.ts';
import {
  type CalledInput,
  type ExecutionFailureDetail,
  type ExecutionInput,
  type ResolveRequest,
  typeNames,
} from './protocol.ts';
import { isLanesInput } from './swarms/lane-protocol.ts';
import { keepLanes } from './swarms/lanes.ts';
import { isOrchestration, type OrchestrationResult } from './swarms/orchestration-protocol.ts';
import { orchestrate } from './swarms/orchestration.ts';
import { isTaskCall, type ReportTo } from './swarms/task-protocol.ts';
import { endOf, endOfError, reportEnd, reportOf } from './swarms/task.ts';
import { runFleet } from './swarms/fleet.ts';
import { carryPiece } from './swarms/piece.ts';
import { isFleetInput, isPieceInput, isShardInput, swarmTypes } from './swarms/protocol.ts';
import { runShard } from './swarms/shard.ts';

/** The one workflow: Temporal calls the default export for every workflow type, and the type is the definition's
 * name. Nothing here is caught that is not expected: a bug of ours fails the workflow task, which Temporal repeats
 * until a mended worker comes, and no execution is lost to it. */
export default async function runDefinition(input: unknown): Promise<Json | RawValue | OrchestrationResult> {
  const { workflowType } = workflowInfo();
  if (workflowType === typeNames.apart && isApartInput(input)) return asEnvelope(await makeApart(knownEngine(input)));
  if (workflowType === typeNames.lanes && isLanesInput(input)) return await keepLanes(knownEngine(input));
  if (workflowType === typeNames.orchestration && isOrchestration(input)) return await orchestrate(knownEngine(input));
  if (workflowType === swarmTypes.shard && isShardInput(input)) {
    await runShard(knownEngine(input));
    return null;
  }
  if (workflowType === swarmTypes.piece && isPieceInput(input)) {
    await carryPiece(knownEngine(input));
    return null;
  }
  if (workflowType === swarmTypes.fleet && isFleetInput(input)) return await runFleet(knownEngine(input));
  const inbox = openInbox();
  const report = reportOf();
  const called = isCalled(input) ? knownEngine(input) : null;
  const execution = knownEngine(isEnvelope(input) ? input : await resolveReporting(report, called, input));
  const { workflowId: executionId, startTime } = workflowInfo();
  const state = beginState(execution, called, { executionId, startedAt: startTime.getTime() });
  const performed = await perform(execution, state, inbox);
  if (performed.kind === 'continue') return await continueInNewHistory(execution, state);
  if (performed.kind === 'cancelled') await untilCancelIsKnown();
  if (report !== null) await reportEnd(report, endOf(performed, workflowType));
  return resultOf(performed, state);
}

function resultOf(outcome: Outcome, { called }: State): Json | RawValue {
  switch (outcome.kind) {
    case 'completed': {
      const { result, undo = [] } = outcome;
      return called ? asEnvelope({ baton: 1, result, undo }) : result;
    }
    case 'cancelled':
      throw new CancelledFailure('cancelled');
    case 'failed': {
      const { code, message, step } = outcome.failure;
      const detail: ExecutionFailureDetail = step === undefined ? {} : { step };
      throw ApplicationFailure.nonRetryable(step === undefined ? message : `step ${step}: ${message}`, code, detail);
    }
    default:
      return unreachable(outcome);
  }
}

/** What cannot begin has ended, too. */
async function resolveReporting(
  report: ReportTo | null,
  called: CalledInput | null,
  input: unknown,
): Promise<ExecutionInput> {
  try {
    return await resolve(called, input);
  } catch (error) {
    const isEnd = error instanceof ActivityFailure || error instanceof ApplicationFailure || isCancellation(error);
    if (report !== null && isEnd) await reportEnd(report, endOfError(error));
    throw error;
  }
}

/** A start with bare inputs, or by another execution: the newest plan or the one of a version, once and for all, since
 * the answer is in the history. */
async function resolve(called: CalledInput | null, input: unknown): Promise<ExecutionInput> {
  if (input === unreadable) {
    throw ApplicationFailure.nonRetryable('it was started with inputs that cannot be read', 'workflow-unresolved');
  }
  const { [typeNames.resolve]: resolvePlan } = proxyLocalActivities<
    Record<typeof typeNames.resolve, (request: ResolveRequest) => Promise<ExecutionInput>>
  >({ startToCloseTimeout: '10s', scheduleToCloseTimeout: '5m' });
  const name = workflowInfo().workflowType;
  if (isTaskCall(input)) {
    const { run, parameters } = knownEngine(input).taskCall;
    return await resolvePlan({ name, inputs: parameters, call: run });
  }
  if (called === null) {
    const version = versionAsked();
    return await resolvePlan({ name, ...(version !== undefined && { version }), inputs: (input ?? {}) as Json });
  }
  const { version, inputs, offered } = called.call;
  const asked = { name, ...(version !== undefined && { version }), inputs };
  return await resolvePlan({ ...asked, ...(offered !== undefined && { offered }) });
}

/** Whoever starts a definition with bare inputs says its version in the memo: the inputs may be any JSON. */
function versionAsked(): string | undefined {
  const version = workflowInfo().memo?.['version'];
  return typeof version === 'string' ? version : undefined;
}
