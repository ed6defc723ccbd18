import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  botId,
  fleetLimits,
  isSlug,
  massId,
  massShareId,
  orchestratedId,
  poolSlug,
  readBotId,
  readMassId,
  readSwarmId,
  readTaskId,
  readTier,
  shardOf,
  shardWorkflowId,
  swarmId,
  taskId,
  tiers,
} from '../../src/fleet/index.ts';

/** Slugs that are most like the rest of an id. */
const part = fc.oneof(
  fc.constantFrom('a', '0', '12', '12345678', 'mass', 'task', 'bot', 'xyz'),
  fc.stringMatching(/^[a-z0-9]{1,8}$/),
);
const slug = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('-'));
const index = fc.integer({ min: 0, max: fleetLimits.indices - 1 });
const unique = fc.oneof(fc.stringMatching(/^[a-z0-9]{8}$/), fc.stringMatching(/^[0-9]{8}$/));

describe('an id says what it was made of, whatever the slug', () => {
  test('of a swarm and its bots', () => {
    fc.assert(
      fc.property(slug, index, (swarm, at) => {
        expect(readSwarmId(swarmId(swarm))).toBe(swarm);
        expect(readBotId(botId(swarm, at))).toEqual({ swarm, index: at });
      }),
    );
  });

  test('of a task', () => {
    fc.assert(
      fc.property(slug, index, unique, (swarm, shard, own) => {
        expect(readTaskId(taskId({ swarm, shard }, own))).toEqual({ kind: 'task', swarm, shard });
      }),
    );
  });

  test('of a mass task and its shares, which are never taken for each other', () => {
    fc.assert(
      fc.property(slug, index, unique, (swarm, at, own) => {
        const mass = massId(swarm, own);
        const share = massShareId(mass, at);
        expect(readMassId(mass)).toBe(swarm);
        expect(readMassId(share)).toBeNull();
        expect(readTaskId(share)).toEqual({ kind: 'mass-share', swarm, shard: shardOf(at), mass, index: at });
      }),
    );
  });
});

test('the ids of the seed are ids', () => {
  expect(readSwarmId('swarm-123')).toBe('123');
  expect(readSwarmId('swarm-xyz-456')).toBe('xyz-456');
  expect(readBotId('bot-abc-123')).toEqual({ swarm: 'abc', index: 123 });
});

test('the pool has ids as every swarm', () => {
  expect(isSlug(poolSlug)).toBe(true);
  expect(readBotId(`bot-${poolSlug}-7`)).toEqual({ swarm: poolSlug, index: 7 });
});

test('a shard is a run of indices', () => {
  expect([0, fleetLimits.botsPerShard - 1, fleetLimits.botsPerShard].map(shardOf)).toEqual([0, 0, 1]);
  expect(shardWorkflowId({ swarm: 'xyz-456', shard: 3 })).toBe('swarm:xyz-456:3');
});

test('what is asked under /orchestrate has ids of its own', () => {
  expect(readTaskId(orchestratedId('0a1b2c3d'))).toEqual({ kind: 'orchestrated' });
});

test.each(['', 'A', 'a--b', '-a', 'a-', 'a_b', 'ä', 'a b', 'a'.repeat(61), '__proto__'])('%j is no slug', (text) => {
  expect(isSlug(text)).toBe(false);
  expect(readSwarmId(`swarm-${text}`)).toBeNull();
  expect(readBotId(`bot-${text}-1`)).toBeNull();
});

test.each([
  'bot-a',
  'bot-1',
  'bot-a-01',
  'bot-a--1',
  'bot-a-1e3',
  'bot-a-10000000',
  'swarm-a-1',
  'bot-a-1 ',
  'bot-a-1\n',
])('%j is the id of no bot', (id) => expect(readBotId(id)).toBeNull());

test.each([
  'task-a-12345678',
  'task-a-0-1234567',
  'task-a-0-12345678\n',
  'mass-a-12345678',
  'mass-12345678-1',
  'orc-',
  'orc-ä',
  'x',
  '',
])('%j is the id of no task', (id) => expect(readTaskId(id)).toBeNull());

test('a tier may be written in any case', () => {
  expect(tiers.map((tier) => readTier(tier.toUpperCase()))).toEqual(tiers);
  expect(['STANDARD', 'Advanced', 'l20', 'L20', 'gold', '', 'constructor'].map(readTier)).toEqual([
    'standard',
    'advanced',
    'L20',
    'L20',
    null,
    null,
    null,
  ]);
});
