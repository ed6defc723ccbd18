import type { Diagnostic } from '../../../problems/index.ts';
import type { Dependencies, Subject } from '../subject.ts';

/** One mistake, looked for in the whole definition. A rule's file is named after the code it gives. */
export type Rule = (subject: Subject) => readonly Diagnostic[];

/** One that asks only how the steps hang together. */
export type DependencyRule = (subject: Dependencies) => readonly Diagnostic[];
