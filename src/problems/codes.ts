/** Everything that can be wrong, as one table. A code is a promise: it is never renamed or reused, and each has a
 * page in docs/reference/codes/. `kind` says when it is found: diagnostic (before running), failure (while running),
 * request (at the edge of the API or CLI; `status` is the HTTP answer). */

interface DiagnosticEntry {
  readonly kind: 'diagnostic';
  readonly severity: 'error' | 'warning';
  readonly title: string;
  /** The HTTP status of a request that is refused because of it: 400 not readable, 422 read but refused. */
  readonly status: 400 | 413 | 422;
}
interface FailureEntry {
  readonly kind: 'failure';
  readonly title: string;
}
interface RequestEntry {
  readonly kind: 'request';
  readonly status: number;
  readonly title: string;
}
export type CodeEntry = DiagnosticEntry | FailureEntry | RequestEntry;

const refused = (title: string): DiagnosticEntry => ({ kind: 'diagnostic', severity: 'error', title, status: 422 });
const unreadable = (title: string): DiagnosticEntry => ({ kind: 'diagnostic', severity: 'error', title, status: 400 });
const warning = (title: string): DiagnosticEntry => ({ kind: 'diagnostic', severity: 'warning', title, status: 422 });
const failure = (title: string): FailureEntry => ({ kind: 'failure', title });
const request = (status: number, title: string): RequestEntry => ({ kind: 'request', status, title });

// Each area adds to its own table; the parts are joined at the end of the file.

const reading = {
  'empty-definition': unreadable('The text holds no definition'),
  'invalid-yaml': unreadable('Text that is not YAML'),
  'rare-yaml': {
    kind: 'diagnostic',
    severity: 'error',
    title: 'A very long text in a rare way of YAML',
    status: 413,
  },
  'invalid-json': unreadable('Text that is not JSON'),
  'invalid-encoding': unreadable('Text that is not valid UTF-8 or Unicode'),
  'invalid-character': unreadable('A control character in a definition'),
  'definition-too-long': {
    kind: 'diagnostic',
    severity: 'error',
    title: 'A definition longer than the limit',
    status: 413,
  },
  'definition-too-dense': {
    kind: 'diagnostic',
    severity: 'error',
    title: 'A definition that is too long even when packed',
    status: 413,
  },
  'too-many-nodes': unreadable('A definition of more values than the limit'),
  'nesting-too-deep': unreadable('Lists and maps nested deeper than the limit'),
  'multiple-documents': unreadable('More than one YAML document in a text'),
  'duplicate-key': unreadable('A key written twice in one map'),
  'merge-key-not-allowed': unreadable("YAML's merge key"),
  'tag-not-allowed': unreadable('A YAML tag'),
  'directive-not-allowed': unreadable('A YAML directive'),
  'non-string-key': unreadable('A key that is not text'),
  'unknown-anchor': unreadable('An alias whose anchor does not stand before it'),
  'number-not-finite': refused('A number that is infinite or none'),
} as const satisfies Record<string, CodeEntry>;

