import { proxyActivities } from '@temporalio/workflow';
import { type PlanIndex, unitId, type UnitRef } from '../engine/index.ts';
import { joining } from './activity-options.ts';
import { executionCompleted, executionFailed, executionJoined, type Works } from './execution-ended.ts';
import type { Inbox } from './inbox.ts';
import { type JoinAnswer, joinId, type JoinRequest, typeNames } from './protocol.ts';
import { abortExecution, type Child, type Starting } from './start-child.ts';

/** The executions that work for units of this one: sub-workflows, and calls that may take long. */
export interface Children {
  readonly start: (works: Works, start: (starting: Starting) => Child) => void;
  /** One that was started from an earlier history. */
  readonly join: (works: Works) => void;
  readonly abort: (unit: UnitRef) => void;
  readonly abortAll: () => void;
}

type Join = (request: JoinRequest) => Promise<JoinAnswer>;

export function createChildren(index: PlanIndex, inbox: Inbox): Children {
  /** How to stop each, by its unit's id. */
  const open = new Map<string, () => void>();
  return {
    start: (works, start) => {
      const id = unitId(index, works.unit);
      const started = (): void => {
        if (index.outgrows) inbox.add((at) => ({ kind: 'child-started', at, unit: works.unit }));
      };
      const child = start({ outlives: index.outgrows, started });
      open.set(id, child.abort);
      void child.ended
        .then(
          (value) => inbox.add((at) => executionCompleted(index, works, value, at)),
          (error: unknown) => inbox.add((at) => executionFailed(index, works, error, at)),
        )
        .then(() => open.delete(id));
    },
    join: (works) => {
      const id = unitId(index, works.unit);
      open.set(id, () => abortExecution(works.executionId));
      const { [typeNames.join]: join } = proxyActivities<Record<string, Join>>(joining(joinId(id)));
      const ended = (answer: unknown): void => {
        open.delete(id);
        inbox.add((at) => executionJoined(index, works.unit, answer, at));
      };
      // Nothing of it can be told, so it counts as ended without an answer that can be read.
      void (join as Join)({ executionId: works.executionId }).then(ended, () => ended(null));
    },
    abort: (unit) => open.get(unitId(index, unit))?.(),
    abortAll: () => {
      for (const abort of open.values()) abort();
    },
  };
}
