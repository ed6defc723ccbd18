/** A setting, by the name that it has in the environment. */
export interface Variable {
  readonly name: string;
  /** Where it stands in a configuration file, besides its own name in any section. */
  readonly key?: string;
  /** What it does, as the documentation says it. */
  readonly about: string;
  /** What counts where it is not set. */
  readonly byDefault?: string;
  /** The same in words, where no one value says it. */
  readonly otherwise?: string;
  /** Its value is never shown. */
  readonly isSecret?: true;
  /** Several with commas; in a file a list, too. */
  readonly isList?: true;
  /** Variables that say the same in other words have one topic: where one of them is set, what a source behind it says
   * of that topic does not count. */
  readonly topic?: string;
  /** Why it has no effect. */
  readonly idle?: string;
}

/** What may be set. Checks, messages, `/config/effective` and docs/operate/configuration.md are made from it. */
export const variables: readonly Variable[] = [
  {
    name: 'PORT',
    about: 'where the API listens',
    byDefault: '5080',
    isList: true,
    topic: 'port',
  },
  {
    name: 'ORCHESTRATOR_SERVICE_PORT',
    key: 'services.port',
    about: 'the same; `PORT` wins',
    isList: true,
    topic: 'port',
  },
  {
    name: 'ORCHESTRATOR_SERVICE_HOST',
    key: 'services.host',
    about: 'on which address; one beyond loopback needs a client CA (below) or `BATON_ALLOW_UNAUTHENTICATED`',
    byDefault: '127.0.0.1',
  },
  {
    name: 'BATON_ALLOW_UNAUTHENTICATED',
    about:
      '`yes`: listen beyond loopback although nothing of ours keeps anybody out. For networks that let in only whom you trust',
  },
  {
    name: 'BATON_ALLOWED_HOSTS',
    about: "what a `Host` or `Origin` header may name besides loopback (a container's name)",
    isList: true,
  },
  {
    name: 'ORCHESTRATOR_ENABLE_TLS',
    key: 'security.enable_tls',
    about: '`true`: the API speaks HTTPS alone',
    byDefault: 'false',
  },
  {
    name: 'ORCHESTRATOR_TLS_CERT_PATH',
    key: 'security.tls_cert_path',
    about: 'its certificate, a PEM file with those between it and the root',
  },
  { name: 'ORCHESTRATOR_TLS_KEY_PATH', key: 'security.tls_key_path', about: "the certificate's key, a PEM file" },
  {
    name: 'ORCHESTRATOR_TLS_CLIENT_CA_PATH',
    key: 'security.tls_client_ca_path',
    about: 'a PEM file: only callers with a certificate that one of these has signed get through (mutual TLS)',
  },
  {
    name: 'ORCHESTRATOR_JWT_SECRET',
    key: 'security.jwt_secret',
    about: 'stops the start: this release has no authentication yet, and must not look as if it had',
    isSecret: true,
  },
  {
    name: 'ORCHESTRATOR_API_KEY',
    key: 'security.api_key',
    about: 'stops the start, for the same reason',
    isSecret: true,
  },
  {
    name: 'ORCHESTRATOR_PEERS',
    key: 'orchestrator.peers',
    about: 'other orchestrators to share the registry with',
    isList: true,
    idle: 'this release does not share its registry with peers; processes on one Temporal share it anyway',
  },
  {
    name: 'BATON_GRACE_MS',
    about: 'how long what is under way may take once a process is told to stop',
    otherwise: '20000 worker, 9000 API',
  },
  {
    name: 'BATON_IN_FLIGHT',
    about:
      'how many reads, and how many changes, one API process works on at a time, and a sixteenth of it for registrations; more is 503. `off`: no limit',
    byDefault: '128',
  },
  {
    name: 'BATON_READS_PER_SECOND',
    about: "what one caller's address may read from one API process; more is 429. `off`: no limit",
    byDefault: '5000',
  },
  {
    name: 'BATON_CHANGES_PER_SECOND',
    about: 'the same for changes',
    byDefault: '1000',
  },
  {
    name: 'BATON_REGISTRATIONS_PER_SECOND',
    about: 'the same for registrations',
    byDefault: '50',
  },
  {
    name: 'ORCHESTRATOR_RATE_LIMITING_ENABLED',
    key: 'enterprise.rate_limiting_enabled',
    about: '`false`: the three rates above have no limit, unless they are set themselves',
    byDefault: 'true',
  },
  {
    name: 'BATON_TASKS_AT_ONCE',
    about:
      'how many tasks of bots and of `/orchestrate` the orchestrator itself does at a time, whichever worker; the others wait for their turn. Set it for all workers alike',
    byDefault: '100',
  },
  { name: 'BATON_TASKS_PER_TIER', about: 'the same for one tier (or priority)', byDefault: '80' },
  { name: 'BATON_TASKS_PER_SWARM', about: 'the same for one swarm, or one call of `/orchestrate`', byDefault: '50' },
  {
    name: 'BATON_TASKS_RISE_MS',
    about: 'after how long a task that waits for its turn counts as one tier higher, and again',
    byDefault: '30000',
  },
  {
    name: 'LOG',
    about: '`json`: one JSON line a request',
    byDefault: 'short',
  },
  {
    name: 'ORCHESTRATOR_LOG_LEVEL',
    key: 'monitoring.log_level',
    about:
      "which requests the API's log tells: of `DEBUG` and `INFO` all, of `WARNING` those that were refused or failed, of `ERROR` and `CRITICAL` those that failed on our side",
    byDefault: 'INFO',
  },
  {
    name: 'ORCHESTRATOR_HEALTH_CHECK_INTERVAL',
    key: 'monitoring.health_check_interval',
    about: 'how many seconds old an answer of `/health/system` may be',
    byDefault: '5',
  },
  {
    name: 'ORCHESTRATOR_METRICS_ENABLED',
    key: 'monitoring.enabled',
    about: 'metrics for Prometheus',
    idle: 'this release has no `/metrics`',
  },
  {
    name: 'TEMPORAL_ADDRESS',
    about:
      "a Temporal of your own; this and all that begins with `TEMPORAL_` is as the Temporal SDK's environment configuration has it",
    otherwise: 'a local one',
  },
  { name: 'TEMPORAL_NAMESPACE', about: "Temporal's namespace", byDefault: 'default' },
  { name: 'TEMPORAL_API_KEY', about: "Temporal's key", isSecret: true },
  { name: 'BATON_DATA', about: 'the folder where local state lives', byDefault: '.baton' },
  {
    name: 'ORCHESTRATOR_DB_PATH',
    key: 'database.path',
    about: "a database's file",
    idle: 'local state is a folder, which BATON_DATA names, and the rest is in Temporal',
  },
  {
    name: 'ORCHESTRATOR_WORKERS',
    key: 'services.workers',
    about: 'how many worker processes `npm start` runs, 1 to 16',
    byDefault: '1',
  },
  {
    name: 'BATON_WORKFLOWS',
    about: 'further files or folders of definitions to register when `npm start` starts, with colons between them',
  },
  { name: 'BATON_EXAMPLES', about: '`off`: no example services', byDefault: 'on' },
  { name: 'BATON_TEMPORAL_CLI', about: 'the `temporal` binary that `npm start` uses' },
  {
    name: 'BATON_BOT_CAPACITY',
    about: 'how many bots there may be; the same for the API and the workers',
    byDefault: '50000',
  },
  {
    name: 'BATON_FOREIGN_QUEUES',
    about:
      'the task queues of other Temporal code that definitions may name in `task_queue`; `off` for none. Set it for the API and the workers alike: whoever may register definitions may otherwise start anything in the namespace',
    otherwise: "any but Baton's own",
    isList: true,
  },
  {
    name: 'BATON_NOTIFY_URL',
    about: 'where a worker posts what steps `notify`, beside its log: `{"execution", "step", "text"}`',
  },
  {
    name: 'NOTIFICATION_URL',
    about:
      'the service `notification`; what steps `notify` is also posted to `/notify` below it: `{"message", "execution_id", "step"}`',
  },
  {
    name: 'BATON_EVENTS_LOG',
    about: 'where events go as lines: `stdout` or a file ([events](../reference/events.md))',
  },
  { name: 'BATON_EVENTS_WEBHOOK_URL', about: 'where events are posted to' },
  { name: 'BATON_EVENTS_WEBHOOK_SECRET', about: 'what those are signed with', isSecret: true },
  { name: 'LOG_COLLECTOR_URL', about: 'where events are posted to, unsigned' },
  {
    name: 'REDIS_HOST',
    key: 'redis.host',
    about: 'the Redis that events go to',
    topic: 'redis',
  },
  { name: 'REDIS_PORT', key: 'redis.port', about: 'its port', byDefault: '6379', topic: 'redis port' },
  {
    name: 'BATON_EVENTS_REDIS_URL',
    about: 'the same as one URL, with credentials; wins',
    topic: 'redis',
  },
  { name: 'BATON_EVENTS_REDIS_STREAM', about: 'the stream that they are appended to', byDefault: 'baton:events' },
  { name: 'BATON_EVENTS_REDIS_MAXLEN', about: 'about how many of them it keeps', byDefault: '100000' },
  {
    name: 'ORCHESTRATOR_EVENT_STREAMING_ENABLED',
    key: 'enterprise.event_streaming_enabled',
    about: '`false`: events go nowhere, whatever the variables above say',
    byDefault: 'true',
  },
  {
    name: 'ORCHESTRATOR_CIRCUIT_BREAKER_ENABLED',
    key: 'enterprise.circuit_breaker_enabled',
    about: 'a breaker for services that fail',
    idle: 'this release has no breaker; a step is retried as it says',
  },
  {
    name: 'ORCHESTRATOR_SERVICE_MESH_ENABLED',
    key: 'enterprise.service_mesh_enabled',
    about: 'client certificates for called services',
    idle: 'services are called without a client certificate',
  },
  { name: 'BATON_URL', about: 'which API the online commands of `baton` ask', otherwise: "the local stack's" },
  ...['HOST', 'DB', 'USER', 'PASSWORD'].map((part): Variable => ({
    name: `POSTGRES_${part}`,
    about: "a database's place",
    isSecret: true,
    idle: "Baton keeps all it knows in Temporal; where Temporal keeps it is its server's to know (docker-compose.yml)",
  })),
];

