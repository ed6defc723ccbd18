import { printable, type Terminal } from './terminal.ts';

interface Asked {
  readonly json?: true;
}

/** What the API said to an operator's word: for people its message, for programs all of it. */
export function showAnswer(terminal: Terminal, asked: Asked, answer: { readonly message: string }): void {
  showLines(terminal, asked, answer, () => [printable(answer.message)]);
}

/** For people what says it, for programs all of it. */
export function showLines(terminal: Terminal, { json }: Asked, all: object, lines: () => readonly string[]): void {
  for (const line of json === true ? [JSON.stringify(all, undefined, 2)] : lines()) terminal.out(line);
}
