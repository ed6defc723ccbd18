import type {
  BotStatus,
  FleetMemo,
  FleetOperation,
  FleetResult,
  FleetState,
  NumberedOrder,
  PageAsked,
  ShardOperation,
  ShardRef,
  ShardReport,
  ShardResult,
  ShardStart,
  ShardState,
  StatePiece,
  SwarmView,
  TaskStatus,
  Tier,
} from '../../fleet/index.ts';
import { isObject, own } from '../../std/index.ts';
import type { PackedFleetMemo } from './fleet-memo.ts';

/** Names and shapes that the workflows of bots and swarms, and whoever asks them, agree on. All of it is stored in Temporal's
 * histories: change a shape only by adding to it. */

export const swarmTypes = {
  fleet: 'baton.fleet',
  shard: 'baton.shard',
  /** Of what a shard is, on its way into the shard's next history. */
  piece: 'baton.piece',
} as const;

/** There is one. */
export const fleetWorkflowId = 'baton:fleet';

/** In the fleet's memo: PackedFleetMemo. */
export const fleetMemoKey = 'fleet';

export const swarmUpdates = { apply: 'baton.apply' } as const;

export const swarmQueries = { view: 'baton.view' } as const;

export const swarmSignals = {
  /** Fleet to shard: OrderShard. */
  order: 'baton.order',
  /** Fleet to shard: CloseShard. */
  close: 'baton.close',
  /** Shard to fleet: ToldFleet. */
  told: 'baton.told',
  /** Shard to fleet: ShardReport. */
  report: 'baton.report',
  /** Shard to piece: it is waited for. */
  give: 'baton.give',
  /** Piece to shard: GivenPiece. */
  piece: 'baton.piece',
} as const;

/** How often the entities tell of themselves. Histories grow with each. */
export interface Pace {
  /** From shard to fleet at most once in. */
  readonly reportMs: number;
  /** After the first change that was not reported, where nothing was for long. */
  readonly quietMs: number;
  /** How much later than it is due at the latest. */
  readonly slackMs: number;
  /** Into the fleet's memo, what shards reported, at most once in. */
  readonly memoMs: number;
  /** How long an operation that takes longer is held before it is answered that it is under way. */
  readonly answerMs: number;
  /** Before what did not reach its receiver is sent again; twice as long each time, up to the last. */
  readonly retryMs: readonly [number, number];
  /** A task that has told nothing for so long is looked at: somebody may have terminated its execution. */
  readonly silentMs: number;
  /** How often it is asked which those are. */
  readonly lookMs: number;
  /** Leaves its history when it has so many events, or when the server thinks it long. */
  readonly leaveAtEvents?: number;
  /** A shard that weighs more goes into its next history in pieces of so many bytes, packed. */
  readonly pieceBytes?: number;
}

export const usualPace: Pace = {
  reportMs: 2_000,
  quietMs: 400,
  slackMs: 200,
  memoMs: 500,
  answerMs: 2_000,
  retryMs: [500, 30_000],
  silentMs: 300_000,
  lookMs: 60_000,
};

interface EntityInput {
  readonly baton: 1;
  readonly engine: number;
  readonly pace?: Partial<Pace>;
}

/** As it was when it left its last history. */
interface Continued<State> {
  readonly state: State;
  readonly unsent: readonly Unsent[];
}

export interface ShardInput extends EntityInput {
  readonly shard:
    | { readonly kind: 'start'; readonly start: ShardStart }
    | ({ readonly kind: 'continued' } & Continued<ShardState> & HandedOn);
}

/** Beside the state of a shard. */
interface HandedOn {
  /** What the state weighs, pieces included. */
  readonly weight?: number;
  /** The workflows that have the rest of the state, in order. */
  readonly pieces?: readonly string[];
  /** What came while it was handed on. */
  readonly heard?: readonly Heard[];
}

/** A signal that waits for the next history. */
export interface Heard {
  readonly signal: string;
  readonly content: unknown;
}

