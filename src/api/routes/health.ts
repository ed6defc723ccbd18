import { z } from 'zod';
import { Refusal } from '../../problems/index.ts';
import { isoTime } from '../../std/index.ts';
import { plainRoute, type Route } from '../route.ts';

const health = plainRoute({
  load: 'none',
  methods: ['GET'],
  path: '/health',
  summary: 'The process lives.',
  gives: {
    200: z.strictObject({
      status: z.literal('healthy'),
      service: z.literal('orchestrator'),
      redis: z.enum(['connected', 'disconnected', 'not_configured']),
      timestamp: z.iso.datetime({ precision: 3 }),
    }),
  },
  answer: async ({ events }) => ({
    status: 200,
    body: { status: 'healthy', service: 'orchestrator', redis: events.redis(), timestamp: isoTime(Date.now()) },
  }),
});

const ready = plainRoute({
  load: 'none',
  methods: ['GET'],
  path: '/ready',
  summary: 'The process can take work: it is not ending, and Temporal answers.',
  gives: { 200: z.strictObject({ status: z.literal('ready') }) },
  answer: async (ports, { isStopping }) => {
    if (isStopping) throw new Refusal('shutting-down', 'this process is ending');
    const report = await ports.ready();
    if (!report.ready) throw new Refusal('temporal-unavailable', 'Temporal does not answer');
    return { status: 200, body: { status: 'ready' } };
  },
});

export const healthRoutes: readonly Route[] = [health, ready];
