import { botOfPair } from './swarm-caller.ts';
import { openConnection, requestText } from './raw-connection.ts';
import { sendUntilAnswered } from './send-again.ts';

/** What was done to bots, counted here, and held to every figure that the API tells. */
export interface SwarmTruth {
  readonly created: (id: string, bots: number) => Promise<void>;
  readonly distributed: (id: string, mass: string) => Promise<void>;
  readonly paired: (id: string, pairs: number) => void;
  readonly removed: (id: string) => void;
  /** Throws where any figure is another. */
  readonly holds: () => Promise<void>;
}

interface Known {
  readonly bots: number;
  /** Completed by each. */
  readonly completed: Int32Array;
  mass: string | null;
}

const page = 1_000;

export function createSwarmTruth(port: number): SwarmTruth {
  const swarms = new Map<string, Known>();
  const total = { created: 0, completed: 0 };
  const knownOf = (id: string): Known => {
    const known = swarms.get(id);
    if (known === undefined) throw new Error(`no swarm ${id}`);
    return known;
  };

  const holds = async (): Promise<void> => {
    const connection = openConnection(port);
    const ask = async (path: string): Promise<Answer> => {
      const { body } = await sendUntilAnswered(connection, requestText(port, 'GET', path));
      return JSON.parse(body) as Answer;
    };
    const bots = [...swarms.values()].reduce((sum, each) => sum + each.bots, 0);
    same('/bots/stats', await ask('/bots/stats'), {
      total_created: total.created,
      active_bots: bots,
      tasks_executed: total.completed,
      swarm_count: swarms.size,
      capacity_remaining: 50_000 - bots,
    });
    for (const [id, known] of swarms) await swarmHolds(ask, id, known);
    connection.close();
  };

  return {
    created: async (id, bots) => {
      swarms.set(id, { bots, completed: new Int32Array(bots), mass: null });
      total.created += bots;
      await holds();
    },
    distributed: async (id, mass) => {
      knownOf(id).mass = mass;
      await holds();
    },
    paired: (id, pairs) => {
      const { bots, completed } = knownOf(id);
      for (let pair = 0; pair < pairs; pair++) {
        const bot = botOfPair(pair, bots);
        completed[bot] = (completed[bot] ?? 0) + 1;
      }
      total.completed += pairs;
    },
    removed: (id) => void swarms.delete(id),
    holds,
  };
}

interface Answer {
  readonly [name: string]: unknown;
}

async function swarmHolds(
  ask: (path: string) => Promise<Answer>,
  id: string,
  { bots, completed, mass }: Known,
): Promise<void> {
  const pending = mass === null ? 0 : 1;
  same(id, await ask(`/swarms/${id}`), {
    bot_count: bots,
    active_bots: bots,
    lost_bots: 0,
    total_tasks_completed: completed.reduce((sum, each) => sum + each, 0),
    pending_tasks: pending * bots,
    failed_tasks: 0,
    cancelled_tasks: 0,
    dead_letters: 0,
  });
  if (mass !== null) {
    same(mass, await ask(`/swarms/${id}/tasks/${mass}?limit=1`), { assignments: bots, pending: bots, completed: 0 });
  }
  const slug = id.slice('swarm-'.length);
  let seen = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { bots: listed, next_cursor: next }: Answer = await ask(`/swarms/${id}/bots?limit=${page}${from}`);
    for (const each of listed as readonly Answer[]) {
      const done = completed[seen];
      const figures = { completed_tasks: done, pending_tasks: pending, total_tasks: (done ?? 0) + pending };
      same(`bot ${seen}`, each, { id: `bot-${slug}-${seen}`, status: 'active', ...figures });
      seen++;
    }
    cursor = typeof next === 'string' ? next : null;
  }
  if (seen !== bots) throw new Error(`${id} lists ${seen} bots of ${bots}`);
}

function same(what: string, told: Answer, wanted: Answer): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (told[name] !== value) throw new Error(`${what}: ${name} is ${String(told[name])}, not ${String(value)}`);
  }
}