const definition = {
  'invalid-definition': refused('A definition that is not a map'),
  'unknown-key': refused('A key that the language does not have'),
  'missing-key': refused('A key that has to be there'),
  'out-of-range': refused('A number outside what is allowed'),
  'not-allowed-value': refused('A value other than the few that are allowed'),
  'too-long': refused('A text longer than the limit'),
  'too-many-entries': refused('A list or map with more entries than the limit'),
  'version-must-be-string': refused('A version written as a JSON number'),
  'invalid-version': refused('A version with characters that it cannot have'),
  'invalid-name': refused('A name with characters that it cannot have'),
  'invalid-id': refused('A step id with characters that it cannot have'),
  'reserved-name': refused('A name that the language or JavaScript keeps for itself'),
  'expression-not-allowed': refused('An expression where the text must be literal'),
  'duplicate-id': refused('Two steps with one id'),
  'id-case-collision': refused('Two ids that differ only in upper and lower case'),
  'unknown-dependency': refused('A dependency on a step that does not exist'),
  'cyclic-dependency': refused('Steps that wait for each other'),
  'too-many-steps': refused('More steps than the limit'),
  'too-many-dependencies': refused('More dependencies than the limit'),
  'conflicting-keys': refused('Two keys that exclude each other'),
  'invalid-input-schema': refused('An input_schema that is no JSON Schema'),
  'default-breaks-its-schema': refused('A default that the input itself would refuse'),
  'timeout-shorter-than-step': refused('A timeout_ms that ends before a step may'),
  'retry-delays': refused('A longest delay below the first'),
  'compensation-without-method': refused('compensate_parameters without compensate_method'),
  'unregistered-service': warning('A service that is not registered'),
  'uncompensated-step': warning('A side effect without compensation beside steps that have one'),
  'possible-secret': warning('A literal that looks like a secret'),
  'enum-breaks-its-type': refused('An allowed value that its own type refuses'),
  'input-missing': refused('A required input that is not given'),
  'unknown-input': refused('An input that the definition does not declare'),
  'invalid-input': refused('An input of a type or value that the definition refuses'),
  'inputs-not-object': refused('Inputs that are not an object'),
  'inputs-too-large': {
    kind: 'diagnostic',
    severity: 'error',
    title: 'Inputs longer or deeper than the limit',
    status: 413,
  },
  'more-diagnostics': refused('More problems than are listed'),
  'unused-input': warning('An input that nothing reads'),
  'stray-key': refused('A key that says nothing without another'),
  'invalid-endpoint': refused('An endpoint that is no path'),
  'recursive-workflow': refused('A workflow that calls itself without end'),
  'unregistered-workflow': warning('A workflow that is not registered'),
  'unknown-operation': warning('A method that the service does not have'),
  'task-queue-refused': refused('A task queue that no step may reach'),
} as const satisfies Record<string, CodeEntry>;

const expression = {
  'expression-syntax': refused('An expression that cannot be read'),
  'empty-expression': refused('Braces with no expression between them'),
  'unclosed-interpolation': refused('{{ without its }}'),
  'condition-without-braces': refused('A condition that is not written as {{ … }}'),
  'condition-not-one-expression': refused('A condition with text or a second expression beside the first'),
  'expression-too-long': refused('An expression longer than the limit'),
  'expression-too-deep': refused('An expression nested deeper than the limit'),
  'expression-too-many-parts': refused('An expression of more parts than the limit'),
  'number-not-exact': refused('A number that cannot be held exactly'),
  'json-text-syntax': refused('Parameters given as JSON text that cannot be read'),
  'json-text-too-deep': refused('JSON text nested deeper than the limit'),
  'interpolation-in-key': refused('An interpolation in the name of a member'),
  'unknown-name': refused('A name that means nothing here'),
  'name-out-of-place': refused('A name that is known only elsewhere'),
  'unknown-function': refused('A function that the language does not have'),
  'wrong-argument-count': refused('A function given too few or too many arguments'),
  'wrong-type': refused('A value of a type that can never fit its place'),
  'wrong-argument': refused('A literal argument that the function cannot read'),
  'step-not-literal': refused('steps without a literal id behind it'),
  'condition-never-boolean': refused('A condition that can never be true or false'),
  'secret-not-allowed-here': refused('A secret where none is resolved'),
  'never-equal': warning('A comparison of two types that are never equal'),
  'always-null': warning('A reference that can only be null'),
} as const satisfies Record<string, CodeEntry>;

const running = {
  'expression-failed': failure('An expression could not be evaluated'),
  'expression-limit': failure('An expression took more steps, depth or space than the limit'),
  'wrong-operand': failure('An operator was given a value it does not take'),
  'unfit-argument': failure('A function was given a value it does not take'),
  'division-by-zero': failure('A division by zero'),
  'not-finite': failure('A result too large for a number'),
  'invalid-time': failure('A text that is no time'),
  'invalid-duration': failure('A text that is no duration'),
  'invalid-json-path': failure('A text that is no JSONPath'),
  'text-not-json': failure('from_json was given text that is not JSON'),
  'text-not-number': failure('to_number was given text that is no number'),
  'required-value-missing': failure('required() was given null'),
  'payload-field-missing': failure('The payload lacks a field that a step reads'),
  'condition-not-boolean': failure('A condition gave something other than true or false'),
  'results-too-large': failure('The results of an execution together are larger than the limit'),
  'parameters-too-large': failure('The parameters of a call are larger than the limit'),
  terminated: failure('Ended in Temporal from outside, without compensation'),
  cancelled: failure('Stopped because the execution was cancelled'),
  'workflow-timed-out': failure("The execution passed the definition's timeout_ms"),
  'not-a-list': failure('A for_each that gave something other than a list'),
  'step-timed-out': failure('A wait, a delay or a sub-workflow took longer than timeout_ms'),
  'sub-workflow-failed': failure('The workflow that a step called failed'),
  'too-deep': failure('Workflows that call each other deeper than the limit'),
  'poll-timed-out': failure("A poll's condition did not come true within timeout_ms"),
  'execution-too-long': failure('More calls and waits than one execution may make'),
  'workflow-unresolved': failure('Started with bare inputs, of a workflow that is not on record or refuses them'),
  'foreign-failed': failure('An activity or a workflow of other Temporal code failed'),
  'foreign-unclaimed': failure('No worker took an activity from its task queue in time'),
} as const satisfies Record<string, CodeEntry>;

