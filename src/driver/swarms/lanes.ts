import type { RawValue } from '@temporalio/common';
import {
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type Grant,
  giveTurns,
  hearClaim,
  isIdle,
  type LanesState,
  leaveLanes,
  packLanes,
  quietRequesters,
  stillThere,
  type Tier,
  tiers,
  unpackLanes,
} from '../../fleet/index.ts';
import { asEnvelope } from '../envelope.ts';
import { typeNames, workflowTaskTimeout } from '../protocol.ts';
import {
  type LaneClaims,
  type LaneGrants,
  laneSignals,
  type LanesCheck,
  type LanesChecked,
  type LanesInput,
  readClaims,
} from './lane-protocol.ts';

/** Those who have been quiet for long are asked after this often. */
const checkMs = 60_000;
/** At a time: each is a question to Temporal. */
const mostAsked = 500;

/** The one workflow that gives turns to tasks which the orchestrator does itself. It never ends. */
export async function keepLanes({ engine, lanes }: LanesInput): Promise<RawValue> {
  const heard: LaneClaims[] = [];
  setHandler(defineSignal<unknown[]>(laneSignals.claims), (value) => {
    const claims = readClaims(value);
    if (claims !== null) heard.push(claims);
  });
  const state = await openLanes(lanes);
  const gone: string[] = [];
  const teller = createTeller((requester) => gone.push(requester));
  let checking = false;
  let isCheckDue = false;
  teller.tell(giveTurns(state, Date.now()));
  for (;;) {
    hear();
    if (workflowInfo().continueAsNewSuggested) break;
    teller.tell(giveTurns(state, Date.now()));
    if (!checking && !isIdle(state)) awaitCheck();
    await condition(() => heard.length > 0 || gone.length > 0 || isCheckDue || workflowInfo().continueAsNewSuggested);
    if (!isCheckDue) continue;
    isCheckDue = false;
    await checkQuiet(state);
  }
  // What is on its way when this history ends would be lost.
  await condition(() => teller.isQuiet());
  hear();
  const options = { workflowType: typeNames.lanes, taskQueue: workflowInfo().taskQueue, workflowTaskTimeout };
  const next: LanesInput = { baton: 1, engine, lanes: packLanes(state) };
  return await makeContinueAsNewFunc(options)(asEnvelope(next));

  function hear(): void {
    const at = Date.now();
    for (const claims of heard.splice(0)) hearAll(state, claims, at);
    for (const requester of gone.splice(0)) leaveLanes(state, requester);
  }

  function awaitCheck(): void {
    checking = true;
    void sleep(checkMs, { summary: 'who is still there' }).then(() => {
      checking = false;
      isCheckDue = true;
    });
  }
}

function hearAll(state: LanesState, { requester, swarm, tiers: turns, era = 0, leaves }: LaneClaims, at: number): void {
  if (leaves === true) {
    leaveLanes(state, requester, era);
    return;
  }
  for (const tier of tiers) {
    const ofTier = turns[tier];
    if (ofTier !== undefined) hearClaim(state, { requester, swarm, tier, turns: ofTier, era }, at);
  }
}

async function openLanes(packed: LanesInput['lanes']): Promise<LanesState> {
  const { limits } = await check([]);
  return unpackLanes(packed ?? { requesters: [], waiting: [] }, limits);
}

/** The limits are read again as well: they are a setting of the workers. */
async function checkQuiet(state: LanesState): Promise<void> {
  const quiet = quietRequesters(state, Date.now()).slice(0, mostAsked);
  const { limits, gone } = await check(quiet);
  const lost = new Set(gone);
  const at = Date.now();
  for (const requester of quiet) {
    if (lost.has(requester)) leaveLanes(state, requester);
    else stillThere(state, requester, at);
  }
  state.limits = limits;
}

async function check(ids: readonly string[]): Promise<LanesChecked> {
  const { [typeNames.checkLanes]: ask } = proxyLocalActivities<
    Record<typeof typeNames.checkLanes, (request: LanesCheck) => Promise<LanesChecked>>
  >({ startToCloseTimeout: '30s' });
  return await ask({ ids });
}

interface Teller {
  readonly tell: (grants: readonly Grant[]) => void;
  readonly isQuiet: () => boolean;
}

/** One signal at a time to each: what is granted meanwhile goes with the next one. */
function createTeller(isGone: (requester: string) => void): Teller {
  const untold = new Map<string, { readonly era: number; readonly granted: Partial<Record<Tier, number>> }>();
  const telling = new Set<string>();
  const tellOne = async (requester: string): Promise<void> => {
    telling.add(requester);
    for (;;) {
      const grants: LaneGrants | undefined = untold.get(requester);
      if (grants === undefined) break;
      untold.delete(requester);
      try {
        await getExternalWorkflowHandle(requester).signal(laneSignals.grants, grants);
      } catch {
        isGone(requester);
      }
    }
    telling.delete(requester);
  };
  return {
    tell: (grants) => {
      for (const { requester, tier, granted, era = 0 } of grants) {
        const before = untold.get(requester);
        const ofOne = before?.era === era ? before : { era, granted: {} };
        ofOne.granted[tier] = granted;
        untold.set(requester, ofOne);
        if (!telling.has(requester)) void tellOne(requester);
      }
    },
    isQuiet: () => telling.size === 0,
  };
}
