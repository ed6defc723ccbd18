import { slug, withoutMarks } from '../../../std/index.ts';

const LONGEST = 100;

/** A title as the name of a definition: `Document Quality Analysis` is `document-quality-analysis`. */
export function nameOfTitle(title: string): string {
  const plain = slug(withoutMarks(title), LONGEST).replace(/^[-0-9]+/, '');
  return plain === '' ? 'workflow' : plain;
}
