/** What comes of a body, until it ends or the signal aborts. The signal that `fetch` was given is not enough: Node's forgets it
 * once its request has been garbage-collected, the answer still coming (nodejs/undici#3644). */
export async function* bodyChunks(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader();
  const hangUp = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', hangUp);
    // Also where the caller has seen enough: nobody reads on.
    await reader.cancel().catch(() => undefined);
  }
}

export async function bodyText(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of bodyChunks(response.body, signal)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
