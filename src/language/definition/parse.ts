import type { z } from 'zod';
import { invariant, isList, isObject, type Json, type JsonObject } from '../../std/index.ts';
import { definitionLimits } from './limits.ts';
import { isPlainStep } from './plain-step.ts';
import { draftSchema, workflowSchema, type Draft } from './workflow.ts';

export type Issue = z.core.$ZodIssue;

/** What the schema says of a definition, the steps left out of which it would say nothing. Where more is wrong than is
 * ever listed, the rest is not looked at. */
export function issuesOf(body: Json): readonly Issue[] {
  if (!isObject(body) || !isList(body['steps'])) return parsed(body, null);
  const { steps } = body;
  const found: Issue[] = [];
  let doubtful: number[] = [];
  let most = FIRST_DOUBTFUL;
  for (let i = 0; i < steps.length; i++) {
    if (!isPlainStep(steps[i] as Json)) doubtful.push(i);
    if (doubtful.length < most) continue;
    for (const issue of parsed(withSteps(body, doubtful), doubtful)) if (isOfSteps(issue)) found.push(issue);
    if (found.length > definitionLimits.counted) return found;
    doubtful = [];
    most *= 4;
  }
  // Steps there are, though none of them needs to be looked at.
  if (doubtful.length === 0 && steps.length > 0) doubtful.push(0);
  for (const issue of parsed(withSteps(body, doubtful), doubtful)) found.push(issue);
  return found;
}

/** Looked at together, before so many times four: where all are wrong, the first few tell. */
const FIRST_DOUBTFUL = 160;

function isOfSteps({ path }: Issue): boolean {
  return path[0] === 'steps' && path.length > 1;
}

function withSteps(body: JsonObject, at: readonly number[]): JsonObject {
  const { steps } = body;
  return isList(steps) ? { ...body, steps: at.map((i) => steps[i] as Json) } : body;
}

/** `at` are the places of the steps that are left in the body. */
function parsed(body: Json, at: readonly number[] | null): readonly Issue[] {
  const { error } = workflowSchema.safeParse(body);
  if (error === undefined) return [];
  if (at === null) return error.issues;
  return error.issues.map((issue) => {
    const [key, index, ...rest] = issue.path;
    if (key !== 'steps' || typeof index !== 'number') return issue;
    return { ...issue, path: [key, at[index] ?? index, ...rest] };
  });
}

/** What is left of a definition without its mistakes. */
export function draftOf(body: JsonObject): Draft {
  const steps = isList(body['steps']) ? body['steps'] : [];
  const doubtful = steps.flatMap((step, i) => (isPlainStep(step) ? [] : [i]));
  const { error } = draftSchema.safeParse(withSteps(body, doubtful));
  invariant(error === undefined, `what is left of a definition fits the draft: ${error?.message}`);
  return body as Draft;
}
