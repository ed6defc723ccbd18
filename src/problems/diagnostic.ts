import { type CodeEntry, codes, type DiagnosticCode } from './codes.ts';

/** Offsets into the text that was read, end exclusive, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is known to be wrong before anything runs. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Where in the definition, as `steps[0].parameters.t`. */
  readonly path?: string;
  readonly span?: Span;
  /** The nearest right name, or one line of advice. */
  readonly hint?: string;
}

export function diagnostic(
  code: DiagnosticCode,
  message: string,
  where: {
    readonly path?: string | undefined;
    readonly span?: Span | undefined;
    readonly hint?: string | undefined;
  } = {},
): Diagnostic {
  const entry: CodeEntry = codes[code];
  return {
    code,
    severity: entry.kind === 'diagnostic' ? entry.severity : 'error',
    message,
    ...(where.path !== undefined && { path: where.path }),
    ...(where.span !== undefined && { span: where.span }),
    ...(where.hint !== undefined && { hint: where.hint }),
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === 'error');
}