/** Variables whose names are made from another name. */
export interface Family {
  readonly name: string;
  readonly form: RegExp;
  readonly about: string;
  readonly isSecret?: true;
  /** Why it has no effect in a file. */
  readonly notInFiles?: string;
}

export const families: readonly Family[] = [
  {
    name: 'BATON_SECRET_SERVICES_<NAME>',
    form: /^BATON_SECRET_SERVICES_/i,
    about:
      'the services that this secret may go to, several with commas. Set it: whoever may register definitions and services can otherwise have the secret sent to a service of his own',
    notInFiles: "it stands beside its secret, in the workers' environment",
  },
  {
    name: 'BATON_SECRET_<NAME>',
    form: /^BATON_SECRET_/i,
    about:
      'the value of `{{secrets.NAME}}`, for the workers alone; the name in capital letters. At least eight characters, or it is not taken out of what services answer; nothing that is an ordinary word, since it is taken out of everything they answer',
    isSecret: true,
    notInFiles: "a secret stands in the workers' environment, where nobody else reads it",
  },
  {
    name: 'SERVICE_<NAME>_URL',
    form: /^SERVICE_[A-Z0-9_]+$/,
    about:
      "a service's address, `_` for every character of its name that is no letter or digit; several with commas. Wins over a registration. `SERVICE_<NAME>` alone is the same where it is an http address",
  },
  {
    name: '<NAME>_URL',
    form: /^(?:[A-Z0-9][A-Z0-9_]*_SERVICE|REPORTING|DOC_STORE|SOURCE_AGENT|CONSISTENCY_ENGINE|SECURE_ANALYZER|LLM_GATEWAY)_URL$/,
    about:
      'the same for `reporting`, `doc-store`, `source-agent`, `consistency-engine`, `secure-analyzer` and `llm-gateway` (`DOC_STORE_URL`), and for every service whose name ends in `service` (`IMAGE_SERVICE_URL` is `image-service`); `SERVICE_<NAME>_URL` wins',
  },
  {
    name: 'TEMPORAL_…',
    form: /^TEMPORAL_[A-Z0-9_]+$/,
    about: "as the Temporal SDK's environment configuration has them",
    isSecret: true,
  },
];

export interface IdleKey {
  readonly key: string;
  readonly idle: string;
}

/** Keys of a configuration file that name nothing that there is here. */
export const idleKeys: readonly IdleKey[] = [
  {
    key: 'database.connection_pool_size',
    idle: 'a process has one connection to Temporal, over which any number of questions go at a time',
  },
  { key: 'database.timeout_seconds', idle: 'a question to Temporal is given up after 5 seconds' },
  { key: 'monitoring.metrics_interval', idle: 'this release has no `/metrics`' },
];

/** What `npm start` tells the example services, and what asks for the long tests: nothing to be set here. */
export const internalVariables: readonly string[] = ['BATON_EXAMPLES_PORT', 'BATON_FULL'];

const byName: ReadonlyMap<string, Variable> = new Map(variables.map((each) => [each.name, each]));

export function variableNamed(name: string): Variable | undefined {
  return byName.get(name);
}

export function familyOf(name: string): Family | undefined {
  return families.find(({ form }) => form.test(name));
}

/** No value of it is shown. */
export function isSecret(name: string): boolean {
  return (variableNamed(name) ?? familyOf(name))?.isSecret === true;
}
