import { createHash } from 'node:crypto';
import { Refusal } from '../problems/index.ts';
import { slug } from '../std/index.ts';
import { scheduleLimits } from './limits.ts';

/** Also the beginning of the ids of its executions. */
const form = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${scheduleLimits.idLength - 1}}$`);

export function checkedId(id: string): string {
  if (form.test(id) && !id.startsWith('baton.')) return id;
  throw new Refusal(
    'invalid-schedule-id',
    `a schedule id is 1 to ${scheduleLimits.idLength} letters, digits, dots, hyphens and underscores, begins with a letter or digit, and not with \`baton.\``,
  );
}

/** `Morning departure prep` is `morning-departure-prep`. */
export function idFromTitle(title: string): string {
  const id = slug(title, scheduleLimits.idLength);
  // Two titles without a letter that an id can have must not be one schedule.
  if (id !== '') return id;
  return `schedule-${createHash('sha256').update(title).digest('hex').slice(0, 16)}`;
}
