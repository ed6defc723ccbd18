import type { Argument, Command, Option } from 'commander';
import { overlapWords } from './schedule-words.ts';
import { standingWords } from './standing-words.ts';

/** What may stand in the place of the word that is being written. */
export interface Completions {
  readonly words: readonly Completion[];
  /** Names of files may stand there too. */
  readonly files: boolean;
}

export interface Completion {
  readonly word: string;
  readonly about?: string;
}

/** Names that only the API knows. */
export interface KnownNames {
  readonly workflows: () => Promise<readonly Completion[]>;
  readonly executions: () => Promise<readonly Completion[]>;
  readonly schedules: () => Promise<readonly Completion[]>;
}

/** Of options that take others too, or take them in another manner than one of them. */
const optionWords: ReadonlyMap<string, () => readonly string[]> = new Map<string, () => readonly string[]>([
  ['--overlap', () => overlapWords],
  ['--status', () => Object.values(standingWords).flatMap((each) => each.map((word) => word.toLowerCase()))],
  ['--zone', () => ['UTC', ...Intl.supportedValuesOf('timeZone')]],
]);

/** Of the words behind the name of the program the last is being written, and may be empty. Those that do not begin as it
 * does are left out. */
export async function completionsOf(
  program: Command,
  words: readonly string[],
  known: KnownNames,
): Promise<Completions> {
  const before = words.slice(0, -1);
  const begun = words.at(-1) ?? '';
  const { command, rest } = commandAt(program, before);
  const { words: found, files } = await wordsFor(command, rest, begun, known);
  return { words: found.filter(({ word }) => word.startsWith(begun)), files };
}

/** The command that is meant, and the words behind its name. */
function commandAt(program: Command, before: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  let at = 0;
  for (const word of before) {
    const inner = command.commands.find((each) => each.name() === word);
    if (inner === undefined) break;
    command = inner;
    at++;
  }
  return { command, rest: before.slice(at) };
}

async function wordsFor(
  command: Command,
  rest: readonly string[],
  begun: string,
  known: KnownNames,
): Promise<Completions> {
  const awaiting = optionAwaiting(command, rest);
  if (awaiting !== undefined) return await valuesOf(awaiting, begun, known);
  if (begun.startsWith('-') && !rest.includes('--')) return { words: optionsOf(command, rest), files: false };
  if (command.commands.length > 0 && rest.length === 0) {
    const words = command.commands.map((each) => ({ word: each.name(), about: each.summary() }));
    return { words, files: false };
  }
  const argument = argumentAt(command, positionals(command, rest).length);
  if (argument === undefined) return { words: [], files: false };
  const name = argument.name();
  if (name === 'workflow') return { words: await known.workflows(), files: command.name() === 'run' };
  if (name === 'schedule') return { words: await known.schedules(), files: false };
  if (name === 'id') return { words: await known.executions(), files: false };
  return choicesOr(argument.argChoices, { files: mayBeFile(name) });
}

async function valuesOf(option: Option, begun: string, known: KnownNames): Promise<Completions> {
  if (option.long === '--workflow') return { words: await known.workflows(), files: false };
  const fixed = optionWords.get(option.long ?? '')?.();
  if (fixed === undefined) return choicesOr(option.argChoices, { files: mayBeFile(option.flags) });
  // Several with commas: the last of them is being written.
  const before = option.long === '--status' ? begun.slice(0, begun.lastIndexOf(',') + 1) : '';
  return choicesOr(
    fixed.map((word) => `${before}${word}`),
    { files: false },
  );
}

function choicesOr(choices: readonly string[] | undefined, { files }: { readonly files: boolean }): Completions {
  return choices === undefined ? { words: [], files } : { words: choices.map((word) => ({ word })), files: false };
}

function mayBeFile(name: string): boolean {
  return /file|place|folder|inputs|answers/.test(name);
}

function optionsOf(command: Command, rest: readonly string[]): readonly Completion[] {
  const free = command.options.filter(
    (option) => option.variadic || repeats(option) || !rest.some((word) => isNamed(option, word)),
  );
  const listed = free.flatMap(({ long, hidden, description }) =>
    long === undefined || long === null || hidden ? [] : [{ word: long, about: description }],
  );
  return [...listed, { word: '--help', about: 'how it is used' }];
}

/** Options that are collected begin as an empty list. */
function repeats({ defaultValue }: Option): boolean {
  return Array.isArray(defaultValue);
}

/** The option whose value is being written. */
function optionAwaiting(command: Command, rest: readonly string[]): Option | undefined {
  const last = rest.at(-1);
  if (last === undefined || rest.includes('--')) return undefined;
  return command.options.find((option) => isNamed(option, last) && (option.required || option.optional));
}

function isNamed({ long, short }: Option, word: string): boolean {
  return word === long || word === short;
}

/** The words that are neither options nor their values. */
function positionals(command: Command, rest: readonly string[]): readonly string[] {
  return rest.filter((word, i) => !word.startsWith('-') && optionAwaiting(command, rest.slice(0, i)) === undefined);
}

function argumentAt({ registeredArguments: all }: Command, at: number): Argument | undefined {
  const last = all.at(-1);
  return all[at] ?? (last?.variadic === true ? last : undefined);
}
