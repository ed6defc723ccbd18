import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { nearest } from '../../problems/index.ts';

/** A definition and the scenarios beside it. */
export interface Suite {
  readonly definition: string;
  readonly scenarios: readonly string[];
}

const SCENARIOS = 'scenarios';
const WORKFLOW_FILES = [
  'workflow.yaml',
  'workflow.yml',
  'workflow.json',
  'template.json',
  'template.yaml',
  'template.yml',
];
const DEEPEST = 20;

/** What files and folders name: a definition with all of its scenarios, a single scenario, or all that lies below. Without
 * any, the definitions that ship, or else what lies below the working folder. */
export function findSuites(named: readonly string[]): readonly Suite[] {
  const places = named.length > 0 ? named : [existsSync('workflows-dsl') ? 'workflows-dsl' : '.'];
  const found = new Map<string, Set<string>>();
  for (const place of places) {
    for (const { definition, scenarios } of suitesAt(place)) {
      const all = found.get(definition) ?? new Set();
      for (const scenario of scenarios) all.add(scenario);
      found.set(definition, all);
    }
  }
  if (found.size === 0) throw new CliError(exitCodes.usage, `no definition in ${places.join(', ')}`);
  return [...found].map(([definition, scenarios]) => ({ definition, scenarios: [...scenarios] }));
}

/** The definitions in a folder and below it, as `test` finds them; of anything else, itself. */
export function definitionsAt(place: string): readonly string[] {
  if (!isFolder(place)) return [place];
  const found = below(place, 0).map(({ definition }) => definition);
  if (found.length > 0) return found;
  throw new CliError(exitCodes.usage, `no definition in ${place}: one is a file workflow.yaml, or is named itself`);
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A folder beside a definition whose name is nearly that of the folder of scenarios. */
export function misnamedFolder({ definition }: Suite): string | null {
  const folder = dirname(definition);
  const beside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const near = beside.find(({ name }) => name !== SCENARIOS && nearest(name, [SCENARIOS]) !== null);
  return near === undefined ? null : join(folder, near.name);
}

function suitesAt(place: string): readonly Suite[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(place).isDirectory();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(exitCodes.usage, `${place} cannot be read: ${reason}`);
  }
  if (isFolder) return basename(place) === SCENARIOS ? below(dirname(place), 0) : below(place, 0);
  const folder = dirname(place);
  if (basename(folder) !== SCENARIOS) return [{ definition: place, scenarios: scenariosIn(folder) }];
  const definition = definitionIn(dirname(folder));
  if (definition === null) throw new CliError(exitCodes.usage, `${place}: no definition beside ${folder}`);
  return [{ definition, scenarios: [place] }];
}

function below(folder: string, depth: number): readonly Suite[] {
  const definition = definitionIn(folder);
  const own = definition === null ? [] : [{ definition, scenarios: scenariosIn(folder) }];
  if (depth >= DEEPEST) return own;
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isSearched(entry.name))
    .map(({ name }) => name)
    .toSorted();
  return [...own, ...folders.flatMap((name) => below(join(folder, name), depth + 1))];
}

function isSearched(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules' && name !== 'dist' && name !== SCENARIOS;
}

/** `workflow.yaml`, or the only YAML file beside a folder of scenarios. */
function definitionIn(folder: string): string | null {
  const usual = WORKFLOW_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (usual !== undefined) return usual;
  if (!existsSync(join(folder, SCENARIOS))) return null;
  const candidates = readdirSync(folder).filter(isYaml).toSorted();
  const [only] = candidates;
  if (candidates.length > 1) {
    const names = candidates.join(', ');
    throw new CliError(
      exitCodes.usage,
      `${folder}: ${names}: say which one the scenarios are of, or name it workflow.yaml`,
    );
  }
  return only === undefined ? null : join(folder, only);
}

function scenariosIn(folder: string): readonly string[] {
  const beside = join(folder, SCENARIOS);
  if (!existsSync(beside)) return [];
  return readdirSync(beside)
    .filter(isYaml)
    .toSorted()
    .map((name) => join(beside, name));
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}
