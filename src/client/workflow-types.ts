import type { ExecuteWorkflowAnswer, Execution } from './api-types.ts';
import type { StartOptions } from './executions.ts';

/** What one workflow takes and gives. */
export interface WorkflowTypes {
  readonly inputs: object;
  readonly outputs: unknown;
}

/** Workflows of which nothing is known: any name, any inputs. `baton typegen` makes a type that knows more. */
export type AnyWorkflows = Readonly<Record<string, WorkflowTypes>>;

export type NameOf<Workflows> = keyof Workflows & string;
export type InputsOf<Workflows, Name extends keyof Workflows> = Workflows[Name] extends {
  readonly inputs: infer Inputs extends object;
}
  ? Inputs
  : object;
export type OutputsOf<Workflows, Name extends keyof Workflows> = Workflows[Name] extends {
  readonly outputs: infer Outputs;
}
  ? Outputs
  : unknown;

/** An execution that has ended. Look at `status` first: only one that completed has outputs. */
export type EndedExecution<Outputs = unknown> =
  | (Ended<'COMPLETED'> & { readonly outputs: Outputs })
  | (Ended<'FAILED'> & { readonly error_message?: string })
  | Ended<'CANCELLED'>;

type Ended<Status> = Omit<Execution, 'status' | 'outputs' | 'completed_at'> & {
  readonly status: Status;
  readonly completed_at: string;
};

export function hasEnded({ status }: Execution): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

/** A client as far as the functions that `baton typegen` makes need it, whatever workflows it knows. */
export interface Starter {
  readonly executions: {
    start(name: string, inputs: object, options?: StartOptions): Promise<ExecuteWorkflowAnswer>;
    startAndWait(name: string, inputs: object, options?: StartOptions): Promise<EndedExecution>;
  };
}
