import { diagnostic, Refusal } from '../../problems/index.ts';
import { apiLimits } from '../limits.ts';
import type { ApiRequest } from '../route.ts';

export const keyForm = new RegExp(`^[\\x21-\\x7e]{1,${apiLimits.idempotencyKeyLength}}$`);
export const keyRule = `an idempotency key is 1 to ${apiLimits.idempotencyKeyLength} printable ASCII characters without blanks`;

/** From the header or from the body; two that differ are refused. */
export function keyOf(inBody: string | undefined, { header }: ApiRequest): string | undefined {
  const inHeader = header('idempotency-key');
  if (inHeader !== undefined && !keyForm.test(inHeader))
    throw new Refusal('invalid-header', `Idempotency-Key: ${keyRule}`);
  if (inBody !== undefined && inHeader !== undefined && inBody !== inHeader) {
    throw new Refusal('request-rejected', 'the Idempotency-Key header and `idempotency_key` in the body differ', {
      diagnostics: [diagnostic('unfit-field', 'differs from the Idempotency-Key header', { path: 'idempotency_key' })],
    });
  }
  return inBody ?? inHeader;
}