const calling = {
  'call-lost': failure('The worker died under every attempt at a call'),
  'call-timed-out': failure('A service did not answer within timeout_ms'),
  'connection-lost': failure('The connection ended before the service had answered'),
  'service-unreachable': failure('No connection to the service; nothing was sent'),
  'service-error': failure('The service answered with an error status'),
  'redirect-refused': failure('The service answered with a redirect, which is never followed'),
  'response-not-json': failure('The service answered with something other than JSON'),
  'response-too-large': failure('The answer is larger than a step result may be'),
  'response-too-deep': failure('The answer is nested deeper than a step result may be'),
  'unknown-service': failure('No service of that name is registered'),
  'address-refused': failure('An address that may not be called'),
  'unknown-secret': failure('A secret that the worker was not given'),
  'secret-refused': failure('A secret that may not go to this service'),
  'registry-unavailable': failure('The service could not be looked up'),
  'channel-not-configured': failure('A notification channel that the worker was not given'),
} as const satisfies Record<string, CodeEntry>;

/** What is wrong with the body or query of a request. */
const fields = {
  'unknown-field': refused('A field that the request does not have'),
  'missing-field': refused('A field that has to be there'),
  'unfit-field': refused('A field of another type or form'),
  'reserved-key': refused('A key that JavaScript gives a meaning of its own'),
  'invalid-cron': refused('A recurrence rule that is no cron rule'),
  'too-often': refused('A schedule that would start executions more often than it may'),
  'never-fires': refused('A schedule whose times never come'),
  'unknown-time-zone': refused('A time zone that does not exist'),
} as const satisfies Record<string, CodeEntry>;

