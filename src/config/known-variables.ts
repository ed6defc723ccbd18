import { nearest } from '../problems/index.ts';

/** What any of our processes reads. */
const known: readonly string[] = [
  'BATON_ALLOWED_HOSTS',
  'BATON_ALLOW_UNAUTHENTICATED',
  'BATON_CHANGES_PER_SECOND',
  'BATON_DATA',
  'BATON_EVENTS_LOG',
  'BATON_EVENTS_REDIS_MAXLEN',
  'BATON_EVENTS_REDIS_STREAM',
  'BATON_EVENTS_REDIS_URL',
  'BATON_EVENTS_WEBHOOK_SECRET',
  'BATON_EVENTS_WEBHOOK_URL',
  'BATON_EXAMPLES',
  'BATON_EXAMPLES_PORT',
  'BATON_FOREIGN_QUEUES',
  'BATON_FULL',
  'BATON_GRACE_MS',
  'BATON_IN_FLIGHT',
  'BATON_NOTIFY_URL',
  'BATON_READS_PER_SECOND',
  'BATON_REGISTRATIONS_PER_SECOND',
  'BATON_TEMPORAL_CLI',
  'BATON_URL',
  'BATON_WORKFLOWS',
  'ORCHESTRATOR_API_KEY',
  'ORCHESTRATOR_ENABLE_TLS',
  'ORCHESTRATOR_JWT_SECRET',
  'ORCHESTRATOR_SERVICE_HOST',
  'ORCHESTRATOR_SERVICE_PORT',
];

/** What a definition of the service may be deployed with already, for parts that this release does not have. */
const later: readonly string[] = [
  'ORCHESTRATOR_DB_PATH',
  'ORCHESTRATOR_HEALTH_CHECK_INTERVAL',
  'ORCHESTRATOR_METRICS_ENABLED',
  'ORCHESTRATOR_PEERS',
  'ORCHESTRATOR_TLS_CERT_PATH',
  'ORCHESTRATOR_TLS_KEY_PATH',
];

/** A sentence for each variable under our prefixes that does nothing here: a setting that is silently ignored is found
 * out too late. */
export function idleVariables(env: NodeJS.ProcessEnv): readonly string[] {
  const idle = Object.keys(env).filter(
    // What is wrong with a secret's variable, the worker says, which has them.
    (name) => /^(?:BATON|ORCHESTRATOR)_/.test(name) && !/^BATON_SECRET_/i.test(name) && !known.includes(name),
  );
  return idle.toSorted().map((name) => {
    if (later.includes(name)) return `${name} has no effect in this release.`;
    const near = nearest(name, [...known, ...later]);
    return `${name} is no variable that Baton reads${near === null ? '' : `; did you mean ${near}?`}`;
  });
}
