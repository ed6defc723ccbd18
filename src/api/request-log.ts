/** One line for each request. User text stands only in values, escaped. */
export interface RequestLine {
  readonly request_id: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** 0 where the caller went away before it was answered. */
  readonly status: number;
  readonly ms: number;
  readonly code?: string;
  /** So many others were turned away like this one within the same second. */
  readonly others?: number;
  /** The stack of a bug; never in an answer. */
  readonly bug?: string;
}

export type RequestLog = (line: RequestLine) => void;

/** Tells those alone whose status is that or higher. */
export function fromStatus(least: number, log: RequestLog): RequestLog {
  return (line) => {
    if (line.status >= least) log(line);
  };
}

const LONGEST_PATH = 200;

/** What is turned away under load, one line a second: to tell each would cost more than to turn it away. */
export function sparingly(log: RequestLog, everyMs = 1_000): RequestLog {
  let others = 0;
  let latest: RequestLine | null = null;
  let timer: NodeJS.Timeout | null = null;
  const tell = (): void => {
    timer = null;
    if (latest !== null) log({ ...latest, others });
    latest = null;
    others = 0;
  };
  return (line) => {
    if (timer === null) {
      log(line);
      timer = setTimeout(tell, everyMs).unref();
      return;
    }
    if (latest !== null) others++;
    latest = line;
  };
}

export function requestLog(
  form: 'json' | 'short',
  write: (line: string) => void,
  now: () => Date = () => new Date(),
): RequestLog {
  return (given) => {
    const line = { ...given, path: given.path.slice(0, LONGEST_PATH) };
    if (form === 'json') {
      write(JSON.stringify({ time: now().toISOString(), level: line.bug === undefined ? 'info' : 'error', ...line }));
      return;
    }
    const code = line.code === undefined ? '' : ` ${line.code}`;
    const others = line.others === undefined ? '' : ` and ${line.others} others like it`;
    write(`${line.method} ${visible(line.path)} ${line.status}${code} ${line.ms} ms ${line.request_id}${others}`);
    if (line.bug !== undefined) write(line.bug);
  };
}

/** Node takes some bytes into a path that a terminal would act on. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0020\u007f-\u009f]/g, '?');
}
