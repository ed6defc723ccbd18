import type { Vocabulary } from './issues.ts';
import { printPath, type Path } from './locate.ts';
import { plannedStepKeys, stepSchema } from './step.ts';
import { inputKeys, plannedWorkflowKeys, workflowSchema } from './workflow.ts';

const stepKeys = Object.keys(stepSchema.shape);
const workflowKeys = Object.keys(workflowSchema.shape);

const isStep = (path: Path): boolean => path.length === 2 && path[0] === 'steps';

export const vocabulary: Vocabulary = {
  keysAt: (path) => (path.length === 0 ? workflowKeys : isStep(path) ? stepKeys : inputKeys),
  nameOf: (path) => (path.length === 0 ? 'a definition' : isStep(path) ? 'a step' : `\`${printPath(path)}\``),
  planned: (path, key) => {
    if (isStep(path)) return plannedStepKeys.get(key) ?? null;
    return path.length === 0 && plannedWorkflowKeys.has(key) ? { makesKind: false } : null;
  },
  placeOf: (path, key) => {
    if (isStep(path)) return workflowKeys.includes(key) ? 'the definition' : null;
    return path.length === 0 && stepKeys.includes(key) ? 'a step' : null;
  },
};
