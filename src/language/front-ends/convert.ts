import { Document, isMap, isSeq, isScalar, type Node, visit } from 'yaml';
import type { Path } from '../definition/locate.ts';
import type { Definition } from '../definition/workflow.ts';
import { notesOnActions } from './actions/notes.ts';
import type { Notation } from './front-end.ts';
import { notesOnSequence } from './sequence/notes.ts';

/** A comment above a key or an entry of the definition; above all of it where the path is empty. */
export interface Note {
  readonly path: Path;
  readonly text: string;
}

const notesOn: Readonly<Record<Exclude<Notation, 'definition'>, (definition: Definition) => readonly Note[]>> = {
  sequence: notesOnSequence,
  actions: notesOnActions,
};

/** What a text of another notation comes to, as a definition in YAML that reads as the very same. */
export function convertToYaml(notation: Exclude<Notation, 'definition'>, definition: Definition): string {
  const document = new Document(definition, { aliasDuplicateObjects: false });
  spaceOut(document);
  quoteMergeKeys(document);
  for (const { path, text } of notesOn[notation](definition)) note(document, path, text);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A name like any other here; bare, it would be YAML's merge key. */
function quoteMergeKeys(document: Document): void {
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '<<') key.type = 'QUOTE_DOUBLE';
    },
  });
}

/** A line between the steps, and around them. */
function spaceOut(document: Document): void {
  for (const key of ['steps', 'outputs']) {
    const node = keyAt(document.contents, [key]);
    if (node !== null) node.spaceBefore = true;
  }
  const steps = document.get('steps');
  if (isSeq(steps)) for (const step of steps.items.slice(1)) if (isMap(step)) step.spaceBefore = true;
}

function note(document: Document, path: Path, text: string): void {
  const comment = text.replace(/^/gm, ' ');
  if (path.length === 0) {
    document.commentBefore = comment;
    return;
  }
  const at = keyAt(document.contents, path);
  if (at !== null) at.commentBefore = comment;
}

/** The node that a comment stands before: a key, or an entry of a list. */
function keyAt(root: unknown, path: Path): Node | null {
  let node: unknown = root;
  for (const [i, part] of path.entries()) {
    const isLast = i === path.length - 1;
    if (isSeq(node)) node = node.items[Number(part)];
    else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (pair === undefined) return null;
      if (isLast) return isScalar(pair.key) ? pair.key : null;
      node = pair.value;
    } else return null;
  }
  return isMap(node) || isScalar(node) || isSeq(node) ? node : null;
}
