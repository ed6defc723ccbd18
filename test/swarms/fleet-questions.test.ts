import { expect, test } from '@jest/globals';
import { answerFleetQuestion } from '../../src/driver/swarms/fleet-questions.ts';
import type { FleetSwarm } from '../../src/driver/index.ts';
import { applyFleet, beginFleet, type Page, takeFleetEffects } from '../../src/fleet/index.ts';

test('however much is written of swarms, a page of them is one payload, and all are found', () => {
  const fleet = beginFleet({});
  const capabilities = Array.from({ length: 50 }, (_, at) => `${at} `.padEnd(100, 'c'));
  for (let n = 0; n < 300; n++) {
    const spec = { name: `n${n}`, tier: 'L20', capabilities } as const;
    applyFleet(fleet, { op: `op ${n}`, kind: 'create-swarm', swarm: `s${n}`, count: 1, spec }, n);
  }
  takeFleetEffects(fleet);
  const found = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = answerFleetQuestion(fleet, { kind: 'swarms', cursor, limit: 1_000 }) as Page<FleetSwarm>;
    expect(JSON.stringify(page).length).toBeLessThan(2 * 1024 * 1024);
    for (const { view } of page.entries) found.add(view.swarm);
    cursor = page.next;
  } while (cursor !== null);
  expect(found.size).toBe(300);
});
