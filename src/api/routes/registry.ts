import { z } from 'zod';
import { readOperations } from '../../language/index.ts';
import { Refusal } from '../../problems/index.ts';
import type { ServiceRecord } from '../../services/index.ts';
import { isoTime, type JsonObject } from '../../std/index.ts';
import { fieldsRoute, type Route } from '../route.ts';

const url = z.string({ error: 'a base URL is text' }).min(1, { error: 'a base URL is empty' });

const serviceShape = z
  .strictObject({
    name: z.string(),
    base_urls: z.array(z.string()),
    health: z.literal('unknown').describe('Services are not asked for their health yet'),
    origin: z
      .enum(['registered', 'configured', 'built-in'])
      .describe('configured: by SERVICE_<NAME>_URL, which wins; built-in: part of this program'),
    registered_at: z.iso.datetime({ precision: 3 }),
    operations: z.array(z.string()).optional().describe('The methods that are known'),
  })
  .meta({ id: 'Service' });

const registerService = fieldsRoute({
  load: 'registration',
  methods: ['POST'],
  path: '/registry/register',
  summary: 'Puts a service on record under a name that steps call; a record of that name is replaced.',
  fields: z
    .strictObject({
      name: z.string({ error: 'the name of a service is text' }),
      base_url: url.optional(),
      base_urls: z
        .array(url, { error: 'base_urls is a list of texts' })
        .min(1, { error: 'base_urls is empty' })
        .optional(),
      operations: z
        .record(z.string(), z.record(z.string(), z.unknown()), { error: 'operations is a map from methods to maps' })
        .optional()
        .describe('By method JSON Schemas of its `parameters` and its `result`: definitions are checked against them'),
    })
    .refine(({ base_url, base_urls }) => (base_url === undefined) !== (base_urls === undefined), {
      error: 'a service has either `base_url` or `base_urls`',
    }),
  gives: { 201: z.strictObject({ success: z.literal(true), message: z.string(), service: serviceShape }) },
  refuses: ['invalid-service-name', 'service-address-refused', 'operations-refused'],
  answer: async ({ services }, { name, base_url, base_urls = [], operations }) => {
    const baseUrls = base_url === undefined ? base_urls : [base_url];
    const known = operations as JsonObject | undefined;
    if (known !== undefined) refuseOperations(known);
    const service = serviceAnswer(await services.register({ name, baseUrls, operations: known }));
    return { status: 201, body: { success: true, message: `${service.name} is registered`, service } };
  },
});

const listServices = fieldsRoute({
  methods: ['GET'],
  path: '/registry',
  summary: 'The services on record.',
  fields: z.strictObject({}),
  gives: { 200: z.strictObject({ services: z.array(serviceShape) }) },
  answer: async ({ services }) => ({ status: 200, body: { services: (await services.list()).map(serviceAnswer) } }),
});

function refuseOperations(operations: JsonObject): void {
  const read = readOperations(operations);
  if (!read.ok) throw new Refusal('operations-refused', read.problems.join('; '));
}

function serviceAnswer(record: ServiceRecord): z.output<typeof serviceShape> {
  const { name, baseUrls, origin, registeredAt, operations } = record;
  return {
    name,
    base_urls: [...baseUrls],
    health: 'unknown',
    origin,
    registered_at: isoTime(registeredAt),
    ...(operations !== undefined && { operations: Object.keys(operations) }),
  };
}

export const registryRoutes: readonly Route[] = [registerService, listServices];