const requests = {
  'unreadable-request': request(400, 'A request that is not HTTP, or whose path cannot be decoded'),
  'unreadable-query': request(400, 'A query that cannot be read'),
  'unreadable-body': request(400, 'A body that cannot be read'),
  'invalid-cursor': request(400, 'A cursor that belongs to no such list'),
  'invalid-header': request(400, 'A header that cannot have this value'),
  'invalid-execution-id': request(400, 'A text that can be no execution id'),
  'origin-not-allowed': request(403, 'A page of another site may not call'),
  'unknown-route': request(404, 'No such path'),
  'execution-not-found': request(404, 'No execution of that id'),
  'definition-rejected': request(422, 'A definition with problems; `details` has them all'),
  'definition-too-costly': request(422, 'A definition that takes too long or too much memory to check'),
  'version-conflict': request(409, 'Other content under a version that is on record'),
  'name-taken': request(409, 'A name that a workflow of another kind has'),
  'invalid-service-name': request(422, 'A name that no service can have'),
  'service-address-refused': request(422, 'An address that no service may have'),
  'operations-refused': request(422, 'Operations of a service that cannot be read'),
  'workflow-not-found': request(404, 'No workflow of that name or version'),
  'template-not-found': request(404, 'No template of that name'),
  'workflow-changed': request(409, 'A workflow that another has changed meanwhile'),
  'inputs-rejected': request(422, 'Inputs that do not fit the workflow'),
  'schedule-rejected': request(422, 'A schedule that would not do what it says'),
  'schedule-not-found': request(404, 'No schedule of that id'),
  'schedule-exists': request(409, 'Another schedule has this id'),
  'invalid-schedule-id': request(400, 'A schedule id that cannot be one'),
  'started-too-deep': request(422, 'Executions that start each other deeper than the limit'),
  'execution-exists': request(409, 'The execution id is taken'),
  'execution-ended': request(409, 'The execution has ended already'),
  'confirmation-needed': request(409, 'Many executions are told something only after a look at which'),
  'not-held': request(409, 'An execution that waits for no decision'),
  'not-retryable': request(409, 'An execution that cannot be retried'),
  'bot-not-found': request(404, 'No bot of that id'),
  'bot-draining': request(409, 'A bot that takes no new tasks'),
  'bot-lost': request(409, 'A bot that has let a lease run out and was not heard of since'),
  'swarm-not-found': request(404, 'No swarm of that id'),
  'swarm-exists': request(409, 'Another swarm has this id'),
  'swarm-draining': request(409, 'A swarm that takes no new tasks and no new bots'),
  'too-many-swarms': request(409, 'As many swarms as there may be'),
  'capacity-exceeded': request(409, 'More bots than there is room for'),
  'capability-missing': request(422, 'A task that asks for capabilities which the bot does not have'),
  'no-bot-available': request(409, 'A swarm without a bot that could take the task'),
  'task-not-found': request(404, 'No task of that id, or none that is still remembered'),
  'mass-task-not-found': request(404, 'No mass task of that id, or none that is still remembered'),
  'dead-letter-not-found': request(404, 'No dead letter of that id'),
  'task-of-another-bot': request(409, 'A task that another bot has'),
  'task-already-ended': request(409, 'A task that was completed, failed or cancelled before'),
  'task-not-cancellable': request(409, 'A task that cannot be cancelled by itself'),
  'task-lease-lost': request(409, 'A task whose lease ran out'),
  'lease-held': request(409, 'A bot that has a lease of another task'),
  'task-runs-itself': request(409, 'A task that the orchestrator does itself'),
  'task-data-too-large': request(413, 'A task with more data than the limit'),
  'too-much-pending': request(429, 'More tasks that have not ended than there is room for'),
  'unknown-task-type': request(422, 'A task of a type that nothing does'),
  'service-not-configured': request(503, 'A task whose service has no address'),
  'event-sink-not-configured': request(409, 'Events can go only where this server is configured to send them'),
  'event-sink-failed': request(503, 'Events could not be sent again'),
  'too-many-events': request(429, 'An execution that can take no more events'),
  'triggered-too-often': request(429, 'A schedule started by hand faster than its executions can be told apart'),
  'idempotency-key-reused': request(422, 'The idempotency key has come with another request before'),
  'method-not-allowed': request(405, 'The path does not take this HTTP method'),
  'not-acceptable': request(406, 'The caller takes no JSON'),
  'request-timed-out': request(408, 'The request did not arrive in time'),
  'body-too-large': request(413, 'A body larger than the limit'),
  'unsupported-media-type': request(415, 'A body of another type than the path takes'),
  'host-not-allowed': request(421, 'A Host header that is none of this server'),
  'request-rejected': request(422, 'A request that was read but asks for something the path does not do'),
  'rate-limited': request(429, 'Too many requests from one address'),
  'headers-too-large': request(431, 'Headers larger than the limit'),
  'internal-error': request(500, 'A bug of ours'),
  overloaded: request(503, 'The process has as much to do as it may'),
  'too-many-streams': request(503, 'More streams of events than one process keeps open'),
  'temporal-unavailable': request(503, 'Temporal does not answer, or no worker does'),
  'shutting-down': request(503, 'The process is ending'),
} as const satisfies Record<string, CodeEntry>;

export const codes = {
  ...reading,
  ...definition,
  ...expression,
  ...running,
  ...calling,
  ...fields,
  ...requests,
} as const;

type Tables = typeof reading &
  typeof definition &
  typeof expression &
  typeof running &
  typeof calling &
  typeof fields &
  typeof requests;
type CodesOf<Kind> = { [Code in keyof Tables]: Tables[Code] extends { kind: Kind } ? Code : never }[keyof Tables];

export type Code = keyof Tables;
export type DiagnosticCode = CodesOf<'diagnostic'>;
export type FailureCode = CodesOf<'failure'>;
export type RequestCode = CodesOf<'request'>;
