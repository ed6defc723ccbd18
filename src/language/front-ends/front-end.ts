import type { Diagnostic } from '../../problems/index.ts';
import type { Source, SourceNode } from '../read/index.ts';

/** The notations that a text may be written in. A definition is our own; each of the others has a front end, which makes
 * a definition of it. */
export const notations = ['definition', 'sequence', 'actions'] as const;
export type Notation = (typeof notations)[number];

/** Another notation for definitions. Its folder has what it checks and how it translates; `tree.ts` what trees are built
 * with. It says in its author's words what is wrong with a text's shape, and makes the tree that a definition of ours would
 * be read as. Where its expressions are other than ours, it rewrites them in the text they stand in, by `edited`, which keeps
 * for every character the place that it comes from; names that only its author knows are its own to check before. All else
 * is the checker's and the compiler's, which know nothing of it. */
export interface FrontEnd {
  readonly notation: Exclude<Notation, 'definition'>;
  /** What a text of it is called in messages: `a sequence`. */
  readonly what: string;
  readonly recognises: (root: SourceNode) => boolean;
  readonly translate: (source: Source, name: string | undefined) => Translation;
}

export interface Translation {
  /** The definition, as if it had been read: the span of every node is that of what the author wrote for it, so that the
   * checker's findings stand in the author's text. Where something that has been said to be wrong or missing has to be
   * there, something stands in for it: a mistake has no echo. Null where nothing can be made of the text. */
  readonly root: SourceNode | null;
  /** What is wrong with the shape. */
  readonly diagnostics: readonly Diagnostic[];
  /** Puts what the checker found into the author's words; its place is put right already. */
  readonly inAuthorsWords?: (found: Diagnostic) => Diagnostic;
}
