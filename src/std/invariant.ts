/** A broken invariant is a bug of ours, never a user's mistake: it is thrown and not caught (see ARCHITECTURE, "Four kinds of wrong"). */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** Closes a switch over a union: a new member without a case is a type error. */
export function unreachable(value: never): never {
  throw new Error(`invariant broken: unexpected ${JSON.stringify(value)}`);
}
