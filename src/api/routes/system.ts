import { z } from 'zod';
import { isoTime } from '../../std/index.ts';
import { plainRoute, type Route } from '../route.ts';
import type { SystemHealth } from '../system.ts';

/** What this process is, what it stands on and what it was told. */

const service = z.literal('orchestrator');
const time = z.iso.datetime({ precision: 3 });

const info = plainRoute({
  methods: ['GET'],
  path: '/info',
  summary: 'What this process is.',
  gives: {
    200: z.strictObject({
      service,
      name: z.literal('baton'),
      version: z.string(),
      description: z.string(),
      node: z.string().describe('The version of Node'),
      namespace: z.string().describe("Temporal's, that everything of this process is in"),
      started_at: time,
      uptime_seconds: z.int(),
      documents: z.strictObject({ openapi: z.string(), page: z.string(), ifex: z.string() }).describe('Paths'),
    }),
  },
  answer: async ({ system }) => {
    const { version, node, namespace, startedAt } = system.about();
    const body = {
      service: 'orchestrator',
      name: 'baton',
      version,
      description: 'Declarative, durable orchestration of services on Temporal',
      node,
      namespace,
      started_at: isoTime(startedAt),
      uptime_seconds: Math.floor((Date.now() - startedAt) / 1_000),
      documents: { openapi: '/openapi.json', page: '/docs', ifex: '/orchestrator/schema' },
    };
    return { status: 200, body };
  },
});

const pollers = z.int().describe('Processes that have asked for work within the last minute');

const health = plainRoute({
  methods: ['GET'],
  path: '/health/system',
  summary: 'How Temporal, the workers and Redis are, as this process sees them.',
  gives: {
    200: z.strictObject({
      status: z
        .enum(['healthy', 'degraded', 'unhealthy'])
        .describe('unhealthy: Temporal does not answer; degraded: nobody works, or Redis is away'),
      service,
      checked_at: time.describe('A few seconds ago, at most'),
      temporal: z.strictObject({
        status: z.enum(['connected', 'unreachable']),
        address: z.string(),
        server_version: z.string().optional(),
        answered_in_ms: z.int().optional(),
      }),
      workers: z.strictObject({
        status: z.enum(['polling', 'none', 'unknown']).describe('unknown: Temporal does not answer'),
        task_queue: z.string().optional(),
        workflow_pollers: pollers.optional(),
        activity_pollers: pollers.optional(),
      }),
      redis: z.enum(['connected', 'disconnected', 'not_configured']),
    }),
  },
  answer: async ({ system }) => ({ status: 200, body: healthAnswer(await system.health()) }),
});

function healthAnswer({ checkedAt, temporalAddress, temporal, redis }: SystemHealth): object {
  const begun = { service: 'orchestrator', checked_at: isoTime(checkedAt) };
  if (temporal === null) {
    const away = { status: 'unreachable', address: temporalAddress };
    return { status: 'unhealthy', ...begun, temporal: away, workers: { status: 'unknown' }, redis };
  }
  const { serverVersion, answeredInMs, taskQueue, workflowPollers, activityPollers } = temporal;
  const isWorking = workflowPollers > 0 && activityPollers > 0;
  return {
    status: isWorking && redis !== 'disconnected' ? 'healthy' : 'degraded',
    ...begun,
    temporal: {
      status: 'connected',
      address: temporalAddress,
      server_version: serverVersion,
      answered_in_ms: answeredInMs,
    },
    workers: {
      status: isWorking ? 'polling' : 'none',
      task_queue: taskQueue,
      workflow_pollers: workflowPollers,
      activity_pollers: activityPollers,
    },
    redis,
  };
}

const configuration = plainRoute({
  methods: ['GET'],
  path: '/config/effective',
  summary: 'What this process was told, by whom, and what of it has no effect. Secrets are not in it.',
  gives: {
    200: z.strictObject({
      files: z.array(z.string()).describe('Configuration files that there are, in the order in which they count'),
      settings: z.array(
        z.strictObject({
          name: z.string().describe('Of the variable'),
          value: z.string().nullable().describe('Null where nothing is set; of secrets ***'),
          origin: z.enum(['environment', 'file', 'default']),
          key: z.string().optional().describe('In the file'),
          place: z.string().optional().describe('File, line and column'),
          otherwise: z
            .string()
            .optional()
            .describe('What counts where nothing is set, in words, where no one value says it'),
        }),
      ),
      notes: z.array(z.string()).describe('What has no effect, and why'),
    }),
  },
  answer: async ({ system }) => {
    const { files, settings, notes } = system.configuration();
    return { status: 200, body: { files, settings, notes } };
  },
});

export const systemRoutes: readonly Route[] = [health, info, configuration];
