/** Services that every worker has, registered or not. */
const orchestratorService = 'ifex-orchestrator';
export const notificationsService = 'baton-notifications';

export const builtInServices: readonly string[] = [orchestratorService, notificationsService];
