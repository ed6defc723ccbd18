import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { ofSchedule } from './describe-schedule.ts';

/** Asks for starts beside those of the schedule's own times. */
export async function patchSchedule(
  client: Client,
  scheduleId: string,
  wanted: temporal.api.schedule.v1.ISchedulePatch,
): Promise<void> {
  const { namespace, identity } = client.options;
  const requestId = crypto.randomUUID();
  await ofSchedule(client, scheduleId, () =>
    client.workflowService.patchSchedule({ namespace, identity, requestId, scheduleId, patch: wanted }),
  );
}

/** Temporal's own numbers: the enumeration itself is no export that Node finds in a CommonJS package. */
const overlapNumbers: Readonly<Record<string, number>> = {
  SKIP: 1,
  BUFFER_ONE: 2,
  BUFFER_ALL: 3,
  CANCEL_OTHER: 4,
  TERMINATE_OTHER: 5,
  ALLOW_ALL: 6,
};

export function overlapNumber(policy: string | undefined): temporal.api.enums.v1.ScheduleOverlapPolicy {
  return overlapNumbers[policy ?? 'SKIP'] ?? 1;
}
