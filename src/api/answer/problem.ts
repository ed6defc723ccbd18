import { z } from 'zod';
import { locating } from '../../language/index.ts';
import { codes, type Diagnostic, type Refusal } from '../../problems/index.ts';

const detail = z
  .strictObject({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    path: z.string().optional(),
    line: z.int().optional(),
    column: z.int().optional(),
    hint: z.string().optional(),
  })
  .meta({ id: 'ProblemDetail' });
export type ProblemDetail = z.output<typeof detail>;

/** The one form in which anything is refused. */
export const problemShape = z
  .strictObject({
    success: z.literal(false),
    message: z.string(),
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      request_id: z.string(),
      details: z.array(detail),
      capacity_remaining: z.int().optional().describe('How many more bots there may be, where that is what is lacking'),
    }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problemShape>;

/** A definition that cannot even be read is 400, one too large 413, though both come as the same refusal. */
export function statusOf(refusal: Refusal): number {
  const status = codes[refusal.code].status;
  if (status !== 422) return status;
  const among = refusal.diagnostics.filter((each) => each.severity === 'error').map((each) => codes[each.code].status);
  return among.find((each) => each === 413) ?? among.find((each) => each === 400) ?? status;
}

export function problemOf(
  refusal: Pick<Refusal, 'code' | 'message' | 'diagnostics' | 'source'> & Partial<Pick<Refusal, 'capacityRemaining'>>,
  requestId: string,
): Problem {
  const { capacityRemaining } = refusal;
  return {
    success: false,
    message: refusal.message,
    error: {
      code: refusal.code,
      message: refusal.message,
      request_id: requestId,
      details: detailsOf(refusal.diagnostics, refusal.source),
      ...(capacityRemaining !== undefined && { capacity_remaining: capacityRemaining }),
    },
  };
}

export function detailsOf(diagnostics: readonly Diagnostic[], source: string | undefined): ProblemDetail[] {
  const locate = source === undefined ? undefined : locating(source);
  return diagnostics.map((found) => {
    const { code, severity, message, path, span, hint } = found;
    const position = span === undefined ? undefined : locate?.(found);
    return {
      code,
      severity,
      message,
      ...(path !== undefined && { path }),
      ...(position !== undefined && { line: position.line, column: position.column }),
      ...(hint !== undefined && { hint }),
    };
  });
}

/** In seconds, and not the same for everybody: those who are turned away together should not come back together. */
export function retryAfter(atLeastMs = 0): string {
  return String(Math.ceil(atLeastMs / 1000) + 1 + Math.floor(Math.random() * 3));
}
