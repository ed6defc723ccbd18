import type { ShardCounters, ShardOperation, ShardOrder, TaskStatus } from '../../src/fleet/index.ts';

/** What a shard does, as slowly and plainly as it can be said: two lists, looked through each time. */
export interface ModelBot {
  readonly index: number;
  isThere: boolean;
  isDraining: boolean;
  isLost: boolean;
  lastActive: number;
  completed: number;
  failed: number;
  cancelled: number;
  lease: { task: ModelTask; until: number } | null;
}

export interface ModelTask {
  readonly id: string;
  readonly at: number;
  readonly capabilities: readonly string[];
  readonly runs: boolean;
  readonly mass: ModelMass | null;
  /** Whose share it is. */
  readonly origin: number | null;
  status: TaskStatus;
  bot: ModelBot | null;
  attempt: number;
  lostBy: ModelBot[];
  /** In the order in which tasks came to bots, to wait and to the dead; 0: a share where it was given. */
  came: number;
}

export interface ModelMass {
  readonly id: string;
  /** When it began to have open shares. */
  opened: number;
}

export class ShardModel {
  readonly bots: ModelBot[] = [];
  readonly tasks: ModelTask[] = [];
  readonly masses: ModelMass[] = [];
  readonly able: readonly string[];
  created = 0;
  draining = false;
  closed = false;
  private clock = 0;

  constructor(able: readonly string[]) {
    this.able = able;
  }

  bot(index: number): ModelBot | undefined {
    return this.bots.find((bot) => bot.index === index && bot.isThere);
  }

  task(id: string): ModelTask | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  private has(bot: ModelBot): ModelTask[] {
    return this.tasks.filter((task) => task.bot === bot && isOpen(task));
  }

  private least(capabilities: readonly string[], among = this.bots): ModelBot | null {
    if (!capabilities.every((each) => this.able.includes(each))) return null;
    const fit = among.filter((bot) => bot.isThere && !bot.isLost && bot.isDraining === this.draining);
    const sorted = fit.toSorted(
      (a, b) => this.has(a).length - this.has(b).length || a.lastActive - b.lastActive || a.index - b.index,
    );
    return sorted[0] ?? null;
  }

  private give(task: ModelTask, bot: ModelBot | null): void {
    task.bot = bot;
    task.came = ++this.clock;
    task.status = bot === null ? 'waiting' : 'assigned';
  }

  private waiting(): ModelTask[] {
    return this.tasks.filter(({ status }) => status === 'waiting').toSorted((a, b) => a.came - b.came);
  }

  private serve(bots: ModelBot[]): void {
    for (const task of this.waiting()) {
      const bot = this.least(task.capabilities, bots);
      if (bot !== null) this.give(task, bot);
    }
  }

  private heardOf(bot: ModelBot, at: number): void {
    bot.lastActive = at;
    if (!bot.isLost) return;
    bot.isLost = false;
    if (bot.isDraining === this.draining) this.serve([bot]);
    else for (const task of this.waiting()) if (task.lostBy.includes(bot)) this.give(task, bot);
  }

  timeCame(at: number): void {
    const over = this.bots.filter(({ lease }) => lease !== null && lease.until <= at);
    over.sort((a, b) => (a.lease?.until ?? 0) - (b.lease?.until ?? 0) || a.index - b.index);
    for (const bot of over) {
      const task = bot.lease?.task;
      bot.lease = null;
      bot.isLost = true;
      if (task === undefined) continue;
      task.lostBy.push(bot);
      if (task.lostBy.length < 3) {
        task.attempt++;
        task.bot = null;
        this.give(task, this.least(task.capabilities));
      } else {
        task.bot = null;
        task.status = 'dead';
        task.came = ++this.clock;
      }
    }
  }

