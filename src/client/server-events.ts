/** One of a stream of server-sent events, as the HTML standard has them. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  /** Of this event, or of the last one that had any. */
  readonly id: string;
}

export interface Heard {
  /** Something came, if only a sign of life. */
  readonly onBytes: () => void;
  /** In how many milliseconds to come back, once the stream has broken off. */
  readonly onRetry: (ms: number) => void;
}

/** What is told of one event may be long, yet not without end. */
const LONGEST_EVENT = 4 * 1024 * 1024;

/** An event that the end of the stream cuts off is none. */
export async function* serverEvents(
  chunks: AsyncIterable<Uint8Array>,
  { onBytes, onRetry }: Heard,
): AsyncGenerator<ServerEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let id = '';
  let event = '';
  let data: string[] = [];
  for await (const chunk of chunks) {
    onBytes();
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_EVENT) throw new Error('an event is longer than 4 MiB');
    for (const line of lines) {
      const [, field = '', text = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? [];
      if (line === '') {
        if (data.length > 0) yield { event: event === '' ? 'message' : event, data: data.join('\n'), id };
        event = '';
        data = [];
      } else if (field === 'data') data.push(text);
      else if (field === 'event') event = text;
      else if (field === 'id' && !text.includes('\0')) id = text;
      else if (field === 'retry' && /^\d+$/.test(text)) onRetry(Number(text));
    }
  }
}
