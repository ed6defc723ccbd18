/** A title as a beginning of ids: its letters and digits of ASCII in small, with hyphens between what they stand in. It may be
 * empty, and begin with a digit: what an id has then is its own rule. */
export function slug(title: string, most: number): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, most)
    .replace(/^-|-$/g, '');
}

/** `Été` is `Ete`. */
export function withoutMarks(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '');
}
