import type { ListedWorkflow } from './workflows.ts';

export interface WorkflowFilter {
  readonly status: 'active' | 'deleted';
  readonly createdBy?: string;
  readonly tag?: string;
}

export function fitsFilter(listed: ListedWorkflow, { status, createdBy, tag }: WorkflowFilter): boolean {
  return (
    (listed.removed === undefined) === (status === 'active') &&
    (createdBy === undefined || listed.createdBy === createdBy) &&
    (tag === undefined || listed.tags.includes(tag))
  );
}

/** Those in which every word of the question stands somewhere; the more telling the place, the further in front. Of
 * equals the order stays. */
export function searchWorkflows(all: readonly ListedWorkflow[], question: string): readonly ListedWorkflow[] {
  const words = folded(question)
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = all.flatMap((listed) => {
    const places = placesOf(listed);
    const ranks = words.map((word) => places.findIndex((place) => place.includes(word)));
    if (ranks.includes(-1)) return [];
    return [{ listed, rank: ranks.reduce((sum, each) => sum + each, 0) }];
  });
  return found.toSorted((a, b) => a.rank - b.rank).map(({ listed }) => listed);
}

/** The most telling first. */
function placesOf({ title, tags, actionNames, description }: ListedWorkflow): readonly string[] {
  return [title, tags.join('\n'), actionNames.join('\n'), description].map(folded);
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
