import type { Route } from '../route.ts';
import { botTaskRoutes } from './bot-tasks.ts';
import { botRoutes } from './bots.ts';
import { deadLetterRoutes } from './bots-dead-letters.ts';
import { bulkRoutes } from './bulk-executions.ts';
import { explainRoutes } from './explain.ts';
import { eventStreamRoutes } from './event-streams.ts';
import { healthRoutes } from './health.ts';
import { infrastructureRoutes } from './infrastructure.ts';
import { docsPageRoutes } from './docs-page.ts';
import { documentRoutes } from './openapi.ts';
import { listExecutionsRoutes } from './list-executions.ts';
import { massTaskRoutes } from './mass-tasks.ts';
import { orchestrateRoutes } from './orchestrate.ts';
import { orchestratorRoutes } from './orchestrator.ts';
import { registryRoutes } from './registry.ts';
import { requestRoutes } from './requests.ts';
import { scheduleRoutes } from './schedules.ts';
import { schemaRoutes } from './schema.ts';
import { systemRoutes } from './system.ts';
import { sequenceRoutes } from './sequences.ts';
import { swarmRoutes } from './swarms.ts';
import { validateRoutes } from './validate.ts';
import { workflowExecutionRoutes } from './workflow-executions.ts';
import { workflowTemplateRoutes } from './workflow-templates.ts';
import { workflowRoutes } from './workflows.ts';

export const allRoutes: readonly Route[] = [
  ...orchestratorRoutes,
  ...listExecutionsRoutes,
  ...bulkRoutes,
  ...explainRoutes,
  ...validateRoutes,
  ...eventStreamRoutes,
  ...scheduleRoutes,
  ...workflowRoutes,
  ...workflowExecutionRoutes,
  ...workflowTemplateRoutes,
  ...sequenceRoutes,
  ...requestRoutes,
  ...botRoutes,
  ...botTaskRoutes,
  ...swarmRoutes,
  ...massTaskRoutes,
  ...deadLetterRoutes,
  ...registryRoutes,
  ...orchestrateRoutes,
  ...infrastructureRoutes,
  ...healthRoutes,
  ...systemRoutes,
  ...schemaRoutes(() => allRoutes),
  ...documentRoutes(() => allRoutes),
  ...docsPageRoutes,
];
