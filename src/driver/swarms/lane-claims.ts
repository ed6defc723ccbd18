import {
  CancellationScope,
  getExternalWorkflowHandle,
  proxyLocalActivities,
  setHandler,
  defineSignal,
  sleep,
} from '@temporalio/workflow';
import type { Tier, TurnNumbers } from '../../fleet/index.ts';
import { typeNames } from '../protocol.ts';
import { type LaneClaims, type LaneGrants, laneSignals, lanesId, readGrants } from './lane-protocol.ts';

/** How a workflow asks the lanes for turns. */
export interface LaneSide {
  /** All numbers of those tiers; they go as soon as what was said before has arrived, and of several words the last. */
  readonly say: (tiers: Readonly<Partial<Record<Tier, TurnNumbers>>>, leaves?: true) => void;
  /** Nothing is on its way: this history may end. */
  readonly isQuiet: () => boolean;
}

/** Before the lanes are looked for again. */
const patienceMs = 1_000;

/** Who waits or has turns says so again this often: the lanes may have been lost. */
const remindMs = 240_000;

/** `granted` is told how many turns there ever were, of each tier that it concerns. `openLanes`: how lanes are made where
 * there are none. */
export function openLaneSide(
  { requester, swarm, era }: Pick<LaneClaims, 'requester' | 'swarm' | 'era'>,
  granted: (granted: LaneGrants['granted']) => void,
  openLanes: () => Promise<void> = openLanesWithin,
): LaneSide {
  let unsaid: LaneClaims | null = null;
  let saying = false;
  let last: LaneClaims | null = null;
  let reminding = false;
  setHandler(defineSignal<unknown[]>(laneSignals.grants), (value) => granted(readGrants(value, era)));
  const sayAll = async (): Promise<void> => {
    saying = true;
    for (let attempt = 0; unsaid !== null;) {
      const claims: LaneClaims = unsaid;
      unsaid = null;
      try {
        await getExternalWorkflowHandle(lanesId).signal(laneSignals.claims, claims);
        attempt = 0;
      } catch {
        // There are none yet, or somebody has ended them: they begin with what they are told.
        unsaid ??= claims;
        if (attempt++ > 0) await sleep(patienceMs);
        await openLanes();
      }
    }
    saying = false;
  };
  const say = (claims: LaneClaims): void => {
    unsaid = claims;
    last = claims;
    // Shielded: whoever is told to stop still gives his turns back.
    if (!saying) void CancellationScope.nonCancellable(sayAll);
    if (!reminding && isOwed(last)) void CancellationScope.nonCancellable(remind);
  };
  const remind = async (): Promise<void> => {
    reminding = true;
    await sleep(remindMs, { summary: 'turns' });
    reminding = false;
    if (last !== null && isOwed(last)) say(last);
  };
  return {
    say: (tiers, leaves) => {
      const more = { ...(era !== undefined && { era }), ...(leaves === true && { leaves }) };
      say({ requester, swarm, tiers, ...more });
    },
    isQuiet: () => !saying,
  };
}

function isOwed({ tiers, leaves }: LaneClaims): boolean {
  return leaves !== true && Object.values(tiers).some(({ asked, returned }) => asked > returned);
}

/** Within the task. */
async function openLanesWithin(): Promise<void> {
  const { [typeNames.openLanes]: open } = proxyLocalActivities<Record<typeof typeNames.openLanes, () => Promise<void>>>(
    { startToCloseTimeout: '10s' },
  );
  await open();
}
