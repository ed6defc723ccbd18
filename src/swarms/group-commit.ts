import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../problems/index.ts';
import { swarmLimits } from './limits.ts';

/** What an entity answers to the operations that came together, each `null` that is to be asked again: there was no room to
 * answer it beside the others, or it is under way. */
export type Answers<Answer> = readonly (Answer | null)[];

export interface GroupCommitOptions<Entity, Operation, Answer> {
  /** The line that its operations stand in. */
  readonly nameOf: (entity: Entity) => string;
  /** Performs them in one go; asked again with the same `batch` where it is not known whether it did. */
  readonly send: (entity: Entity, batch: string, operations: readonly Operation[]) => Promise<Answers<Answer>>;
  /** Names a batch, uniquely. */
  readonly nameBatch: () => string;
  /** Updates on one entity at a time. */
  readonly inFlight?: number;
  /** On all together. */
  readonly allInFlight?: number;
  /** How long operations wait while others are under way, in times of what an update takes: none of them goes alone that
   * could go with others. */
  readonly gatherFor?: number;
  readonly deadlineMs?: number;
  /** For one that is under way: longer than that nobody waits. */
  readonly patienceMs?: number;
  readonly mostWaiting?: number;
  /** In all lines together. */
  readonly mostBytes?: number;
  /** After that an entity that does not answer takes no turn from others. */
  readonly slowMs?: number;
}

export interface GroupCommit<Entity, Operation, Answer> {
  readonly submit: (entity: Entity, operation: Operation) => Promise<Answer>;
}

interface Waiting<Operation, Answer> {
  readonly operation: Operation;
  readonly bytes: number;
  readonly given: number;
  readonly settle: (answer: Answer) => void;
  readonly fail: (reason: unknown) => void;
}

/** What is sent in one update, again and again until it is answered. */
interface Batch<Operation, Answer> {
  readonly name: string;
  waiting: readonly Waiting<Operation, Answer>[];
  /** Before it is sent again. */
  pauseMs: number;
}

interface Line<Entity, Operation, Answer> {
  readonly name: string;
  readonly entity: Entity;
  waiting: Waiting<Operation, Answer>[];
  /** To be sent again, and now. */
  again: Batch<Operation, Answer>[];
  /** Batches that are not answered, those included that pause. */
  inFlight: number;
  /** When the entity was last heard of: deadlines are counted from then. */
  heardAt: number;
}

const firstPauseMs = 50;
const longestPauseMs = 1_000;

/** One line for each entity, and one that does not answer holds up no other: what has gathered while the last updates were under way is the next one. An update costs
 * the same whether it holds one operation or a hundred, so the more there is to do, the cheaper each becomes. Of several lines
 * the one goes first that has waited longest. */
