import type { Activities } from '../../activities/index.ts';
import { typeNames } from '../driver/index.ts';
import type { createResolve, Moving } from '../executions/index.ts';
import type { LaneKeeping } from '../tasks/index.ts';

/** By the names under which the workflow asks for them; every service's call is the one without a name. */
export function workerActivities(
  { default: call, notify }: Activities,
  resolve: ReturnType<typeof createResolve>,
  moving: Moving,
  lanes: LaneKeeping,
): object {
  return {
    default: call,
    [typeNames.notify]: notify,
    [typeNames.resolve]: resolve,
    [typeNames.weigh]: moving.weigh,
    [typeNames.join]: moving.join,
    [typeNames.askCancel]: moving.askCancel,
    [typeNames.openLanes]: lanes.openLanes,
    [typeNames.checkLanes]: lanes.checkLanes,
    [typeNames.lookAtTasks]: lanes.lookAtTasks,
  };
}
