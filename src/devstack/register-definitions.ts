import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, delimiter, join, parse, relative, resolve } from 'node:path';
import { own } from '../std/index.ts';
import { reasonOf } from './devstack-error.ts';

export interface Registration {
  readonly file: string;
  readonly outcome: 'registered' | 'refused';
  /** What the API said, its problems included. */
  readonly message: string;
}

const DEFINITION = /\.(ya?ml|json)$/;
const DEADLINE_MS = 30_000;

/** The definitions that ship, and those that BATON_WORKFLOWS names: files, or folders holding definitions or one folder
 * for each with a `workflow.yaml` in it. */
export function definitionFiles(shipped: string, further: string | undefined): readonly string[] {
  const places = (further ?? '').split(delimiter === ';' ? /[;,]/ : /[:,]/).filter((place) => place.trim() !== '');
  return [...new Set([shipped, ...places.map((place) => resolve(place.trim()))].flatMap(definitionsIn))];
}

function definitionsIn(place: string): readonly string[] {
  // A place that isn't there is kept: reading it fails, and that is reported under its name.
  if (!existsSync(place) || statSync(place).isFile()) return [place];
  const entries = readdirSync(place, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.isFile()) return DEFINITION.test(entry.name) ? [join(place, entry.name)] : [];
    return ['workflow.yaml', 'workflow.yml', 'workflow.json']
      .map((name) => join(place, entry.name, name))
      .filter((file) => existsSync(file))
      .slice(0, 1);
  });
}

/** Registers each with a running API. One that is refused doesn't keep the others out. */
export async function registerDefinitions(address: string, files: readonly string[]): Promise<readonly Registration[]> {
  const registrations: Registration[] = [];
  for (const file of files) {
    const shown = relative(process.cwd(), file);
    try {
      registrations.push({ file: shown, ...(await register(address, file)) });
    } catch (error) {
      registrations.push({ file: shown, outcome: 'refused', message: reasonOf(error) });
    }
  }
  return registrations;
}

async function register(address: string, file: string): Promise<Pick<Registration, 'outcome' | 'message'>> {
  const body = readFileSync(file);
  const format = file.endsWith('.json') ? 'json' : 'yaml';
  const { notationOf } = await import('../language/index.ts');
  const notation = notationOf(body.toString(), { format });
  const isSequence = notation === 'sequence';
  const name = nameOf(file);
  const isNamed = notation === 'actions' && /^[A-Za-z][A-Za-z0-9_-]{0,127}$/.test(name);
  const path = isSequence ? `/sequences/${encodeURIComponent(name)}` : '/orchestrator/register_workflow';
  const response = await fetch(`${address}${path}`, {
    method: isSequence ? 'PUT' : 'POST',
    headers: { 'content-type': `application/${format}`, ...(isNamed && { 'workflow-name': name }) },
    body,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const text = await response.text();
  return { outcome: response.ok ? 'registered' : 'refused', message: messageIn(text) ?? `HTTP ${response.status}` };
}

/** The file's, or of a `workflow.json` its folder's. */
function nameOf(file: string): string {
  const { name, dir } = parse(file);
  return name === 'workflow' || name === 'template' ? basename(dir) : name;
}

function messageIn(text: string): string | undefined {
  const body = parsed(text);
  const message = own(body, 'message');
  const details = own(own(body, 'error'), 'details');
  const problems = Array.isArray(details) ? details.map((each: unknown) => own(each, 'message')) : [];
  const lines = [message, ...problems].filter((line) => typeof line === 'string');
  return lines.length === 0 ? undefined : lines.join('\n    ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