export interface PieceInput extends EntityInput {
  readonly piece: Piece & {
    /** The workflow that will ask for it. */
    readonly of: string;
  };
}

export interface Piece {
  readonly rows?: StatePiece;
  readonly heard?: readonly Heard[];
}

export interface GivenPiece {
  readonly baton: 1;
  readonly from: string;
  readonly piece: Piece;
}

export interface FleetInput extends EntityInput {
  readonly fleet:
    | {
        readonly kind: 'start';
        readonly capacity: number;
        /** Its swarms are of later ones: there may be shards of a fleet that somebody has terminated. */
        readonly eras?: number;
      }
    | ({ readonly kind: 'continued' } & Continued<FleetState>);
}

export function isShardInput(input: unknown): input is ShardInput {
  return isObject(input) && own(input, 'baton') === 1 && isObject(own(input, 'shard'));
}

export function isFleetInput(input: unknown): input is FleetInput {
  return isObject(input) && own(input, 'baton') === 1 && isObject(own(input, 'fleet'));
}

export function isPieceInput(input: unknown): input is PieceInput {
  return isObject(input) && own(input, 'baton') === 1 && isObject(own(input, 'piece'));
}

/** A signal that has not reached its receiver yet. */
export interface Unsent {
  readonly to: string;
  readonly signal: string;
  readonly content: object;
}

/** What a shard is asked to do in one go. */
export interface ShardApply {
  readonly baton: 1;
  readonly operations: readonly ShardOperation[];
}

export interface ShardApplied {
  readonly baton: 1;
  /** `null`: nothing was done of this one, since its answer had no room beside the others; it is to be asked again. */
  readonly results: readonly (ShardResult | null)[];
  /** How it stands now. */
  readonly report: Pick<ShardReport, 'era' | 'revision' | 'counters'>;
}

export interface FleetApply {
  readonly baton: 1;
  /** Bots that there may be. */
  readonly capacity: number;
  readonly operations: readonly FleetOperation[];
}

export interface FleetApplied {
  readonly baton: 1;
  /** `null`: it is under way, and to be asked again. */
  readonly results: readonly (FleetResult | null)[];
}

export interface OrderShard {
  /** Whom it is meant for: of a swarm that was deleted another may have the id, and of a shard that is gone the next one. */
  readonly shard?: ShardRef & { readonly era: number };
  readonly orders: readonly NumberedOrder[];
}

/** What shards are told that the fleet knows nothing of. */
export interface CloseShard {
  /** It is meant for shards of eras before this one. */
  readonly before: number;
}

/** What a shard is asked to show. */
export type ShardQuestion =
  | { readonly kind: 'bot'; readonly bot: number }
  | ({ readonly kind: 'bots'; readonly status?: BotStatus; readonly tier?: Tier } & PageAsked)
  | ({ readonly kind: 'dead-letters' } & PageAsked)
  | ({ readonly kind: 'tasks-of-bot'; readonly bot: number } & PageAsked)
  | { readonly kind: 'task'; readonly task: string }
  | ({ readonly kind: 'mass'; readonly mass: string; readonly status?: TaskStatus } & PageAsked);

export type FleetQuestion =
  | { readonly kind: 'swarm'; readonly swarm: string }
  | ({ readonly kind: 'swarms' } & PageAsked)
  | { readonly kind: 'mass'; readonly mass: string }
  | ({ readonly kind: 'masses'; readonly swarm: string } & PageAsked);

/** A swarm with the newest report of each shard that its figures are the sum of. */
export interface FleetSwarm {
  readonly view: SwarmView;
  readonly rows: FleetMemo['rows'];
}

export type SwarmEnvelope =
  | ShardInput
  | PieceInput
  | GivenPiece
  | FleetInput
  | ShardApply
  | ShardApplied
  | FleetApply
  | FleetApplied
  | PackedFleetMemo;
