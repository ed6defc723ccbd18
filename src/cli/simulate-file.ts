import type { Execution } from '../client/index.ts';
import { checkGiven, decodeText, readAnswers, type Prepared, type ScenarioWorld } from '../language/index.ts';
import { executionAnswer, outcomeOf, simulate, type Simulation, worldOf } from '../simulation/index.ts';
import type { JsonObject } from '../std/index.ts';
import { CliError } from './cli-error.ts';
import { readDefinitionFile } from './definition-file.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { textHints } from './input-values.ts';
import { prepareFile, renderProblems } from './prepared-file.ts';
import { printable, type Terminal } from './terminal.ts';
import { callsOf } from './timeline/calls.ts';
import { changedSteps } from './timeline/changes.ts';
import { timelineLines } from './timeline/plain-timeline.ts';
import { timesKnown } from './timeline/times-known.ts';

/** Each line of a timeline looks at every step, so that of larger definitions only the end is shown. */
const MOST_STEPS_SHOWN = 1000;

export interface SimulateRequest {
  readonly file: string;
  readonly inputs: JsonObject;
  /** Those of the inputs that were written `name=value`. */
  readonly pairs: readonly string[];
  /** A file with what the world outside does. */
  readonly answers?: string | undefined;
  /** Of what knows none of its own. */
  readonly name?: string | undefined;
  readonly asJson: boolean;
}

/** Runs a definition from its file, and shows how it goes. */
export function simulateFile(request: SimulateRequest, terminal: Terminal): ExitCode {
  const read = prepareFile(request.file, request.name);
  if (!read.ok) throw wrong(renderProblems(read, read.diagnostics, terminal.hasColour));
  const { plan, definition } = read.prepared;
  const world = answersIn(request.answers, plan, terminal);
  const checked = checkGiven(read.prepared, { ...world.inputs, ...request.inputs });
  if (!checked.ok) {
    const problems = checked.diagnostics.map(({ message, code }) => `${message} [${code}]`);
    throw wrong([...problems, ...textHints(request.pairs, checked.diagnostics)].join('\n'));
  }

  const show = request.asJson ? jsonLines(terminal) : textLines(terminal, definition);
  const showsAll = plan.steps.length <= MOST_STEPS_SHOWN;
  const simulation = simulate(plan, worldOf({ ...world, inputs: checked.inputs }), {
    onInstant: (state) => {
      if (showsAll) show(executionAnswer(plan, state));
    },
  });
  if (!showsAll) show(executionAnswer(plan, simulation.state));
  const { status, waitsFor } = outcomeOf(simulation);
  if (request.asJson) terminal.out(JSON.stringify(endingOf(simulation)));
  else if (waitsFor !== null) terminal.note(printable(waitsFor));
  if (status === 'COMPLETED') return exitCodes.completed;
  return status === 'CANCELLED' ? exitCodes.cancelled : exitCodes.failed;
}

type Plan = Extract<Prepared, { ok: true }>['plan'];

function answersIn(file: string | undefined, plan: Plan, { hasColour }: Terminal): ScenarioWorld {
  if (file === undefined) return { inputs: {}, services: new Map() };
  const { bytes, format } = readDefinitionFile(file);
  const decoded = decodeText(bytes);
  const text = decoded.ok ? decoded.text : '';
  const read = decoded.ok ? readAnswers(text, { plan, format }) : decoded;
  if (!read.ok) throw wrong(renderProblems({ text, file }, read.diagnostics, hasColour));
  return read.world;
}

function wrong(message: string): CliError {
  return new CliError(exitCodes.failed, message);
}

type Show = (execution: Execution) => void;

/** Line by line even on a terminal: what takes no time has nothing to redraw. */
function textLines(terminal: Terminal, definition: object): Show {
  const calls = callsOf(JSON.parse(JSON.stringify(definition)) as JsonObject);
  const timed = timesKnown();
  let before: Execution | null = null;
  return (answer) => {
    const execution = timed(answer);
    for (const line of timelineLines(before, execution, calls, terminal.style)) terminal.out(line);
    before = execution;
  };
}

function jsonLines(terminal: Terminal): Show {
  let before: Execution | null = null;
  return (execution) => {
    for (const step of changedSteps(before, execution)) terminal.out(JSON.stringify({ kind: 'step', ...step }));
    before = execution;
  };
}

/** The last of the JSON lines: the whole execution, and what it asked of the world outside. */
function endingOf(simulation: Simulation): object {
  const { plan, state, calls, notifications } = simulation;
  const { status, waitsFor, outputs } = outcomeOf(simulation);
  return {
    kind: waitsFor === null ? 'ended' : 'waiting',
    ...(waitsFor !== null && { message: waitsFor }),
    execution: { ...executionAnswer(plan, state), ...(status === 'COMPLETED' && { outputs }) },
    calls: calls.map(({ atMs, id, service, method, parameters, key, attempts }) => ({
      at_ms: atMs,
      id,
      service,
      method,
      parameters,
      key,
      attempts,
    })),
    notifications,
  };
}
