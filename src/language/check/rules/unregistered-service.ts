import { nearest, type Diagnostic } from '../../../problems/index.ts';
import { entryAt, nodeAt, printPath, type Path } from '../../definition/locate.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { suggesting } from '../../definition/suggest.ts';
import type { Rule } from './rule.ts';

/** A warning: a service may be registered after the workflows that call it. Once for each service. */
export const unregisteredService: Rule = ({ root, steps, known: { services: known } }) => {
  if (known === undefined) return [];
  const found: Diagnostic[] = [];
  const comparisons = { left: definitionLimits.comparisons };
  const named = new Set<string>();
  const look = (path: Path): void => {
    const node = nodeAt(root, path);
    const service = node?.kind === 'scalar' ? node.value : undefined;
    if (typeof service !== 'string' || known.has(service) || named.has(service)) return;
    named.add(service);
    const at = { path: printPath(path), span: node?.span };
    const message = `no service \`${service}\` is registered`;
    const otherwise = 'register it before an execution calls it';
    found.push(suggesting('unregistered-service', message, nearest(service, known, comparisons), at, otherwise));
  };
  for (const { index, draft, onSuccess, onFailure } of steps) {
    const step: Path = ['steps', index];
    if (draft.service !== undefined) look([...step, 'service']);
    if (draft.poll !== undefined) look([...step, 'poll', 'service']);
    for (const { path } of [...onSuccess, ...onFailure]) {
      if (entryAt(root, [...path, 'service']) !== undefined) look([...path, 'service']);
    }
  }
  return found;
};
