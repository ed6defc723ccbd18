import { isList, isObject, type Json, type JsonObject, own } from '../std/index.ts';
import type { Author } from './workflows.ts';

/** What lies beside a version of a created workflow in its record, and is read without unpacking the document: who wrote
 * it, and what lists and searches look at. */
export interface AboutWorkflow {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly actionNames: readonly string[];
  readonly createdBy: Author;
  /** Of the first version, in later ones; the first was written when it was created. */
  readonly createdAt?: number;
  readonly by: Author;
  readonly changed: readonly string[];
}

/** Characters. A list of two hundred of them has to fit into one message. */
const most = { title: 500, description: 2000, tags: 4000, actionNames: 4000, changed: 1000 };

export function aboutWorkflow(
  document: JsonObject,
  more: Pick<AboutWorkflow, 'createdBy' | 'createdAt' | 'by' | 'changed'>,
): AboutWorkflow {
  const actions = own(document, 'actions');
  return {
    title: textIn(document, 'name').slice(0, most.title),
    description: textIn(document, 'description').slice(0, most.description),
    tags: upTo(most.tags, textsIn(own(document, 'tags'))),
    actionNames: upTo(most.actionNames, isList(actions) ? actions.flatMap(namesOf) : []),
    ...more,
    changed: upTo(most.changed, more.changed),
  };
}

export function packAbout({ title, description, tags, actionNames, ...who }: AboutWorkflow): JsonObject {
  const { createdBy, createdAt, by, changed } = who;
  return {
    title,
    description,
    tags,
    actions: actionNames,
    created_by: createdBy,
    ...(createdAt !== undefined && { created_at: createdAt }),
    by,
    changed,
  };
}

/** Null of what is none. */
export function unpackAbout(packed: JsonObject | undefined): AboutWorkflow | null {
  if (packed === undefined || typeof own(packed, 'title') !== 'string') return null;
  const createdAt = own(packed, 'created_at');
  return {
    title: textIn(packed, 'title'),
    description: textIn(packed, 'description'),
    tags: textsIn(own(packed, 'tags')),
    actionNames: textsIn(own(packed, 'actions')),
    createdBy: authorIn(packed, 'created_by'),
    ...(typeof createdAt === 'number' && { createdAt }),
    by: authorIn(packed, 'by'),
    changed: textsIn(own(packed, 'changed')),
  };
}

/** An action is looked for by what people call it, and by what other actions do. */
function namesOf(action: Json): readonly string[] {
  if (!isObject(action)) return [];
  return [own(action, 'name'), own(action, 'action_id')].filter((each) => typeof each === 'string');
}

function upTo(characters: number, texts: readonly string[]): readonly string[] {
  let left = characters;
  return texts.filter(({ length }) => (left -= length) >= 0);
}

export function authorIn(content: JsonObject, key: string): Author {
  const value = own(content, key);
  return typeof value === 'string' ? value : null;
}

function textIn(content: JsonObject, key: string): string {
  const value = own(content, key);
  return typeof value === 'string' ? value : '';
}

function textsIn(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((each) => typeof each === 'string') : [];
}
