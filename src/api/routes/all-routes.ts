import type { Route } from '../route.ts';
import { bulkRoutes } from './bulk-executions.ts';
import { explainRoutes } from './explain.ts';
import { eventStreamRoutes } from './event-streams.ts';
import { healthRoutes } from './health.ts';
import { infrastructureRoutes } from './infrastructure.ts';
import { docsPageRoutes } from './docs-page.ts';
import { documentRoutes } from './openapi.ts';
import { listExecutionsRoutes } from './list-executions.ts';
import { orchestratorRoutes } from './orchestrator.ts';
import { registryRoutes } from './registry.ts';
import { scheduleRoutes } from './schedules.ts';
import { schemaRoutes } from './schema.ts';
import { validateRoutes } from './validate.ts';

export const allRoutes: readonly Route[] = [
  ...orchestratorRoutes,
  ...listExecutionsRoutes,
  ...bulkRoutes,
  ...explainRoutes,
  ...validateRoutes,
  ...eventStreamRoutes,
  ...scheduleRoutes,
  ...registryRoutes,
  ...infrastructureRoutes,
  ...healthRoutes,
  ...schemaRoutes(() => allRoutes),
  ...documentRoutes(() => allRoutes),
  ...docsPageRoutes,
];
