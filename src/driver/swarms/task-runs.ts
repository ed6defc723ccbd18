import {
  grantTurns,
  runningTasks,
  type Shard,
  type ShardEffect,
  taskRan,
  taskRuns,
  taskRunsAs,
  type Tier,
} from '../../fleet/index.ts';
import type { Hearing } from './hearing.ts';
import type { Pace } from './protocol.ts';
import { openShardTasks } from './shard-tasks.ts';

/** The tasks of a shard that the orchestrator does itself, by the rules of the shard. */
export interface TaskRuns {
  readonly perform: (effect: Extract<ShardEffect, { readonly kind: 'turns' | 'run' | 'stop' }>) => void;
  /** None will be done any more, and the turns are free. */
  readonly close: () => void;
  /** Nothing is on its way. */
  readonly isIdle: () => boolean;
}

export function createTaskRuns(shard: Shard, pace: Pace, hearing: Hearing, settle: () => void): TaskRuns {
  const tasks = openShardTasks(
    { swarm: shard.swarm, era: shard.era, running: runningTasks(shard), pace, hearing },
    {
      granted: (tier, granted) => {
        grantTurns(shard, tier, granted, Date.now());
        settle();
      },
      runs: (task) => taskRuns(shard, task, Date.now()),
      runsAs: (task, execution) => taskRunsAs(shard, task, execution),
      ended: (task, outcome) => {
        taskRan(shard, task, outcome, Date.now());
        settle();
      },
    },
  );
  const sayTurns = (tier: Tier): void => {
    const { asked = 0, granted = 0, returned = 0 } = shard.turns.get(tier) ?? {};
    tasks.setTurns(tier, { asked, granted, returned });
  };
  for (const [tier, { asked, returned }] of shard.turns) if (asked > returned) sayTurns(tier);

  return {
    perform: (effect) => {
      switch (effect.kind) {
        case 'turns':
          sayTurns(effect.tier);
          return;
        case 'run':
          tasks.run(effect.task);
          return;
        case 'stop':
          tasks.stop(effect.task);
      }
    },
    close: () => tasks.leave(),
    isIdle: () => tasks.isQuiet(),
  };
}
