import { printable, type Terminal } from './terminal.ts';

/** What the API said to an operator's word: for people its message, for programs all of it. */
export function showAnswer(
  terminal: Terminal,
  { json }: { readonly json?: true },
  answer: { readonly message: string },
): void {
  terminal.out(json === true ? JSON.stringify(answer, undefined, 2) : printable(answer.message));
}
