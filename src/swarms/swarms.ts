import type { SwarmStatus, TaskRun, TaskStatus, Tier } from '../fleet/index.ts';
import type { Json } from '../std/index.ts';

/** What the HTTP side asks of bots and swarms. Ids are those that callers see (`bot-abc-123`, `swarm-abc`, `task-…`,
 * `mass-…`); times are milliseconds. What cannot be done is thrown as a Refusal. */

export type BotStatus = 'active' | 'draining' | 'lost';

/** What a request is known by when it comes again: the same key with the same request has the same answer, with another
 * it is refused. */
export interface Asked {
  readonly key?: string;
}

export interface NewBot {
  readonly name: string;
  readonly tier: Tier;
  readonly capabilities: readonly string[];
}

export interface NewSwarm extends NewBot {
  /** The caller's own; made up otherwise. */
  readonly id?: string;
  readonly count: number;
}

/** Always: all = pending + completed + failed + cancelled. Of a swarm, those that wait for a bot and its dead letters are
 * pending. */
export interface TaskCounts {
  readonly pending: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface BotView {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly status: BotStatus | 'deleted';
  readonly swarmId: string;
  readonly capabilities: readonly string[];
  readonly createdAt: number;
  readonly lastActive: number;
  readonly tasks: TaskCounts;
  /** Until when it has said that it works, and at which task. */
  readonly lease?: { readonly until: number; readonly taskId: string };
}

export interface SwarmView {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly status: SwarmStatus;
  readonly capabilities: readonly string[];
  readonly createdAt: number;
  readonly botCount: number;
  readonly activeBots: number;
  readonly lostBots: number;
  readonly tasks: TaskCounts;
  readonly deadLetters: number;
}

/** What other processes did may be missing for up to three seconds. */
export interface FleetStatistics {
  readonly at: number;
  readonly totalCreated: number;
  readonly activeBots: number;
  readonly drainingBots: number;
  readonly lostBots: number;
  /** Of all bots there ever were. */
  readonly tasks: TaskCounts;
  readonly deadLetters: number;
  readonly tasksExecuted: number;
  readonly byTier: Readonly<Record<Tier, TierStatistics>>;
  readonly swarmCount: number;
  readonly capacity: number;
  /** Places that are free: capacity less bots on record, whatever their status. */
  readonly capacityRemaining: number;
}

export interface TierStatistics {
  readonly activeBots: number;
  readonly completed: number;
  readonly failed: number;
  /** From assignment to completion, of those that have completed; null before the first. */
  readonly averageLatencyMs: number | null;
  /** Completed of late; null where nothing is known of it yet. */
  readonly perMinute: number | null;
}

export interface TaskToGive {
  readonly type: string;
  readonly data: Json;
  /** All of which the bot must have. */
  readonly capabilities: readonly string[];
  /** What the orchestrator does itself; without it the task waits for its bot. */
  readonly run?: TaskRun;
}

export interface TaskView {
  readonly id: string;
  readonly type: string;
  readonly status: TaskStatus;
  readonly swarmId: string;
  /** Who has it, or ended it; null while it waits for one. */
  readonly botId: string | null;
  /** Of ended tasks it is not kept for good. */
  readonly data?: Json;
  readonly capabilities: readonly string[];
  readonly assignedAt: number;
  /** How many bots have had it. */
  readonly attempts: number;
  readonly endedAt?: number;
  readonly result?: Json;
  readonly error?: string;
  /** Of a mass task: which, and as which of how many. */
  readonly mass?: { readonly id: string; readonly index: number; readonly of: number };
}

/** What is known of a task right after it was given; without a bot it waits for one. */
export type GivenTask = Pick<TaskView, 'id' | 'type' | 'botId' | 'assignedAt'>;

export interface Lease {
  readonly botId: string;
  /** Null where there is nothing to do. */
  readonly task: Pick<TaskView, 'id' | 'type' | 'data' | 'assignedAt' | 'attempts' | 'mass'> | null;
  readonly until: number | null;
}

export interface Renewed {
  readonly botId: string;
  readonly taskId: string;
  readonly until: number;
}

export interface MassView {
  readonly id: string;
  readonly type: string;
  readonly swarmId: string;
  /** Bots that got it. */
  readonly assignments: number;
  readonly tasks: TaskCounts;
  readonly at: number;
}

export interface BotOutcome {
  /** Whose share it is. */
  readonly botId: string;
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly error?: string;
  /** Another bot that has it, or has done it. */
  readonly movedTo?: string;
}

/** A page may be shorter than its limit though another follows. */
export interface PageAsked {
  readonly limit: number;
  /** What the page before gave; any other is refused (`invalid-cursor`). */
  readonly cursor?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null on the last page. */
  readonly next: string | null;
}

export interface BotFilter {
  readonly tier?: Tier;
  readonly status?: BotStatus;
}

export interface Swarms {
  readonly createBot: (bot: NewBot, asked: Asked) => Promise<BotView>;
  /** With the ids of its first bots, at most `ids` of them, and the cursor for the rest. */
  readonly createSwarm: (
    swarm: NewSwarm,
    asked: Asked & { readonly ids: number },
  ) => Promise<{ readonly swarm: SwarmView; readonly bots: Page<string> }>;
  readonly bot: (botId: string) => Promise<BotView>;
  readonly swarm: (swarmId: string) => Promise<SwarmView>;
  /** In the order of their making. */
  readonly bots: (filter: BotFilter & { readonly swarmId?: string }, page: PageAsked) => Promise<Page<BotView>>;
  readonly swarms: (filter: { readonly status?: SwarmStatus }, page: PageAsked) => Promise<Page<SwarmView>>;
  readonly statistics: () => Promise<FleetStatistics>;

