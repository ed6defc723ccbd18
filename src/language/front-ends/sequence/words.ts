import type { Vocabulary } from '../../definition/issues.ts';
import { printPath, type Path } from '../../definition/locate.ts';
import { entryOf, type SourceNode } from '../../read/index.ts';
import { microserviceKeys, pollKeys, taskKeys } from './tasks.ts';

/** `Microservice` or `Poll`, where the path leads into one. */
const partOf = (path: Path): string | null => (path.length > 1 ? String(path[1]) : null);

const keysOf = (part: string | null): readonly string[] =>
  part === null ? taskKeys : part === 'Microservice' ? microserviceKeys : part === 'Poll' ? pollKeys : [];

/** How the parts of a sequence are named in messages. */
export const sequenceWords: Vocabulary = {
  keysAt: (path) => keysOf(partOf(path)),
  nameOf: (path, node) => {
    if (path.length === 0) return 'a sequence';
    const part = partOf(path);
    return part === null ? nameOfTask(node) : `\`${part}\``;
  },
  placeOf: (path, key) => {
    const part = partOf(path);
    if (part !== null) return taskKeys.includes(key) && !keysOf(part).includes(key) ? 'the task' : null;
    if (taskKeys.includes(key)) return null;
    return microserviceKeys.includes(key) ? '`Microservice`' : pollKeys.includes(key) ? '`Poll`' : null;
  },
  labelOf: (path) => (path.length === 1 ? 'a task' : `\`${printPath(path.slice(1))}\``),
  codeOf: (path) => {
    const key = path.at(-1);
    if (key === 'Display') return 'wrong-type';
    return key === 'Action' ? 'invalid-id' : key === 'Endpoint' ? 'invalid-endpoint' : undefined;
  },
};

function nameOfTask(node: SourceNode | undefined): string {
  const action = entryOf(node, 'Action')?.value;
  return action?.kind === 'scalar' && typeof action.value === 'string' ? `task \`${action.value}\`` : 'a task';
}
