import type { Execution } from '../client/index.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { ApiClient } from './online/api-client.ts';
import { followExecution } from './online/follow-execution.ts';
import type { Terminal } from './terminal.ts';
import { adviceLines } from './timeline/advice.ts';
import { type Calls, callsOf } from './timeline/calls.ts';
import { changedSteps } from './timeline/changes.ts';
import { headline } from './timeline/headline.ts';
import { liveTimeline } from './timeline/live-timeline.ts';
import { timelineLines } from './timeline/plain-timeline.ts';
import { timesKnown } from './timeline/times-known.ts';

/** Follows an execution to its end: redrawn on a terminal, line by line elsewhere, JSON lines under --json. */
export async function showExecution(
  client: ApiClient,
  executionId: string,
  terminal: Terminal,
  options: {
    readonly asJson: boolean;
    readonly signal?: AbortSignal;
    /** How it stood before: only what has changed since is told. */
    readonly from?: Execution;
  },
): Promise<Execution> {
  const calls = options.asJson ? new Map<string, string>() : await knownCalls(client, executionId);
  const { from = null } = options;
  const show = options.asJson
    ? jsonLines(terminal, from)
    : terminal.isInteractive
      ? redrawn(terminal, calls)
      : lineByLine(terminal, calls, from);
  const timed = timesKnown();
  if (from !== null) timed(from);
  return followExecution(client, executionId, {
    onSnapshot: (execution) => show(options.asJson ? execution : timed(execution)),
    onSilence: (reason) =>
      terminal.note(`${reason}\nWaiting for it to come back; the execution does not depend on it.`),
    ...(options.signal !== undefined && { signal: options.signal }),
  });
}

/** What the steps call is told by the definition; without it the timeline shows less, which is no reason to fail. */
export async function knownCalls(client: ApiClient, executionId: string): Promise<Calls> {
  try {
    const { workflow_name: name, version } = await client.status(executionId);
    return callsOf(await client.definition(name, version));
  } catch (error) {
    if (error instanceof CliError && error.exitCode === exitCodes.unreachable) return new Map();
    throw error;
  }
}

type Show = (execution: Execution) => void;

function redrawn(terminal: Terminal, calls: Calls): Show {
  const timeline = liveTimeline(terminal, calls, Date.now);
  return (execution) => timeline.show(execution);
}

function lineByLine(terminal: Terminal, calls: Calls, from: Execution | null): Show {
  let before = from;
  if (from !== null) terminal.out(headline(from, terminal.style));
  return (execution) => {
    for (const line of timelineLines(before, execution, calls, terminal.style, adviceLines)) terminal.out(line);
    before = execution;
  };
}

function jsonLines(terminal: Terminal, from: Execution | null): Show {
  let before = from;
  return (execution) => {
    for (const step of changedSteps(before, execution)) terminal.out(JSON.stringify({ kind: 'step', ...step }));
    if (execution.completed_at !== undefined) terminal.out(JSON.stringify({ kind: 'ended', execution }));
    before = execution;
  };
}