  readonly resize: (swarmId: string, count: number, asked: Asked) => Promise<SwarmView>;
  readonly drainSwarm: (swarmId: string) => Promise<SwarmView>;
  readonly removeSwarm: (swarmId: string) => Promise<SwarmView>;
  readonly drainBot: (botId: string) => Promise<BotView>;
  readonly removeBot: (botId: string) => Promise<BotView>;

  readonly assign: (botId: string, task: TaskToGive, asked: Asked) => Promise<GivenTask>;
  /** To the bot that has the least to do. */
  readonly assignToSwarm: (swarmId: string, task: TaskToGive, asked: Asked) => Promise<GivenTask>;
  /** To every bot that is able. */
  readonly distribute: (swarmId: string, task: TaskToGive, asked: Asked) => Promise<MassView>;
  readonly complete: (
    botId: string,
    taskId: string,
    asked: Asked & { readonly result?: Json },
  ) => Promise<{ readonly taskId: string; readonly botId: string; readonly at: number }>;
  readonly fail: (
    botId: string,
    taskId: string,
    asked: Asked & { readonly error: string },
  ) => Promise<{ readonly taskId: string; readonly botId: string; readonly at: number }>;
  /** The bot's next task, or the one that is named. */
  readonly lease: (
    botId: string,
    asked: Asked & { readonly forMs: number; readonly taskId?: string },
  ) => Promise<Lease>;
  readonly renew: (botId: string, asked: { readonly forMs: number }) => Promise<Renewed>;

  /** Those that are to be done first, in the order in which they will be; then those that have ended, the last first. */
  readonly tasksOfBot: (botId: string, page: PageAsked) => Promise<Page<TaskView>>;
  /** A task of any bot, one of a mass task too. */
  readonly task: (taskId: string) => Promise<TaskView>;
  /** The last first. */
  readonly massTasks: (swarmId: string, page: PageAsked) => Promise<Page<MassView>>;
  readonly massTask: (swarmId: string, massId: string) => Promise<MassView>;
  /** In the order of the bots. */
  readonly outcomes: (
    swarmId: string,
    massId: string,
    page: PageAsked & { readonly status?: TaskStatus },
  ) => Promise<Page<BotOutcome>>;
  /** Those that have failed are to be done again, and only those. */
  readonly retryMass: (
    swarmId: string,
    massId: string,
    asked: Asked,
  ) => Promise<{ readonly mass: MassView; readonly retried: number }>;

  /** The last first. */
  readonly deadLetters: (swarmId: string, page: PageAsked) => Promise<Page<TaskView>>;
  readonly retryDead: (swarmId: string, taskId: string) => Promise<GivenTask>;
  readonly discardDead: (swarmId: string, taskId: string) => Promise<{ readonly taskId: string; readonly at: number }>;
}
