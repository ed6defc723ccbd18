import type { Vocabulary } from './issues.ts';
import { printPath, type Path } from './locate.ts';
import { entryOf } from '../read/index.ts';
import { partKeys } from './step-parts.ts';
import { stepAdvice } from './synonyms.ts';
import { stepSchema } from './step.ts';
import { inputKeys, workflowSchema } from './workflow.ts';

export const stepKeys = Object.keys(stepSchema.shape);
const workflowKeys = Object.keys(workflowSchema.shape);

const isStep = (path: Path): boolean => path.length === 2 && path[0] === 'steps';
/** The key of a step whose value the path leads to, or into. */
const partOf = (path: Path): string | null => (path[0] === 'steps' && path.length > 2 ? String(path[2]) : null);
const keysOfPart: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(partKeys));

export const vocabulary: Vocabulary = {
  keysAt: (path) => {
    const part = partOf(path);
    if (part !== null) return keysOfPart.get(part) ?? [];
    return path.length === 0 ? workflowKeys : isStep(path) ? stepKeys : inputKeys;
  },
  nameOf: (path) => {
    const part = partOf(path);
    if (part === 'on_success' || part === 'on_failure') return `an action of \`${part}\``;
    if (part !== null) return `\`${printPath(path.slice(2))}\``;
    return path.length === 0 ? 'a definition' : isStep(path) ? 'a step' : `\`${printPath(path)}\``;
  },
  lackingOf: (path, node) => {
    const id = isStep(path) ? entryOf(node, 'id')?.value : undefined;
    return id?.kind === 'scalar' && typeof id.value === 'string' ? `step \`${id.value}\`` : null;
  },
  placeOf: (path, key) => {
    if (isStep(path)) return workflowKeys.includes(key) ? 'the definition' : null;
    const part = partOf(path);
    if (part !== null) return part === 'on_success' && key === 'compensate' ? '`on_failure`' : null;
    return path.length === 0 && stepKeys.includes(key) ? 'a step' : null;
  },
  adviceOf: (path, key) => (isStep(path) ? stepAdvice.get(key.toLowerCase()) : undefined),
};
