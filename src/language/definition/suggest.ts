import { diagnostic, type Diagnostic, type DiagnosticCode, type Span } from '../../problems/index.ts';

export interface Place {
  readonly path?: string | undefined;
  readonly span?: Span | undefined;
}

/** With the nearest right name: in words in the message, bare in the hint, where an editor takes it from. `otherwise` is
 * the advice where nothing is near. */
export function suggesting(
  code: DiagnosticCode,
  message: string,
  near: string | null,
  at: Place,
  otherwise?: string,
): Diagnostic {
  if (near === null) return diagnostic(code, message, { ...at, hint: otherwise });
  return diagnostic(code, `${message}; did you mean \`${near}\`?`, { ...at, hint: near });
}
