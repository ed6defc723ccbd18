import { nearest, type Diagnostic } from '../../../problems/index.ts';
import { suggesting } from '../../definition/suggest.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** A warning: a service may be registered after the workflows that call it. Once for each service. */
export const unregisteredService: Rule = ({ root, steps, knownServices }) => {
  if (knownServices === undefined) return [];
  const found: Diagnostic[] = [];
  const named = new Set<string>();
  for (const { index, draft } of steps) {
    const { service } = draft;
    if (service === undefined || knownServices.has(service) || named.has(service)) continue;
    named.add(service);
    const at = { path: `steps[${index}].service`, span: spanOfField(root, index, 'service') };
    const message = `no service \`${service}\` is registered`;
    found.push(
      suggesting(
        'unregistered-service',
        message,
        nearest(service, knownServices),
        at,
        'register it before an execution calls it',
      ),
    );
  }
  return found;
};
