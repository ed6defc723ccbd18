import type { RequestCode } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';

/** A request that is turned away, thrown by the ports (catalog, services, executions) and answered by the edges:
 * the API maps it to a status and the error envelope, the CLI to text and an exit code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RequestCode;
  readonly diagnostics: readonly Diagnostic[];
  /** The text the diagnostics' spans point into, where there is one. */
  readonly source: string | undefined;
  /** Of bots: how many more there may be. */
  readonly capacityRemaining: number | undefined;

  constructor(
    code: RequestCode,
    message: string,
    more: {
      readonly diagnostics?: readonly Diagnostic[];
      readonly source?: string;
      readonly capacityRemaining?: number | undefined;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.diagnostics = more.diagnostics ?? [];
    this.source = more.source;
    this.capacityRemaining = more.capacityRemaining;
  }
}
