import type { ProblemDetail } from '../client/index.ts';
import { renderDiagnostics } from '../language/index.ts';
import type { Diagnostic, DiagnosticCode } from '../problems/index.ts';

/** What the API has warned about, as `check` shows it. */
export function renderWarnings(
  warnings: readonly ProblemDetail[],
  text: string,
  file: string,
  colour: boolean,
): string {
  const starts = lineStarts(text);
  const found = warnings.map((warning): Diagnostic => {
    const { code, severity, message, path, line, column = 1 } = warning;
    const start = line === undefined ? undefined : (starts[line - 1] ?? 0) + column - 1;
    const hint = advice(warning);
    return {
      code: code as DiagnosticCode,
      severity,
      message,
      ...(path !== undefined && { path }),
      ...(start !== undefined && { span: { start, end: start + wordAt(text, start).length } }),
      ...(hint !== undefined && { hint }),
    };
  });
  return renderDiagnostics(found, text, file, { colour });
}

function lineStarts(text: string): readonly number[] {
  // A byte order mark is no character of the first line.
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The API says where something begins, not where it ends. */
function wordAt(text: string, start: number): string {
  const word = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,:[\]{}'"]+/y;
  word.lastIndex = start;
  return word.exec(text)?.[0] ?? '';
}

function advice({ code, message, hint }: ProblemDetail): string | undefined {
  const [, service] = /^no service `([^`]+)`/.exec(message) ?? [];
  if (code !== 'unregistered-service' || service === undefined) return hint;
  return `baton service ${service} URL  registers it`;
}
