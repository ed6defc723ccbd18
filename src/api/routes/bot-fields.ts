import { z } from 'zod';
import { fleetLimits, poolSlug, readTier, type Tier, tiers } from '../../fleet/index.ts';
import { nearest } from '../../problems/index.ts';
import { invariant, type Json } from '../../std/index.ts';
import type { Asked, PageAsked, TaskToGive } from '../../swarms/index.ts';
import { apiLimits } from '../limits.ts';
import { keyOf } from '../request/idempotency-key.ts';
import type { Ports } from '../ports.ts';
import type { ApiRequest } from '../route.ts';
import { text } from './execution-fields.ts';
import { cursorField, limitField, limitOf } from './execution-filter.ts';

/** What callers say of bots, swarms and their tasks. */

const { nameLength, typeLength, capabilities, capabilityLength, leaseMs } = fleetLimits;
/** Longer than any that we make up. */
const idLength = 200;

const shortText = (what: string, most: number): z.ZodString =>
  text(what).max(most, { error: `${what} has at most ${most} characters` });

const id = (what: string): z.ZodString => shortText(what, idLength);

export const swarmIdField = id('a swarm id').describe('As an answer gave it: `swarm-abc`');
export const botParams = z.strictObject({ bot_id: id('a bot id').describe('As an answer gave it: `bot-abc-123`') });
export const swarmParams = z.strictObject({ swarm_id: swarmIdField });
export const taskIdField = id('a task id').describe('As an answer gave it');

export const nameField = (what: string): z.ZodString => shortText(what, nameLength);

export const capabilitiesField = z
  .array(shortText('a capability', capabilityLength), { error: 'capabilities are a list of texts' })
  .max(capabilities, { error: `there are at most ${capabilities} capabilities` });

const inAnyCase = (word: string): string =>
  word.replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

const oneOf = <Word extends string>(what: string, words: readonly [Word, ...Word[]]) =>
  z.enum(words, {
    error: ({ input }) => {
      const near = typeof input === 'string' ? nearest(input, words) : null;
      return `${what} is ${words.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`;
    },
  });

export const botStatusField = oneOf('a status', ['active', 'draining', 'lost']);
export const swarmStatusField = oneOf('a status', ['active', 'resizing', 'draining']);
export const outcomeField = oneOf('a status', [
  'waiting',
  'assigned',
  'leased',
  'running',
  'completed',
  'failed',
  'cancelled',
  'dead',
]);

/** Where there are more than there is room for, the refusal says how many there is room for. */
export function countField(least: 0 | 1): z.ZodInt {
  const error = `a count is a whole number from ${least} on`;
  const tooMany = `a count is at most ${fleetLimits.indices}`;
  return z
    .int({ error: ({ code }) => (code === 'too_big' ? tooMany : error), abort: true })
    .min(least, { error })
    .max(fleetLimits.indices, { error: tooMany });
}

const slug = '[a-z0-9]+(?:-[a-z0-9]+)*';

export const newSwarmIdField = shortText('a swarm id', fleetLimits.slugLength + 'swarm-'.length)
  .regex(new RegExp(`^swarm-(?!${poolSlug}$)${slug}$`), {
    error: `a swarm id is \`swarm-\`, then small letters and digits, with single hyphens between them; \`swarm-${poolSlug}\` is taken`,
  })
  .describe('Your own: `swarm-123`, whose bots are `bot-123-0`, `bot-123-1` …; made up otherwise');

/** Read in any case, written as the tiers are. */
export const tierField = z
  .string({ error: `a tier is ${tiers.join(', ')}` })
  .regex(new RegExp(`^(?:${tiers.map(inAnyCase).join('|')})$`), {
    error: ({ input }) => {
      const near = typeof input === 'string' ? nearest(input, tiers) : null;
      return `a tier is ${tiers.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`;
    },
  })
  .describe('standard, advanced or L20, in any case');

export function tierOf(given: string): Tier {
  const tier = readTier(given);
  invariant(tier !== null, `${given} has fitted its schema`);
  return tier;
}

/** What makes the same request the same. */
export function askedAs(request: ApiRequest): Asked {
  const key = keyOf(undefined, request);
  return key === undefined ? {} : { key };
}

export const forMsField = z
  .int({ error: `a lease lasts a whole number of milliseconds` })
  .min(leaseMs.least, { error: `a lease lasts at least ${leaseMs.least} ms` })
  .max(leaseMs.most, { error: `a lease lasts at most ${leaseMs.most} ms` })
  .optional()
  .describe(`From now on, in milliseconds; ${leaseMs.unlessSaid} without it`);

export function forMsOf(given: number | undefined): number {
  return given ?? leaseMs.unlessSaid;
}

export const pageFields = { limit: limitField(apiLimits.botsAtATime), cursor: cursorField };

export function pageOf({
  limit,
  cursor,
}: {
  readonly limit?: string | number | undefined;
  readonly cursor?: string | undefined;
}): PageAsked {
  return { limit: limitOf(limit) ?? usualPage, ...(cursor !== undefined && { cursor }) };
}

const usualPage = 100;

/** What a task is, whoever gets it. */
export const taskFields = {
  type: shortText('a type', typeLength).describe(
    'What is to be done: any word, or the name of a registered workflow or `service.method`, which the orchestrator then does itself',
  ),
  data: z.json({ error: 'data is JSON' }).optional().describe('What the bot needs for it; an empty object without it'),
  required_capabilities: capabilitiesField.optional().describe('The bot must have all of them'),
};

/** What the orchestrator does itself is found out here, once: whatever is registered later, the task stays what it is. */
export async function taskOf(
  asked: {
    readonly type: string;
    readonly data?: Json | undefined;
    readonly required_capabilities?: readonly string[] | undefined;
  },
  { tasks }: Pick<Ports, 'tasks'>,
): Promise<TaskToGive> {
  const { type, data = {}, required_capabilities: capabilities = [] } = asked;
  const run = await tasks.runOf(type);
  return { type, data, capabilities, ...(run !== null && { run }) };
}
