import { type Json, jsonBytes } from '../std/index.ts';
import type { EndedRow, ShardState } from './shard-state.ts';

/** What a state may hold much of: lists, any end of which may be told apart from the rest. */
const cuttable = ['types', 'tasks', 'masses', 'leases', 'running', 'ended', 'ops'] as const;
type Cuttable = (typeof cuttable)[number];

/** Ends of the lists of a state, which stand behind what the state itself and the pieces before it hold. */
export type StatePiece = Partial<Pick<ShardState, Cuttable>>;

/** No text packs to more. */
const packedShare = 5 / 6;

/** Of an operation or an ended task that is remembered, packed: most of it are ids, which are random. */
const packedRow = 30;

const weights: { readonly [List in Cuttable]: (row: ShardState[List][number]) => number } = {
  types: weigh,
  tasks: weigh,
  masses: weigh,
  leases: weigh,
  running: weigh,
  ended: (row: EndedRow) => packedRow + row[8] * packedShare,
  ops: () => packedRow,
};

function weigh(value: unknown): number {
  return (jsonBytes(value as Json) + 1) * packedShare;
}

function weightOf<List extends Cuttable>(list: List, row: ShardState[List][number]): number {
  return (weights[list] as (row: ShardState[List][number]) => number)(row);
}

/** Bytes that it takes when it is packed, at the most. */
export function weighState(state: ShardState): number {
  return cuttable.reduce(
    (sum, list) => state[list].reduce((before, row) => before + weightOf(list, row), sum),
    weigh(withoutLists(state)),
  );
}

function withoutLists(state: ShardState): ShardState {
  return { ...state, ...Object.fromEntries(cuttable.map((list) => [list, []])) };
}

/** Into parts that weigh no more than that each, as far as single rows do not; the first of them is a state by itself. Most are one. */
export function cutState(
  state: ShardState,
  most: number,
): { readonly state: ShardState; readonly pieces: readonly StatePiece[] } {
  const first = withoutLists(state);
  const parts: { -readonly [List in Cuttable]?: Json[] }[] = [{}];
  let weight = weigh(first);
  for (const list of cuttable) {
    for (const row of state[list]) {
      const more = weightOf(list, row);
      if (weight + more > most && weight > 0) {
        parts.push({});
        weight = 0;
      }
      weight += more;
      const part = parts[parts.length - 1] as { [List in Cuttable]?: Json[] };
      (part[list] ??= []).push(row as unknown as Json);
    }
  }
  const [own, ...pieces] = parts as unknown as StatePiece[];
  return { state: { ...first, ...own }, pieces };
}

/** The pieces in the order in which they were cut. */
export function joinState(state: ShardState, pieces: readonly StatePiece[]): ShardState {
  const parts: readonly StatePiece[] = [state, ...pieces];
  const lists = cuttable.map((list) => [list, parts.flatMap((part): readonly unknown[] => part[list] ?? [])]);
  return { ...state, ...Object.fromEntries(lists) };
}
