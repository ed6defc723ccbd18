import { nearest, type Diagnostic } from '../../../problems/index.ts';
import { nodeAt, printPath, type Path } from '../../definition/locate.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { suggesting } from '../../definition/suggest.ts';
import type { Rule } from './rule.ts';

/** A warning: what is known of a service may be older than the service. Of one whose operations are not known, nothing is
 * said; of one method, once. */
export const unknownOperation: Rule = ({ root, steps, known: { operations } }) => {
  if (operations === undefined) return [];
  const found: Diagnostic[] = [];
  const comparisons = { left: definitionLimits.comparisons };
  const named = new Set<string>();
  const look = (service: string | undefined, path: Path): void => {
    const node = nodeAt(root, path);
    const method = node?.kind === 'scalar' ? node.value : undefined;
    const methods = service === undefined ? undefined : operations.get(service);
    if (service === undefined || methods === undefined || methods.size === 0) return;
    if (typeof method !== 'string' || methods.has(method)) return;
    const called = JSON.stringify([service, method]);
    if (named.has(called)) return;
    named.add(called);
    const at = { path: printPath(path), span: node?.span };
    const names = [...methods.keys()];
    const more = names.length > MOST_LISTED ? ', …' : '';
    const otherwise = `it has ${names.slice(0, MOST_LISTED).join(', ')}${more}`;
    const message = `service \`${service}\` has no method \`${method}\``;
    found.push(suggesting('unknown-operation', message, nearest(method, names, comparisons), at, otherwise));
  };
  const serviceAt = (path: Path): string | undefined => {
    const node = nodeAt(root, path);
    return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  };
  for (const { index, draft, onSuccess, onFailure } of steps) {
    const step: Path = ['steps', index];
    look(draft.service, [...step, 'method']);
    if (draft.poll !== undefined) look(draft.poll.service ?? draft.service, [...step, 'poll', 'method']);
    look(draft.service, [...step, 'compensate_method']);
    for (const { path } of [...onSuccess, ...onFailure]) {
      look(serviceAt([...path, 'service']), [...path, 'method']);
      look(draft.service, [...path, 'compensate']);
    }
  }
  return found;
};

const MOST_LISTED = 8;
