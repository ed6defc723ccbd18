import { diagnostic } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { entryAt } from '../../definition/locate.ts';
import type { Rule } from './rule.ts';

export const tooManyDependencies: Rule = ({ root, graph }) => {
  if (graph.edges <= definitionLimits.dependencies) return [];
  const message = `the steps have ${graph.edges} dependencies on each other; ${definitionLimits.dependencies} is the most`;
  return [diagnostic('too-many-dependencies', message, { path: 'steps', span: entryAt(root, ['steps'])?.keySpan })];
};