export function createGroupCommit<Entity, Operation, Answer>({
  nameOf,
  send,
  nameBatch,
  inFlight = swarmLimits.updatesInFlight,
  allInFlight = swarmLimits.allUpdatesInFlight,
  gatherFor = swarmLimits.gatherFor,
  deadlineMs = swarmLimits.deadlineMs,
  patienceMs = swarmLimits.patienceMs,
  mostWaiting = swarmLimits.mostWaiting,
  mostBytes = swarmLimits.mostBytesWaiting,
  slowMs = swarmLimits.slowMs,
}: GroupCommitOptions<Entity, Operation, Answer>): GroupCommit<Entity, Operation, Answer> {
  const lines = new Map<string, Line<Entity, Operation, Answer>>();
  /** Those that have something to send and may, in the order in which they will. */
  const ready = new Set<Line<Entity, Operation, Answer>>();
  /** Turns that are taken. */
  let underWay = 0;
  const usual = createUsualTime();
  let gathering: NodeJS.Timeout | undefined;
  let bytesWaiting = 0;

  return {
    submit: async (entity, operation) => {
      const line = lineOf(entity);
      if (line.waiting.length >= mostWaiting) throw tooMany(line.name, mostWaiting);
      const bytes = Buffer.byteLength(JSON.stringify(operation));
      if (bytesWaiting > 0 && bytesWaiting + bytes > mostBytes) throw tooMuch(mostBytes);
      bytesWaiting += bytes;
      try {
        return await new Promise<Answer>((settle, fail) => {
          line.waiting.push({ operation, bytes, given: Date.now(), settle, fail });
          advance(line);
        });
      } finally {
        bytesWaiting -= bytes;
      }
    },
  };

  function lineOf(entity: Entity): Line<Entity, Operation, Answer> {
    const name = nameOf(entity);
    const there = lines.get(name);
    if (there !== undefined) return there;
    const line: Line<Entity, Operation, Answer> = { name, entity, waiting: [], again: [], inFlight: 0, heardAt: 0 };
    lines.set(name, line);
    return line;
  }

  function advance(line: Line<Entity, Operation, Answer>): void {
    if (hasSomething(line)) ready.add(line);
    else ready.delete(line);
    if (line.waiting.length === 0 && line.inFlight === 0) lines.delete(line.name);
    goOn();
  }

  function goOn(): void {
    clearTimeout(gathering);
    while (underWay < allInFlight) {
      const [next] = ready;
      if (next === undefined) return;
      const waitMs = underWay === 0 ? 0 : waitOf(next);
      if (waitMs > 0) {
        gathering = setTimeout(goOn, waitMs).unref();
        return;
      }
      ready.delete(next);
      void commit(next, next.again.shift() ?? nextBatch(next));
      if (hasSomething(next)) ready.add(next);
    }
  }

  /** Where others are under way. */
  function waitOf({ again, waiting: [first] }: Line<Entity, Operation, Answer>): number {
    return again.length > 0 || first === undefined ? 0 : Math.ceil(first.given + gatherFor * usual.ms() - Date.now());
  }

  function hasSomething(line: Line<Entity, Operation, Answer>): boolean {
    return line.again.length > 0 || (line.waiting.length > 0 && line.inFlight < inFlight);
  }

  function nextBatch(line: Line<Entity, Operation, Answer>): Batch<Operation, Answer> {
    let bytes = 0;
    const beyond = line.waiting.findIndex((each, at) => {
      bytes += each.bytes;
      return at > 0 && (at >= swarmLimits.operationsInUpdate || bytes > swarmLimits.bytesInUpdate);
    });
    line.inFlight++;
    const waiting = line.waiting.splice(0, beyond === -1 ? line.waiting.length : beyond);
    return { name: nameBatch(), waiting, pauseMs: firstPauseMs };
  }

  async function commit(line: Line<Entity, Operation, Answer>, batch: Batch<Operation, Answer>): Promise<void> {
    const giveBack = takeTurn(line);
    const begun = Date.now();
    try {
      const operations = batch.waiting.map(({ operation }) => operation);
      const answers = await send(line.entity, batch.name, operations);
      line.heardAt = Date.now();
      usual.note(line.heardAt - begun);
      const again = unanswered(batch.waiting, answers);
      giveBack();
      // An entity that is about to leave its history says so at once.
      if (again.length > 0 && again.length === operations.length) await sleep(firstPauseMs);
      line.waiting.unshift(...again);
      line.inFlight--;
    } catch (error) {
      giveBack();
      if (!isPassing(error)) for (const { fail } of batch.waiting) fail(error);
      else {
        // The others wait on: the same update may yet be answered.
        batch.waiting = failLate(line, batch, error);
        // Nor will those behind it be.
        line.waiting = [...failLate(line, { waiting: line.waiting, pauseMs: 0 }, error)];
      }
      if (!isPassing(error) || batch.waiting.length === 0) line.inFlight--;
      else {
        await sleep(batch.pauseMs);
        batch.pauseMs = Math.min(2 * batch.pauseMs, longestPauseMs);
        line.again.push(batch);
      }
    }
    advance(line);
  }

  /** Given back when it is answered, or lasts: an entity that does not answer takes nothing from others. */
  function takeTurn(line: Line<Entity, Operation, Answer>): () => void {
    underWay++;
    let isTaken = true;
    const giveBack = (): void => {
      if (!isTaken) return;
      isTaken = false;
      underWay--;
      clearTimeout(slow);
      advance(line);
    };
    const slow = setTimeout(giveBack, slowMs).unref();
    return giveBack;
  }

  function unanswered(
    batch: readonly Waiting<Operation, Answer>[],
    answers: Answers<Answer>,
  ): readonly Waiting<Operation, Answer>[] {
    const again: Waiting<Operation, Answer>[] = [];
    for (const [at, each] of batch.entries()) {
      const answer = answers[at] ?? null;
      if (answer !== null) each.settle(answer);
      else if (Date.now() - each.given > patienceMs) each.fail(stillUnderWay(patienceMs));
      else again.push(each);
    }
    return again;
  }

  /** Gives back those that are not too late to be sent again. */
  function failLate(
    { heardAt }: Line<Entity, Operation, Answer>,
    { waiting, pauseMs }: Pick<Batch<Operation, Answer>, 'waiting' | 'pauseMs'>,
    error: unknown,
  ): readonly Waiting<Operation, Answer>[] {
    const isLate = ({ given }: Waiting<Operation, Answer>): boolean =>
      Math.max(given, heardAt) + deadlineMs <= Date.now() + pauseMs;
    for (const each of waiting) if (isLate(each)) each.fail(error);
    return waiting.filter((each) => !isLate(each));
  }
}

/** What an update takes these days: by the last dozen or so. */
function createUsualTime(): { readonly ms: () => number; readonly note: (ms: number) => void } {
  let usual = 0;
  let noted = 0;
  return {
    ms: () => usual,
    note: (ms) => {
      noted = Math.min(noted + 1, 12);
      usual += (ms - usual) / noted;
    },
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'temporal-unavailable';
}

function stillUnderWay(afterMs: number): Refusal {
  return new Refusal(
    'temporal-unavailable',
    `it is still under way after ${afterMs / 1000} seconds: the same request with the same Idempotency-Key tells when it is done`,
  );
}

function tooMany(line: string, most: number): Refusal {
  return new Refusal('overloaded', `${most} operations wait for ${line} already: try again later`);
}

function tooMuch(most: number): Refusal {
  return new Refusal('overloaded', `operations of ${most} bytes wait for bots and swarms already: try again later`);
}
