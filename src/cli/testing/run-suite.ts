import { checkGiven, decodeText, readScenario, type Scenario } from '../../language/index.ts';
import type { Diagnostic } from '../../problems/index.ts';
import {
  compare,
  type Coverage,
  coverageOf,
  type Difference,
  type FaultMatrix,
  faultMatrix,
  type NamedWorld,
  outcomeOf,
  simulate,
  type Simulation,
  worldOf,
} from '../../simulation/index.ts';
import { basename } from 'node:path';
import { readDefinitionFile } from '../definition-file.ts';
import { prepareFile, type PreparedFile } from '../prepared-file.ts';
import type { Suite } from './find-suites.ts';

export interface SuiteOptions {
  readonly coverage: boolean;
  readonly faults: boolean;
}

export interface SuiteResult {
  readonly file: string;
  readonly ok: boolean;
  /** Name and version; null of a definition with errors. */
  readonly workflow: { readonly name: string; readonly version: string } | null;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly scenarios: readonly ScenarioResult[];
  readonly coverage?: Coverage;
  readonly faults?: FaultMatrix;
}

export interface ScenarioResult {
  readonly file: string;
  readonly ok: boolean;
  /** The file's, where the scenario could not be read. */
  readonly name: string;
  readonly text: string;
  /** What is wrong with the scenario itself. */
  readonly diagnostics: readonly Diagnostic[];
  readonly differences: readonly Difference[];
  readonly durationMs?: number;
}

/** All scenarios of one definition, each in memory from begin to end. */
export function runSuite({ definition, scenarios }: Suite, options: SuiteOptions): SuiteResult {
  const read = prepareFile(definition);
  if (!read.ok) {
    const { file, text, diagnostics } = read;
    return { file, ok: false, workflow: null, text, diagnostics, scenarios: [] };
  }
  const { plan } = read.prepared;
  const ran = scenarios.map((file) => runScenario(file, read.prepared));
  const simulations = ran.flatMap(({ simulation }) => simulation ?? []);
  const worlds = ran.flatMap(({ world }) => world ?? []);
  const faults = options.faults ? faultMatrix(plan, scenarios.length === 0 ? [silent] : worlds) : undefined;
  const results = ran.map(({ result }) => result);
  return {
    file: read.file,
    ok: results.every(({ ok }) => ok) && (faults?.rows.every(({ broken }) => broken.length === 0) ?? true),
    workflow: { name: plan.name, version: plan.version },
    text: read.text,
    diagnostics: [],
    scenarios: results,
    ...(options.coverage && { coverage: coverageOf(plan, simulations) }),
    ...(faults !== undefined && { faults }),
  };
}

/** Of a definition without scenarios: every call answers null. */
const silent: NamedWorld = { name: 'every call answers null', world: { inputs: {}, services: new Map() } };

interface Ran {
  readonly result: ScenarioResult;
  readonly simulation?: Simulation;
  readonly world?: NamedWorld;
}

type Ready = Extract<PreparedFile, { ok: true }>['prepared'];

function runScenario(file: string, ready: Ready): Ran {
  const { plan } = ready;
  const { bytes, format } = readDefinitionFile(file);
  const decoded = decodeText(bytes);
  const text = decoded.ok ? decoded.text : '';
  const read = decoded.ok ? readScenario(text, { plan, format }) : decoded;
  if (!read.ok) {
    const { diagnostics } = read;
    return { result: { file, ok: false, name: basename(file), text, diagnostics, differences: [] } };
  }
  const { scenario }: { readonly scenario: Scenario } = read;
  const { name } = scenario;
  const checked = checkGiven(ready, scenario.inputs);
  if (!checked.ok) {
    const { diagnostics } = checked;
    return { result: { file, ok: false, name, text, diagnostics, differences: [] } };
  }
  const world = { ...scenario, inputs: checked.inputs };
  const simulation = simulate(plan, worldOf(world));
  const outcome = outcomeOf(simulation);
  const differences = compare(scenario.expect, outcome, simulation.state.executionId);
  const { durationMs } = outcome;
  return {
    result: { file, ok: differences.length === 0, name, text, diagnostics: [], differences, durationMs },
    simulation,
    world: { name, world },
  };
}
