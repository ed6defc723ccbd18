import type { Diagnostic } from '../../../problems/index.ts';
import type { Subject } from '../subject.ts';

/** One mistake, looked for in the whole definition. A rule's file is named after the code it gives. */
export type Rule = (subject: Subject) => readonly Diagnostic[];
