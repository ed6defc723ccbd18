/** Whoever asks what is being asked already waits for one more answer, which all who came meanwhile share. It is begun after
 * they asked, so that nobody is told what was true before his question. */
export function askedTogether<Answer>(ask: (key: string) => Promise<Answer>): (key: string) => Promise<Answer> {
  const asking = new Map<string, Turns<Answer>>();
  const begin = async (key: string): Promise<Answer> => {
    const turns: Turns<Answer> = { next: null };
    asking.set(key, turns);
    try {
      return await ask(key);
    } finally {
      if (turns.next === null) asking.delete(key);
      else turns.next.begin();
    }
  };
  return async (key) => {
    const turns = asking.get(key);
    if (turns === undefined) return await begin(key);
    turns.next ??= waiting(() => begin(key));
    return await turns.next.answer;
  };
}

interface Turns<Answer> {
  next: { readonly begin: () => void; readonly answer: Promise<Answer> } | null;
}

function waiting<Answer>(ask: () => Promise<Answer>): NonNullable<Turns<Answer>['next']> {
  let begin = (): void => undefined;
  const answer = new Promise<void>((resolve) => {
    begin = resolve;
  }).then(ask);
  return { begin, answer };
}