  /** Its code, where it is refused; else null, and it is done. */
  apply(operation: ShardOperation, at: number): string | null {
    switch (operation.kind) {
      case 'assign': {
        const { id, capabilities = [], run } = operation.task;
        if (this.task(id) !== undefined) return 'idempotency-key-reused';
        const named = operation.bot === undefined ? undefined : this.bot(operation.bot);
        if (operation.bot !== undefined) {
          if (named === undefined) return 'bot-not-found';
          if (named.isDraining) return 'bot-draining';
          if (named.isLost) return 'bot-lost';
          if (!capabilities.every((each) => this.able.includes(each))) return 'capability-missing';
        }
        const bot = named ?? (this.draining ? null : this.least(capabilities));
        if (bot === null) return 'no-bot-available';
        const task = newTask(id, at, { capabilities, runs: run !== undefined });
        this.tasks.push(task);
        this.give(task, bot);
        return null;
      }
      case 'complete':
      case 'fail': {
        const bot = this.bot(operation.bot);
        const task = this.task(operation.task);
        if (bot === undefined) return 'bot-not-found';
        const refused = whyNot(task, bot);
        if (task === undefined || refused !== null) return refused;
        this.end(task, operation.kind === 'complete' ? 'completed' : 'failed');
        this.heardOf(bot, at);
        return null;
      }
      case 'lease': {
        const bot = this.bot(operation.bot);
        if (bot === undefined) return 'bot-not-found';
        const named = operation.task ?? bot.lease?.task.id;
        if (bot.lease !== null && bot.lease.task.id !== named) return 'lease-held';
        const refused = named === undefined ? null : whyNot(this.task(named), bot);
        if (refused !== null) return refused;
        this.heardOf(bot, at);
        const task = named === undefined ? this.next(bot) : this.task(named);
        if (task !== undefined) bot.lease = { task, until: at + operation.forMs };
        return null;
      }
      case 'renew': {
        const bot = this.bot(operation.bot);
        if (bot === undefined) return 'bot-not-found';
        if (bot.lease === null) return 'task-lease-lost';
        bot.lease.until = at + operation.forMs;
        bot.lastActive = at;
        return null;
      }
      case 'retry-dead':
      case 'discard-dead': {
        const task = this.task(operation.task);
        if (task?.status !== 'dead') return 'dead-letter-not-found';
        if (operation.kind === 'discard-dead') task.status = 'cancelled';
        else {
          task.attempt = 1;
          task.lostBy = [];
          this.give(task, this.least(task.capabilities));
        }
        return null;
      }
    }
  }

  private next(bot: ModelBot): ModelTask | undefined {
    const all = this.has(bot).filter(({ runs }) => !runs);
    const own = all.filter(({ came }) => came > 0).toSorted((a, b) => a.came - b.came)[0];
    const shares = all.filter(({ came }) => came === 0);
    shares.sort((a, b) => a.at - b.at || (a.mass?.opened ?? 0) - (b.mass?.opened ?? 0));
    const share = shares[0];
    return share !== undefined && (own === undefined || share.at < own.at) ? share : own;
  }

  private end(task: ModelTask, status: 'completed' | 'failed'): void {
    task.status = status;
    if (task.bot === null) return;
    task.bot[status]++;
    if (task.bot.lease?.task === task) task.bot.lease = null;
  }

  ran(id: string, status: 'completed' | 'failed'): void {
    const task = this.task(id);
    if (task?.status === 'running') this.end(task, status);
  }

