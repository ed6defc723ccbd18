import type { Span } from '../../problems/index.ts';
import type { DraftStep } from '../definition/workflow.ts';
import { nodeAt } from '../definition/locate.ts';
import type { SourceNode } from '../read/index.ts';

/** Where the value of a step's key stands. */
export function spanOfField(root: SourceNode, step: number, key: keyof DraftStep, entry?: number): Span | undefined {
  return nodeAt(root, entry === undefined ? ['steps', step, key] : ['steps', step, key, entry])?.span;
}
