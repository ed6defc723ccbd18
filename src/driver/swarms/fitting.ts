import type { PageAsked } from '../../fleet/index.ts';

/** An answer is one payload. Of UTF-16, each at most three bytes. */
const mostCharacters = 500_000;

/** Asks for less until it fits. */
export function fitting<Asked extends PageAsked, Answer>(asked: Asked, read: (asked: Asked) => Answer): Answer {
  const answer = read(asked);
  if (asked.limit <= 1 || JSON.stringify(answer).length <= mostCharacters) return answer;
  return fitting({ ...asked, limit: Math.ceil(asked.limit / 4) }, read);
}