  order(order: ShardOrder, at: number): void {
    switch (order.kind) {
      case 'add': {
        const [first, last] = order.bots;
        const those: ModelBot[] = [];
        for (let index = first; index <= last; index++) {
          const bot = { index, isThere: true, isDraining: this.draining, isLost: false, lastActive: at, lease: null };
          those.push({ ...bot, completed: 0, failed: 0, cancelled: 0 });
        }
        // What the orchestrator still does for one that has gone is that of who has its id now.
        for (const task of this.tasks.filter(({ status }) => status === 'running')) {
          task.bot = those.find(({ index }) => index === task.bot?.index) ?? task.bot;
        }
        this.bots.push(...those);
        this.created += those.length;
        this.serve(those);
        return;
      }
      case 'remove': {
        const those = this.bots.filter((bot) => bot.isThere && isIn(bot.index, order.bots)).toSorted(byIndex);
        for (const bot of those) Object.assign(bot, { isThere: false, lease: null });
        for (const bot of those) {
          const left = this.has(bot).filter(({ status }) => status !== 'running');
          left.sort(
            (a, b) => ofItsOwn(a) - ofItsOwn(b) || a.came - b.came || (a.mass?.opened ?? 0) - (b.mass?.opened ?? 0),
          );
          for (const task of left) {
            task.bot = null;
            this.give(task, this.least(task.capabilities));
          }
        }
        return;
      }
      case 'drain':
        for (const bot of this.bots) {
          if (bot.isThere && (order.bots === undefined || isIn(bot.index, order.bots))) bot.isDraining = true;
        }
        if (order.bots !== undefined) return;
        this.draining = true;
        this.serve(this.bots);
        return;
      case 'mass': {
        const mass = { id: order.mass, opened: ++this.clock };
        this.masses.push(mass);
        for (const bot of this.bots.filter(({ isThere, isDraining }) => isThere && !isDraining).toSorted(byIndex)) {
          const task = newTask(`${mass.id}-${bot.index}`, at, {
            mass,
            origin: bot.index,
            runs: order.run !== undefined,
          });
          task.bot = bot;
          this.tasks.push(task);
        }
        return;
      }
      case 'retry-mass': {
        const shares = this.tasks.filter(({ mass, origin }) => mass?.id === order.mass && origin !== null);
        const failed = shares.filter(({ status }) => status === 'failed').toSorted(byOrigin);
        const mass = this.masses.find(({ id }) => id === order.mass);
        if (failed.length > 0 && mass !== undefined && !shares.some((share) => isOpen(share) || isLoose(share))) {
          mass.opened = ++this.clock;
        }
        for (const task of failed) {
          if (task.bot !== null) task.bot.failed--;
          Object.assign(task, { bot: null, status: 'waiting', attempt: task.attempt + 1, lostBy: [] });
        }
        for (const task of failed) {
          const own = this.bot(task.origin ?? -1);
          if (own?.isDraining === this.draining) Object.assign(task, { bot: own, status: 'assigned', came: 0 });
        }
        for (const task of failed.filter(({ bot }) => bot === null)) {
          const other = this.least([]);
          const own = this.bot(task.origin ?? -1);
          if (other !== null || own === undefined) this.give(task, other);
          else Object.assign(task, { bot: own, status: 'assigned', came: 0 });
        }
        return;
      }
      case 'close':
        for (const task of this.tasks.filter((each) => isOpen(each) || isLoose(each))) task.status = 'cancelled';
        for (const bot of this.bots) Object.assign(bot, { isThere: false, lease: null });
        this.closed = true;
        return;
      case 'forget-mass':
        throw new Error('not of this model');
    }
  }

  counters(): Omit<ShardCounters, 'tiers'> {
    const there = this.bots.filter(({ isThere }) => isThere);
    const tasks = (...status: TaskStatus[]): number => this.tasks.filter((task) => status.includes(task.status)).length;
    const lost = there.filter(({ isLost }) => isLost).length;
    const draining = there.filter(({ isLost, isDraining }) => isDraining && !isLost).length;
    return {
      bots: there.length,
      active: there.length - lost - draining,
      draining,
      lost,
      created: this.created,
      given: this.tasks.length,
      pending: tasks('assigned', 'running'),
      waiting: tasks('waiting'),
      dead: tasks('dead'),
      completed: tasks('completed'),
      failed: tasks('failed'),
      cancelled: tasks('cancelled'),
    };
  }

  pendingOf(bot: ModelBot): number {
    return this.has(bot).length;
  }

  /** Leased is no state of its own here. */
  statusOf(task: ModelTask): TaskStatus {
    return task.status === 'assigned' && task.bot?.lease?.task === task ? 'leased' : task.status;
  }
}

function newTask(id: string, at: number, more: Partial<ModelTask>): ModelTask {
  const empty = { capabilities: [], runs: false, mass: null, origin: null, bot: null, attempt: 1, lostBy: [], came: 0 };
  return { id, at, status: 'assigned', ...empty, ...more };
}

function isOpen({ status }: ModelTask): boolean {
  return status === 'assigned' || status === 'running';
}

function isLoose({ status }: ModelTask): boolean {
  return status === 'waiting' || status === 'dead';
}

function whyNot(task: ModelTask | undefined, bot: ModelBot): string | null {
  if (task === undefined) return 'task-not-found';
  if (!isOpen(task) && !isLoose(task)) return 'task-already-ended';
  if (task.bot !== bot) return task.lostBy.includes(bot) ? 'task-lease-lost' : 'task-of-another-bot';
  return task.runs ? 'task-runs-itself' : null;
}

function isIn(index: number, ranges: readonly (readonly [number, number])[]): boolean {
  return ranges.some(([first, last]) => first <= index && index <= last);
}

/** What is a task of its own before shares that never left. */
function ofItsOwn({ came }: ModelTask): number {
  return came === 0 ? 1 : 0;
}

const byIndex = (a: ModelBot, b: ModelBot): number => a.index - b.index;
const byOrigin = (a: ModelTask, b: ModelTask): number => (a.origin ?? 0) - (b.origin ?? 0);
