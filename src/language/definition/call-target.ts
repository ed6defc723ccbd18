import { z } from 'zod';
import type { Verb } from '../../plan/index.ts';
import { name } from './fields.ts';
import { definitionLimits as limits } from './limits.ts';

export const SERVICE = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
export const METHOD = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
/** A path on the service's own origin that means what it says: no empty, `.` or `..` part, written plainly or with %, no
 * query, no fragment, no host. */
export const ENDPOINT =
  /^\/(?:(?!\.{1,2}(?:\/|$))(?:[A-Za-z0-9_.~!$&'()*+,;=:@-]|%(?!00|2[EeFf]|5[Cc])[0-9A-Fa-f]{2})+(?:\/|$))*$/;

export const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly Verb[];

export const serviceName = name(
  SERVICE,
  limits.serviceLength,
  'letters, digits, `_`, `-` and `.`, beginning with a letter or digit',
);

export const methodName = name(
  METHOD,
  limits.methodLength,
  'letters, digits, `_`, `-` and `.`, beginning with a letter, a digit or `_`',
);

export const endpointPath = name(
  ENDPOINT,
  limits.endpointLength,
  'a path such as /v1/slots, without a host, a query and `..`',
);

export const verbName = z.enum(verbs, { error: `one of ${verbs.join(', ')}` });
