import type { JsonObject } from '../../std/index.ts';
import { apiLimits } from '../limits.ts';
import { userForm, versionForm } from '../request/author.ts';
import { nameForm } from '../request/workflow-name.ts';
import type { RequestHeader, Route } from '../route.ts';

const taken: Readonly<Record<RequestHeader, JsonObject>> = {
  'Idempotency-Key': {
    description: 'The same key with the same request does it once, however often it is sent',
    schema: { type: 'string', pattern: `^[\\x21-\\x7e]{1,${apiLimits.idempotencyKeyLength}}$` },
  },
  'Last-Event-ID': {
    description: 'The id of the last event that was received: the stream goes on behind it',
    schema: { type: 'string' },
  },
  'X-User-ID': {
    description: 'Who asks, as a plain id: it names a user and authenticates nobody',
    schema: { type: 'string', pattern: userForm.source },
  },
  'If-Match': {
    description: 'The version that the caller has seen, as an answer gave it in ETag; any other is not changed',
    schema: { type: 'string', pattern: versionForm.source },
  },
  'Workflow-Name': {
    description: 'The name of what has none in its text, a workflow of actions, say; a definition has its own',
    schema: { type: 'string', pattern: nameForm.source },
  },
};

export function requestHeaders({ reads = [] }: Route): readonly JsonObject[] {
  return reads.map((name) => ({ name, in: 'header', required: false, ...taken[name] }));
}

/** All that a caller may act on. */
export function answerHeaders(status = 200): JsonObject {
  return {
    'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
    ...((status === 429 || status === 503) && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
  };
}

export const headerComponents: JsonObject = {
  'X-Request-Id': {
    description: 'Names this request in the log',
    required: true,
    schema: { type: 'string', pattern: '^req_[0-9a-f]{18}$' },
  },
  'Retry-After': {
    description: 'Seconds to wait before asking again',
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
};
